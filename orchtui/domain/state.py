"""The fold: what a run's events come to, up to wherever they have been read.

`RunState.apply` is the one place where it changes, and tells which path an event touched. Every
reader, live or recorded, folds for itself. Texts stay kept texts; money is in nano-dollars.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from orchtui.domain import events as e
from orchtui.domain.lifecycle import OVER, STEP
from orchtui.domain.summary import Summary


@dataclass(slots=True, eq=True)
class Attempt:
    """One try of a step: how it was asked and, once over, how it ended."""

    asked: e.StepAsked
    over: e.Over | None = None
    rejected: str = ""
    lost: bool = False


@dataclass(slots=True)
class StepState:
    """A step as far as it has come."""

    planned: e.StepPlanned
    status: str = "planned"
    attempts: list[Attempt] = field(default_factory=list)
    error: str = ""
    since: float = 0.0

    @property
    def path(self) -> str:
        return self.planned.path

    @property
    def agent(self) -> str:
        return self.planned.agent

    @property
    def reply(self) -> e.StepReplied | None:
        """The reply that stands."""
        over = self.attempts[-1].over if self.attempts else None
        return over if self.status == "done" and isinstance(over, e.StepReplied) else None

    @property
    def cost(self) -> int:
        """What all attempts cost; one that was lost counts as what was reserved for it."""
        return sum(_spent(attempt)[0] for attempt in self.attempts)

    @property
    def tokens(self) -> int:
        return sum(_spent(attempt)[1] for attempt in self.attempts)

    @property
    def seconds(self) -> float:
        return sum(attempt.over.seconds for attempt in self.attempts if attempt.over)

    @property
    def estimated(self) -> bool:
        """Whether what it cost is partly a guess."""
        return any(a.lost or (a.over is not None and a.over.estimated) for a in self.attempts)


def _spent(attempt: Attempt) -> tuple[int, int]:
    if attempt.over is not None:
        return attempt.over.cost, attempt.over.read + attempt.over.wrote
    return (attempt.asked.cost, attempt.asked.tokens) if attempt.lost else (0, 0)


@dataclass(slots=True)
class RunState:
    """A run as far as it has come."""

    status: str = "new"
    started: e.RunStarted | None = None
    finished: e.RunFinished | None = None
    steps: dict[str, StepState] = field(default_factory=dict)
    notes: list[e.Noted] = field(default_factory=list)
    limits_reached: list[e.LimitReached] = field(default_factory=list)
    unknown: list[e.Unknown] = field(default_factory=list)
    why: str = ""
    events: int = 0
    done: int = 0
    cost: int = 0
    tokens: int = 0
    estimated: bool = False
    reserved: int = 0
    seconds: float = 0.0
    epoch: int = 1
    at: float = 0.0
    _live_since: float | None = None
    _earlier: float = 0.0

    def apply(self, event: e.AnyEvent, at: float) -> str:
        """Take one event in; the path it touched, or nothing where it touched the run."""
        self.events += 1
        fold = _FOLD.get(type(event))
        path = fold(self, event, at) if fold else ""
        self.at = at
        if self._live_since is not None:
            self.seconds = self._earlier + at - self._live_since
        return path

    def apply_turn(self, turn: e.Turn) -> set[str]:
        """Take a turn in; the paths it touched."""
        return {self.apply(event, turn.at) for event in turn.events}

    def in_flight(self) -> list[StepState]:
        """The steps that are being answered now."""
        return [step for step in self.steps.values() if step.status == "running"]

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


def _move(state: RunState, path: str, kind: str, at: float) -> StepState:
    step = state.steps[path]
    status = STEP[step.status].get(kind, step.status)
    if status != step.status:
        state.done += (status == "done") - (step.status == "done")
        step.status, step.since = status, at
    return step


def _planned(state: RunState, event: e.StepPlanned, at: float) -> str:
    state.steps[event.path] = StepState(event, since=at)
    return event.path


def _asked(state: RunState, event: e.StepAsked, at: float) -> str:
    step = _move(state, event.path, event.kind, at)
    step.attempts.append(Attempt(event))
    step.since = at
    state.reserved += event.cost
    return event.path


def _attempt_over(
    state: RunState, event: e.StepReplied | e.AttemptFailed | e.AttemptEnded, at: float
) -> str:
    step = state.steps[event.path]
    if event.attempt >= len(step.attempts):  # an earlier attempt's end comes too late to matter
        _move(state, event.path, event.kind, at)
    attempt = step.attempts[event.attempt - 1] if event.attempt <= len(step.attempts) else None
    if attempt is not None and attempt.over is None:
        if attempt.lost:
            state.cost -= attempt.asked.cost
            state.tokens -= attempt.asked.tokens
        else:
            state.reserved -= attempt.asked.cost
        attempt.over = event
    state.cost += event.cost
    state.tokens += event.read + event.wrote
    state.estimated |= event.estimated
    return event.path


def _rejected(state: RunState, event: e.StepRejected, at: float) -> str:
    step = _move(state, event.path, event.kind, at)
    step.attempts[event.attempt - 1].rejected = event.why
    return event.path


def _failed(state: RunState, event: e.StepFailed, at: float) -> str:
    _move(state, event.path, event.kind, at).error = event.error
    return event.path


def _cancelled(state: RunState, event: e.StepCancelled, at: float) -> str:
    _move(state, event.path, event.kind, at).error = event.why
    return event.path


def _skipped(state: RunState, event: e.StepSkipped, at: float) -> str:
    _move(state, event.path, event.kind, at)
    return event.path


def _noted(state: RunState, event: e.Noted, _at: float) -> str:
    state.notes.append(event)
    return event.path


def _limit(state: RunState, event: e.LimitReached, _at: float) -> str:
    state.limits_reached.append(event)
    return event.path


def _run_started(state: RunState, event: e.RunStarted, at: float) -> str:
    state.status, state.started, state._live_since = "running", event, at
    return ""


def _interrupted(state: RunState, event: e.RunInterrupted, at: float) -> str:
    state.status, state.why = "interrupted", event.why
    _pause_clock(state, at)
    return ""


def _resumed(state: RunState, event: e.RunResumed, at: float) -> str:
    """What was in flight and never ended counts as spent, at what was reserved for it."""
    for step in state.steps.values():
        _move(state, step.path, event.kind, at)
        for attempt in step.attempts[-1:]:
            if attempt.over is None and not attempt.lost:
                attempt.lost = True
                state.reserved -= attempt.asked.cost
                state.cost += attempt.asked.cost
                state.tokens += attempt.asked.tokens
                state.estimated = True
    _pause_clock(state, state.at)
    state.status, state.why, state.epoch, state._live_since = "running", "", event.epoch, at
    return ""


def _finished(state: RunState, event: e.RunFinished, at: float) -> str:
    state.status, state.finished, state.why = event.status, event, event.why
    _pause_clock(state, at)
    return ""


def _pause_clock(state: RunState, at: float) -> None:
    if state._live_since is not None:
        state._earlier += at - state._live_since
        state._live_since, state.seconds = None, state._earlier


def _unknown(state: RunState, event: e.Unknown, _at: float) -> str:
    state.unknown.append(event)
    return ""


# Each function takes the type it stands for, which a table of types cannot say.
_FOLD: dict[type, Callable[..., str]] = {
    e.RunStarted: _run_started,
    e.RunInterrupted: _interrupted,
    e.RunResumed: _resumed,
    e.RunFinished: _finished,
    e.StepPlanned: _planned,
    e.StepAsked: _asked,
    e.StepReplied: _attempt_over,
    e.AttemptFailed: _attempt_over,
    e.AttemptEnded: _attempt_over,
    e.StepRejected: _rejected,
    e.StepFailed: _failed,
    e.StepCancelled: _cancelled,
    e.StepSkipped: _skipped,
    e.Noted: _noted,
    e.LimitReached: _limit,
    e.Unknown: _unknown,
}
