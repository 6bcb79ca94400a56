"""What a run screen looks at: one run, folded for it alone, at some position of its record.

Panels read from it and change nothing. Turns that come in are put aside until the screen's next
beat, which folds them all at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from orchtui.console.glyphs import UNICODE, Glyphs
from orchtui.console.streaming import Streams
from orchtui.console.text.row import Row
from orchtui.domain import events as e
from orchtui.domain.digest import Texts
from orchtui.domain.limits import Limits
from orchtui.domain.recipe import Recipe
from orchtui.domain.state import RunState, StepState
from orchtui.session import Player

Kind = Literal["live", "attached", "recorded"]


@dataclass(slots=True)
class View:
    """A run as one screen sees it."""

    run: str
    recipe: Recipe
    texts: Texts
    kind: Kind
    player: Player
    glyphs: Glyphs = UNICODE
    streams: Streams = field(default_factory=Streams)
    position: int | None = None
    selected: str = ""
    frame: int = 0
    clock: float = 0.0
    folded: frozenset[str] = frozenset()
    critical: bool = False
    watches: list[str] = field(default_factory=list)
    stops: list[str] = field(default_factory=list)
    waiting: list[e.Turn] = field(default_factory=list)
    gone: str = ""
    since_turn: float = 0.0
    opened: str = ""
    round: int = 0
    sought: str = ""
    found: list[Row] = field(default_factory=list)
    _state: RunState | None = None

    def take(self, turn: e.Turn) -> None:
        """Put a committed turn aside until the next beat."""
        self.waiting.append(turn)

    def beat(self) -> bool:
        """Fold what came in since the last beat; whether anything did."""
        if not self.waiting:
            return False
        came, self.waiting = self.waiting, []
        self.player.extend(came)
        for turn in came:
            for event in turn.events:
                if isinstance(event, e.StepAsked | e.AttemptOver):
                    self.streams.forget(event.path)
        return True

    @property
    def state(self) -> RunState:
        """The run at the position that is looked at; nobody may change it."""
        if self.position is None:
            return self.player.live
        if self._state is None:
            self._state = self.player.at(self.position)
        return self._state

    @property
    def is_past(self) -> bool:
        """Whether something earlier than the end of what is known is looked at."""
        return self.position is not None and self.position < self.player.length

    @property
    def is_going(self) -> bool:
        """Whether more may come of the run, here or in another process."""
        return self.kind != "recorded" and not self.gone and not self.player.live.summary().over

    def go(self, position: int | None) -> None:
        """Look at the run as it was after so many turns; `None` is its end, whatever comes."""
        if position is not None:
            position = max(0, min(position, self.player.length))
            if position == self.player.length:
                position = None
        self.position, self._state, self.since_turn = position, None, 0.0

    @property
    def turns(self) -> Sequence[e.Turn]:
        """The turns up to the position that is looked at."""
        turns = self.player.turns
        return turns if self.position is None else turns[: self.position]

    @property
    def step(self) -> StepState | None:
        """The step that is looked at."""
        return self.state.steps.get(self.selected)

    @property
    def now(self) -> float:
        """The time on the run's clock that is looked at."""
        if self.is_past:
            return self.state.at + self.since_turn
        return self.clock if self.is_going else self.state.at

    @property
    def speed(self) -> float:
        """How fast the run's clock goes."""
        started = self.player.live.started
        return started.rehearsing.speed if started and started.rehearsing else 1.0

    @property
    def limits(self) -> Limits:
        """The run's limits as they stand."""
        state = self.state
        limits = self.recipe.limits.changed(state.started.limits if state.started else {})
        return limits.changed(state.limits)

    @property
    def spinner(self) -> str:
        """The mark of what is going on, which turns."""
        return self.glyphs.frames[self.frame % len(self.glyphs.frames)]
