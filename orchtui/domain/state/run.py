"""A run as far as it has come: what every screen, command and list reads.

`RunState.apply` is the one place where it changes, and tells which path an event touched.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from orchtui.domain import events as e
from orchtui.domain.lifecycle import OVER
from orchtui.domain.state.control_fold import CONTROL_FOLD
from orchtui.domain.state.part import Part, copy_of
from orchtui.domain.state.people import BreakpointState, CommandState, GateState
from orchtui.domain.state.run_fold import RUN_FOLD
from orchtui.domain.state.step import StepState
from orchtui.domain.state.team import DisagreementState, GroupState
from orchtui.domain.state.team_fold import TEAM_FOLD
from orchtui.domain.summary import Summary

FOLD = RUN_FOLD | CONTROL_FOLD | TEAM_FOLD


@dataclass(slots=True)
class RunState(Part):
    """A run as far as it has come."""

    status: str = "new"
    held_as: str = ""
    started: e.RunStarted | None = None
    finished: e.RunFinished | None = None
    steps: dict[str, StepState] = field(default_factory=dict)
    notes: list[e.Noted] = field(default_factory=list)
    limits_reached: list[e.LimitReached] = field(default_factory=list)
    unknown: list[e.Unknown] = field(default_factory=list)
    why: str = ""
    gates: dict[str, GateState] = field(default_factory=dict)
    breakpoints: dict[str, BreakpointState] = field(default_factory=dict)
    commands: dict[str, CommandState] = field(default_factory=dict)
    limits: dict[str, float | None] = field(default_factory=dict)
    groups: dict[str, GroupState] = field(default_factory=dict)
    disagreements: dict[str, DisagreementState] = field(default_factory=dict)
    agreement: float | None = None
    waiting_words: dict[str, list[e.Said]] = field(default_factory=dict)
    events: int = 0
    asked: int = 0
    done: int = 0
    cost: int = 0
    tokens: int = 0
    estimated: bool = False
    reserved: int = 0
    epoch: int = 1
    at: float = 0.0
    flying: int = 0
    asking: int = 0
    _live_since: float | None = None
    _earlier: float = 0.0

    def apply(self, event: e.AnyEvent, at: float) -> str:
        """Take one event in; the path it touched, or nothing where it touched the run."""
        self.events += 1
        fold = FOLD.get(type(event))
        path = fold(self, event, at) if fold else ""
        self.at = at
        return path

    def copy(self) -> RunState:
        """The same state, independent from here on: what either changes the other does not see."""
        new = copy_of(self)
        self.edition, new.edition = object(), object()
        return new

    @property
    def seconds(self) -> float:
        """How long the run has been going on; time it stood still, or only waited for a person,
        does not count.
        """
        return self.seconds_at(self.at)

    def seconds_at(self, now: float) -> float:
        """How long it will have been going on by then, if it does."""
        live = self._live_since
        return self._earlier if live is None else self._earlier + max(0.0, now - live)

    @property
    def stands_still(self) -> bool:
        """Whether its time does not go on: it is held, or waits for a person and nothing else."""
        return self._live_since is None

    def apply_turn(self, turn: e.Turn) -> set[str]:
        """Take a turn in; the paths it touched."""
        return {self.apply(event, turn.at) for event in turn.events}

    def in_flight(self) -> list[StepState]:
        """The steps that are being answered now."""
        return [step for step in self.steps.values() if step.status == "running"]

    @property
    def open_gates(self) -> dict[str, e.GateOpened]:
        """The questions that wait for an answer."""
        return {name: gate.opened for name, gate in self.gates.items() if gate.is_open}

    @property
    def open_disagreements(self) -> dict[str, DisagreementState]:
        """What several differ on and nobody has settled."""
        return {name: each for name, each in self.disagreements.items() if each.is_open}

    def summary(self) -> Summary:
        """The run in one line."""
        return Summary(
            status=self.status,
            steps=len(self.steps),
            done=self.done,
            cost=self.cost,
            tokens=self.tokens,
            seconds=round(self.seconds, 3),
            over=self.status in OVER,
        )


def fold(turns: Iterable[e.Turn]) -> RunState:
    """What these turns come to."""
    state = RunState()
    for turn in turns:
        state.apply_turn(turn)
    return state
