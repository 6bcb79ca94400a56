"""Tells of a live run in lines, and answers the lines that are typed meanwhile.

It reads no further once the run is over or its input has ended; what had been read by then is still
answered. That nothing can be read is no mistake: then it only tells.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from orchtui.cli.narrate import Followed, PlainLines
from orchtui.cli.plain.answering import Answering, Word
from orchtui.cli.plain.hands import Hands
from orchtui.cli.plain.looking import glyphs, shown
from orchtui.cli.plain.typed_lines import TypedLines
from orchtui.cli.plain.words import WordDoors, choices
from orchtui.cli.terminal import Unread, columns, say
from orchtui.console.stream import Heard, Streams, nothing_heard
from orchtui.console.view import Kind, View
from orchtui.domain import events as e
from orchtui.narration.line import Line
from orchtui.session import Player


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
