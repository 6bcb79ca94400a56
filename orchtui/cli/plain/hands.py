"""Who carries out what is typed at a live run: this process, or the one that the run belongs to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from orchtui.cli.plain.answering import given, said_of
from orchtui.commands.parser import Typed
from orchtui.errors import UsageError
from orchtui.narration.hints import Doors
from orchtui.session import Live, Outcome, Session

READ_ONLY = "with --readonly one only looks"


class Hands(Protocol):
    """What can be done to a run from here."""

    leaves: str
    """The words that may follow `quit`."""
    over: bool
    """Whether nothing more is to be read, since somebody left."""

    async def give(self, meant: Typed) -> str:
        """Give the run a command; what it says, or a refusal that is raised."""
        ...

    async def leave(self, how: str) -> str:
        """Leave, in one of the ways there are; what came of it."""
        ...


class HereHands:
    """For a run that this process carries out."""

    leaves = "stop|detach|stay"

    def __init__(self, session: Session, live: Live, carried: asyncio.Task[Outcome]) -> None:
        self._session, self._live, self._carried = session, live, carried
        self.over = self.handed_over = False

    async def give(self, meant: Typed) -> str:
        return said_of(await self._live.command(given(meant)))

    async def leave(self, how: str) -> str:
        if how == "stop":
            self._live.interrupt("quit stop was typed")
            self.over = True
            return "the run is left so that it can be resumed"
        if how == "detach":
            left = await self._session.hand_over(self._live, self._carried)
            if left.complaint:
                raise UsageError(left.complaint)
            self.over = self.handed_over = True
            return "a process of its own carries the run on"
        if how == "stay":
            return "the run goes on here"
        raise UsageError(
            "the run is carried out here, say how to leave it: quit stop (it can be resumed), "
            "quit detach (it goes on in a process of its own), or quit stay"
        )


class ElsewhereHands:
    """For a run that another process carries out."""

    leaves = ""

    def __init__(
        self, session: Session, doors: Doors, end: Callable[[str], None], *, readonly: bool
    ) -> None:
        self._session, self._doors, self._end = session, doors, end
        self._readonly = readonly
        self.over = False

    async def give(self, meant: Typed) -> str:
        if self._readonly:
            raise UsageError(READ_ONLY)
        return said_of(await self._session.send(self._doors.run, given(meant)))

    async def leave(self, how: str) -> str:
        if how:
            raise UsageError("the run is carried out elsewhere and goes on: say quit alone")
        self.over = True
        self._end("quit was typed")
        return f"the run goes on; {self._doors.verb('attach')} --plain comes back to it"
