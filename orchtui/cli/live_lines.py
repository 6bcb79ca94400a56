"""Narration on a terminal: finished steps scroll by, running ones are kept in sight below."""

from __future__ import annotations

import time
from types import TracebackType

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.text import Text

from orchtui.cli.narrate import Narrator, narrated
from orchtui.domain import events as e
from orchtui.domain.money import shown
from orchtui.domain.state import StepState
from orchtui.domain.text import first_line
from orchtui.session import LiveRun

_FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
_STYLES = {"✔": "green", "✗": "red", "▶": "cyan", "↺": "yellow", "■": "red", "✎": "magenta"}
_SHOWN = 8


class LiveLines(Narrator):
    """Lines above, and below them what runs now: each step's last words, and the run's meters."""

    def __init__(self, live: LiveRun) -> None:
        super().__init__(live)
        self._console = Console(stderr=True, highlight=False, markup=False)
        self._live = Live(
            console=self._console,
            get_renderable=self._now,
            refresh_per_second=8,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._seen = time.monotonic()

    def __enter__(self) -> LiveLines:
        self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._live.stop()

    def turn(self, turn: e.Turn) -> None:
        self._seen = time.monotonic()
        super().turn(turn)

    def event(self, event: e.AnyEvent, at: float) -> None:
        line = narrated(event, self.state, self.live)
        if line and not isinstance(event, e.StepAsked):
            self._console.print(Text(line, style=_STYLES.get(line[0], "")), soft_wrap=True)

    def _now(self) -> RenderableType:
        running = self.state.in_flight()
        rows = [self._row(step) for step in running[:_SHOWN]]
        if len(running) > _SHOWN:
            rows.append(Text(f"  and {len(running) - _SHOWN} more", style="dim"))
        state = self.state
        cost = shown(state.cost, estimated=state.estimated)
        meters = f"  {state.done}/{len(state.steps)} steps  {cost}  {state.tokens} tokens"
        return Group(*rows, Text(meters, style="dim"))

    def _row(self, step: StepState) -> Text:
        frame = _FRAMES[int(time.monotonic() * 10) % len(_FRAMES)]
        head = f"{frame} {step.path}  "
        room = max(10, self._console.width - len(head) - 2)
        said = self.live.heard(step.path)[-400:].replace("\n", " ")
        row = Text(head, style="cyan")
        row.append(first_line(said[-room:], room), style="dim")
        return row
