"""Tells of a live run in lines, and answers the lines that are typed meanwhile.

It reads no further once the run is over or its input has ended; what had been read by then is still
answered. That nothing can be read is no mistake: then it only tells.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from orchtui.cli.commands.tail import concluded, elsewhere, tell
from orchtui.cli.interrupts import signals
from orchtui.cli.narrators.base import Followed, PlainLines
from orchtui.cli.output import Unread, columns, say
from orchtui.cli.plain.line_reader import TypedLines
from orchtui.cli.plain.panels import glyphs, shown
from orchtui.cli.plain.repl import Answering, Word, WordDoors, choices, given, said_of
from orchtui.cli.plain.replay import Replaying
from orchtui.commands.parser import Typed
from orchtui.console.run_source import stored
from orchtui.console.run_view import Kind, View
from orchtui.console.streaming import Heard, Streams, nothing_heard
from orchtui.domain import events as e
from orchtui.domain.digest import Texts
from orchtui.errors import UsageError
from orchtui.narration.hints import Doors
from orchtui.narration.line import Line
from orchtui.session import Begin, Live, Outcome, Player, Session


class Desk(PlainLines):
    """Narrates a live run, and takes commands for it."""

    def __init__(
        self,
        live: Followed,
        database: Path | None,
        kind: Kind,
        heard: Heard = nothing_heard,
    ) -> None:
        super().__init__(live, database)
        self.doors = WordDoors(live.id, database)
        player = Player(live.recorded)
        self.view = View(live.id, live.recipe, live.texts, kind, player, glyphs(), Streams(heard))
        self._typed = TypedLines(sys.stdin.fileno())
        self._begun = asyncio.Event()
        self._turned = time.monotonic()
        if kind == "attached":
            self._begun.set()

    @asynccontextmanager
    async def open(self, hands: Hands) -> AsyncIterator[None]:
        """Answer what is typed, for as long as this is entered."""
        if sys.stdin.isatty():
            self.line(Line(" ", "help", "tells what can be typed"))
        answering = asyncio.ensure_future(self._answer(hands))
        try:
            yield
        finally:
            self._typed.stop()
            self._begun.set()
            await answering

    def turn(self, turn: e.Turn) -> None:
        self.view.take(turn)
        self.view.beat()
        self._turned = time.monotonic()
        super().turn(turn)
        self._begun.set()

    def event(self, event: e.AnyEvent, at: float) -> None:
        super().event(event, at)
        if isinstance(event, e.GateOpened) and event.id in self.state.open_gates:
            for line in choices(event):
                self.line(line)

    def unheard(self) -> None:
        """Whoever read what is told is gone; what is told from here on goes nowhere."""
        super().unheard()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stderr.fileno())
        os.close(nowhere)

    def stands(self) -> None:
        """Tell how the run stands, to somebody who comes to it while it goes on."""
        for line in (*self._shown("run"), *self._shown("agents")):
            say(line)
        for gate in self.state.open_gates.values():
            self.event(gate, self.state.at)
        if self.state.status == "paused":
            self.line(Line("⏸", "paused", "to go on: continue"))

    async def _answer(self, hands: Hands) -> None:
        leave = Word(hands.leaves, "Leave; where there are several ways, say which.", hands.leave)
        answering = Answering(self.view, {"quit": leave}, hands.give, say, _room)
        await self._begun.wait()
        try:
            async for line in self._typed:
                self._look_now()
                await answering.answer(line)
                if hands.over:
                    return
                await asyncio.sleep(0)  # however much was typed ahead, the run is told of between
        except (OSError, Unread):
            self.unheard()
        except Exception as error:
            self.live.interrupt(f"what answers broke: {type(error).__name__}")
            raise

    def _look_now(self) -> None:
        """Put the view's clock to where the run's is."""
        state = self.view.player.live
        passed = 0.0 if state.stands_still else time.monotonic() - self._turned
        self.view.clock = state.at + passed * self.view.speed

    def _shown(self, name: str) -> list[str]:
        self._look_now()
        return shown(self.view, name, _room())


def _room() -> int | None:
    return columns(sys.stderr)


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


def attend(run: str, database: Path | None, *, readonly: bool) -> None:
    """Tell of a run that goes on in another process, and take commands for it.

    One that nobody carries out is shown as it was recorded.
    """
    sys.exit(asyncio.run(_attend(run, database, readonly)))


def look_back(run: str, database: Path | None) -> None:
    """Move through a recorded run."""
    asyncio.run(_look_back(run, database))


async def _attend(run: str, database: Path | None, readonly: bool) -> int:
    async with Session.open(database) as session:
        if not await session.is_live(run):
            await _moved_through(session, run, database)
            return 0
        return (await _followed(session, run, database, readonly)).exit_code


async def _followed(session: Session, run: str, database: Path | None, readonly: bool) -> Outcome:
    row = await session.find(run)
    turns, known = await session.later(row.id, 0)
    live = replace(elsewhere(row.id, turns, Texts(known)), recorded=turns)
    desk = Desk(live, database, "attached")
    hands = ElsewhereHands(session, desk.doors, live.interrupt, readonly=readonly)
    desk.stands()
    async with desk.open(hands):
        await tell(session, live, desk, ())
    return concluded(live, desk)


async def _look_back(run: str, database: Path | None) -> None:
    async with Session.open(database) as session:
        await _moved_through(session, run, database)


async def _moved_through(session: Session, run: str, database: Path | None) -> None:
    view = (await stored(session, run, database)).view
    view.glyphs = glyphs()
    await Replaying(view).attend()


async def at_desk(begin: Begin, database: Path | None, *, durable: bool) -> int:
    """Carry a run out, to its end or until it is handed over; the exit code."""
    with contextlib.ExitStack() as until_told:
        async with Session.open(database, durable=durable) as session:
            live = await begin(session)
            desk = Desk(live, database, "live", live.heard_after)
            live.watchers.append(desk.turn)
            until_told.enter_context(signals(live, desk))
            carried = asyncio.ensure_future(session.carry_out(live))
            hands = HereHands(session, live, carried)
            async with desk.open(hands):
                await asyncio.wait([carried])
            outcome = await carried
        with contextlib.suppress(BrokenPipeError, Unread):  # the exit code tells how it ended, then
            if not hands.handed_over:
                desk.sum_up(outcome)
                return outcome.exit_code
            desk.line(Line("●", live.recipe.name, f"run {live.id} goes on without this one"))
            desk.line(Line(" ", "next   ", f"{desk.doors.verb('attach')} --plain"))
    return 0 if hands.handed_over else outcome.exit_code
