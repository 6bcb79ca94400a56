"""Where a run screen's turns come from, and where its commands go: three sources, one screen.

Here is a run that this process carries out, elsewhere one of another process, stored one that is
over or that nobody carries out.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path

from orchtui.console.run_view import Kind, View
from orchtui.console.streaming import Streams
from orchtui.domain import events as e
from orchtui.domain.digest import Texts
from orchtui.errors import OrchtuiError, UsageError
from orchtui.session import Live, Outcome, Player, Session, recipe_of

_EVERY = 0.1
_OWNER_EVERY = 10  # so many looks at the record without news, and the owner is looked for
GONE = "its process is gone: resume takes it up again"

Changed = Callable[[], None]


class Source(ABC):
    """A run on its way to a screen."""

    def __init__(self, session: Session, view: View, database: Path | None) -> None:
        self.session, self.view, self.database = session, view, database
        self.outcome: Outcome | None = None
        self.handed_over = False

    @abstractmethod
    async def feed(self) -> None:
        """Fill the view until there is nothing more to come."""

    @abstractmethod
    async def command(self, given: e.CommandGiven) -> e.CommandAnswered:
        """Give the run a command; what came of it."""

    def interrupt(self, why: str) -> None:  # noqa: B027 - most have nothing to leave
        """Leave the run, if it is carried out here."""


class Here(Source):
    """A run that this process carries out."""

    def __init__(self, session: Session, live: Live, database: Path | None) -> None:
        player = Player(live.recorded)
        view = View(live.id, live.recipe, live.texts, "live", player, clock=player.live.at)
        view.streams = Streams(live.heard_after)
        super().__init__(session, view, database)
        self.live = live
        live.watchers.append(view.take)
        self._carried: asyncio.Task[Outcome] | None = None

    async def feed(self) -> None:
        self._carried = asyncio.ensure_future(self.session.carry_out(self.live))
        self.outcome = await asyncio.shield(self._carried)

    async def command(self, given: e.CommandGiven) -> e.CommandAnswered:
        return await self.live.command(given)

    def interrupt(self, why: str) -> None:
        self.live.interrupt(why)

    async def leave(self, why: str) -> None:
        """Leave the run so that it can be resumed; once this is back, its record is complete."""
        self.live.interrupt(why)
        if self._carried is None:
            return
        await asyncio.wait([self._carried])
        if not self._carried.cancelled() and self._carried.exception() is None:
            self.outcome = self._carried.result()

    async def hand_over(self) -> str:
        """Have a process of its own carry the run on; a complaint where that fails."""
        if self._carried is None:
            return "the run has not begun"
        left = await self.session.hand_over(self.live, self._carried)
        self.handed_over = not left.complaint
        return left.complaint


class Elsewhere(Source):
    """A run that another process carries out: its record is read, a few times a second."""

    async def feed(self) -> None:
        quiet = 0
        while not self.view.player.live.summary().over or quiet < _OWNER_EVERY:
            after = self.view.player.live.events
            turns, texts = await self.session.later(self.view.run, after)
            self.view.texts.known.update(texts)
            for turn in turns:
                self.view.take(turn)
            quiet = 0 if turns else quiet + 1
            if quiet % _OWNER_EVERY == 1:
                left = not await self.session.is_live(self.view.run)
                over = self.view.player.live.summary().over
                self.view.gone = GONE if left and not over else ""
            await asyncio.sleep(_EVERY)

    async def command(self, given: e.CommandGiven) -> e.CommandAnswered:
        return await self.session.send(self.view.run, given)


class Stored(Source):
    """A recorded run: there is nothing more to come of it."""

    async def feed(self) -> None:
        return

    async def command(self, given: e.CommandGiven) -> e.CommandAnswered:
        over = f"run {self.view.run} is recorded: nothing can be asked of it any more"
        return e.CommandAnswered(id=given.id, done=False, said=over)


async def stored(session: Session, name: str, database: Path | None) -> Source:
    """A run of the record: as it goes on, where another process carries it out."""
    live = await session.is_live(name)
    row = await session.find(name)
    turns, known = await session.later(row.id, 0)
    started = turns[0].events[0] if turns else None
    if not isinstance(started, e.RunStarted):
        raise UsageError(f"run {row.id} was recorded by a newer orchtui: upgrade to see it")
    texts = Texts(known)
    player = await Player.opened(turns)
    kind: Kind = "attached" if live else "recorded"
    view = View(row.id, recipe_of(started, texts), texts, kind, player, clock=player.live.at)
    return (Elsewhere if live else Stored)(session, view, database)


async def answered(source: Source, given: e.CommandGiven) -> e.CommandAnswered:
    """What came of a command, whatever goes wrong on its way."""
    try:
        return await source.command(given)
    except OrchtuiError as error:
        return e.CommandAnswered(id=given.id, done=False, said=str(error))
