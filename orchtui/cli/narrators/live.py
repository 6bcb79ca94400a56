"""Narration on a terminal: what is over scrolls by, what runs is kept in sight below.

The part below is drawn from the loop that carries the run out, never from a thread, so that it
reads the state only between two events.
"""

from __future__ import annotations

import asyncio
import re
import time
from pathlib import Path
from types import TracebackType
from typing import ClassVar

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.text import Text

from orchtui.cli.narrators.base import Followed, Narrator
from orchtui.domain import events as e
from orchtui.domain.limits import Limits
from orchtui.domain.money import shown
from orchtui.domain.sanitize import clean
from orchtui.domain.state import StepState
from orchtui.narration.events import told
from orchtui.narration.line import MARK_COLOURS, Line

_FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_EVERY = 0.1
_TAIL = 600
_MOST = 8
_NEAR = 0.8
_SYNTAX = re.compile(r'\\[nrt]|[{}\[\]"\s]+')


class LiveLines(Narrator):
    """Lines above, and below them what runs now: each step's last words, and the run's meters."""

    RESTORE: ClassVar[str] = "\r\x1b[J\x1b[?25h"

    def __init__(self, live: Followed, database: Path | None, hint: str) -> None:
        super().__init__(live, database)
        self._hint = hint
        self._asked: dict[str, float] = {}
        self._last_turn = time.monotonic()
        self._tick: asyncio.TimerHandle | None = None
        self._console = Console(stderr=True, highlight=False, markup=False, emoji=False)
        self._live = Live(
            console=self._console,
            get_renderable=self._now,
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )

    def __enter__(self) -> LiveLines:
        self._live.start()
        self._draw()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._tick is not None:
            self._tick.cancel()
        self._live.stop()

    def event(self, event: e.AnyEvent, at: float) -> None:
        self._last_turn = time.monotonic()
        if isinstance(event, e.StepAsked):
            self._asked[event.path] = self._last_turn
            if not event.because:
                return  # that it is asked is seen below
        if line := told(event, self.state, self.doors):
            self.line(line)

    def line(self, line: Line) -> None:
        fitted = line.fitted(self._console.width)
        text = Text(f"{line.mark} ", style=" ".join(MARK_COLOURS.get(line.mark, ())))
        text.append(clean(line.about), style="none")
        text.append(f"  {clean(fitted.rest)}", style="red" if line.mark == "✗" else "dim")
        self._console.print(text)

    def turn(self, turn: e.Turn) -> None:
        super().turn(turn)
        self._refresh()

    def _refresh(self) -> None:
        try:
            self._live.refresh()
        except OSError:
            self.unheard()

    def _draw(self) -> None:
        self._refresh()
        self._tick = asyncio.get_running_loop().call_later(_EVERY, self._draw)

    @property
    def _speed(self) -> float:
        """How fast the run's clock goes."""
        how = self.state.started.rehearsing if self.state.started else None
        return how.speed if how else 1.0

    def _now(self) -> RenderableType:
        running = self.state.in_flight()
        wide = max((cell_len(step.path) for step in running[:_MOST]), default=0)
        rows = [self._row(step, wide) for step in running[:_MOST]]
        if len(running) > _MOST:
            rows.append(Text(f"  and {len(running) - _MOST} more", style="dim"))
        return Group(*rows, self._meters())

    def _row(self, step: StepState, wide: int) -> Text:
        now = time.monotonic()
        frame = _FRAMES[int(now * 10) % len(_FRAMES)]
        seconds = (now - self._asked.get(step.path, now)) * self._speed
        row = Text(f"{frame} ", style="cyan", no_wrap=True, overflow="ellipsis")
        row.append(step.path.ljust(wide), style="bold")
        row.append(f"{seconds:7.1f} s  ", style="dim")
        row.append(self._last_words(step.path, self._console.width - row.cell_len - 1), style="dim")
        return row

    def _last_words(self, path: str, room: int) -> str:
        """The end of what a step has said so far; braces and quotes say nothing here."""
        said = _SYNTAX.sub(" ", clean(self.live.heard(path)[-_TAIL:])).strip()
        if cell_len(said) <= room:
            return said
        while cell_len(said) > room - 2 and said:
            said = said[max(1, (cell_len(said) - room) // 2) :]
        return "… " + (said.partition(" ")[2] or said)

    def _meters(self) -> Text:
        state, limits = self.state, self._limits()
        goes_on = 0.0 if state.stands_still else time.monotonic() - self._last_turn
        live = state.seconds + goes_on * self._speed
        text = Text("  ", style="dim", no_wrap=True, overflow="ellipsis")
        if state.status in ("pausing", "paused"):
            text.append(f"{state.status}   ", style="yellow")
        cost = shown(state.cost, estimated=state.estimated)
        allowed = shown(limits.cost) if limits.cost is not None else ""
        self._meter(text, f"{state.done} of {len(state.steps)} steps")
        self._meter(text, cost, allowed, _share(state.cost, limits.cost))
        tokens = f"{limits.tokens:,}" if limits.tokens is not None else ""
        share = _share(state.tokens, limits.tokens)
        self._meter(text, f"{state.tokens:,}", tokens, share, " tokens")
        seconds = f"{limits.seconds:g} s" if limits.seconds is not None else ""
        self._meter(text, f"{live:.1f} s", seconds, _share(live, limits.seconds))
        if text.cell_len + len(self._hint) < self._console.width:
            text.append(self._hint)
        return text

    @staticmethod
    def _meter(text: Text, used: str, allowed: str = "", share: float = 0, unit: str = "") -> None:
        """One figure, against what is allowed of it where there is a limit."""
        style = "red" if share >= 1 else "yellow" if share >= _NEAR else "none"
        text.append(used + (f" of {allowed}" if allowed else "") + unit, style=style)
        text.append("   ")

    def _limits(self) -> Limits:
        started = self.state.started
        limits = self.live.recipe.limits.changed(started.limits if started else {})
        return limits.changed(self.state.limits)


def _share(used: float, allowed: float | None) -> float:
    return used / allowed if allowed else 0.0
