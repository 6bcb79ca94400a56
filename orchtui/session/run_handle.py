"""A run that this process carries out, as its front sees it.

The engine is on a thread of its own. What it has committed comes over in the order it was written,
many turns at a time if the front is slow; a front folds them for itself. What a front asks for goes
the other way, and neither waits for the other.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence

from orchtui.domain import events as e
from orchtui.engine.engine import Engine, LiveRun
from orchtui.session.engine_thread import Aside

Watch = Callable[[e.Turn], None]


class Feed:
    """Committed turns on their way from the engine's thread to the front's."""

    def __init__(self, broke: Callable[[BaseException], None]) -> None:
        self.watchers: list[Watch] = []
        self._front = asyncio.get_running_loop()
        self._broke = broke
        self._turns: deque[e.Turn] = deque()
        self._on_the_way = False

    def __call__(self, turn: e.Turn) -> None:
        """Take a turn, on the engine's thread; one call is on its way for however many."""
        self._turns.append(turn)
        if not self._on_the_way:
            self._on_the_way = True
            self._front.call_soon_threadsafe(self._tell)

    def _tell(self) -> None:
        self._on_the_way = False
        while self._turns:
            turn = self._turns.popleft()
            for watch in self.watchers:
                try:
                    watch(turn)
                except Exception as error:  # noqa: BLE001 - a watcher's defect ends the run, told
                    self._broke(error)


class Live:
    """The front's end of a live run; `watchers` are told of each committed turn."""

    def __init__(self, there: Aside[Engine], run: LiveRun) -> None:
        self._there, self.run = there, run
        self.id, self.recipe, self.texts = run.id, run.recipe, run.texts
        self.recorded: Sequence[e.Turn] = run.recorded
        self.broken: BaseException | None = None
        feed = Feed(self._watcher_broke)
        self.watchers = feed.watchers
        run.watchers.append(feed)

    def heard(self, path: str) -> str:
        """What a step that is being answered has said so far."""
        return self.run.heard(path)

    def heard_after(self, path: str, number: int) -> list[str]:
        """The pieces of it that came after so many, for whoever reads on."""
        return self.run.heard_after(path, number)

    def interrupt(self, why: str) -> None:
        """Leave the run so that it can be resumed; from any thread, and a signal's handler."""
        self._there.call(lambda: self.run.interrupt(why))

    async def command(self, given: e.CommandGiven) -> e.CommandAnswered:
        """Give the run a command; what came of it, once on disk."""
        return await self._there.do(lambda _: self.run.command(given))

    async def paused(self) -> bool:
        """Wait until the run is held and nothing is in flight; false if it is over before."""
        return await self._there.do(lambda _: self.run.held_still())

    def _watcher_broke(self, error: BaseException) -> None:
        if self.broken is None:
            self.broken = error
            self.interrupt(f"what shows it broke: {type(error).__name__}")
