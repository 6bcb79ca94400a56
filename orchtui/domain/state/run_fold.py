"""How the events of runs and steps change a run's state: one function an event, and their table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from orchtui.domain import events as e
from orchtui.domain.lifecycle import STEP
from orchtui.domain.state.part import changing
from orchtui.domain.state.step import Attempt, StepState

if TYPE_CHECKING:
    from orchtui.domain.state.run import RunState


def move(state: RunState, path: str, kind: str, at: float) -> StepState:
    """Take a step to the status that an event of this kind leads to, if it leads anywhere."""
    step = changing(state.steps, path, state.edition)
    status = STEP[step.status].get(kind, step.status)
    if status != step.status:
        flying = (status == "running") - (step.status == "running")
        state.done += (status == "done") - (step.status == "done")
        step.status, step.since = status, at
        if flying:
            state.flying += flying
            if state.asking:
                set_clock(state, at)
    return step


def _planned(state: RunState, event: e.StepPlanned, at: float) -> str:
    state.steps[event.path] = StepState(event, since=at, edition=state.edition)
    return event.path


def _asked(state: RunState, event: e.StepAsked, at: float) -> str:
    step = move(state, event.path, event.kind, at)
    words = step.attempts[-1].words if step.attempts else ()
    if state.waiting_words:  # hardly ever, and this is done for every attempt
        for name in (step.agent, step.path):
            words += tuple(said.text for said in state.waiting_words.pop(name, ()))
    step.attempts.append(Attempt(event, says=step.edited, words=words))
    step.since = at
    if state.status == "paused":  # a single step is let through
        state.status = state.held_as = "pausing"
        set_clock(state, at)
    state.asked += len(step.attempts) == 1
    state.reserved += event.cost
    return event.path


def _attempt_over(
    state: RunState, event: e.StepReplied | e.AttemptFailed | e.AttemptEnded, at: float
) -> str:
    step = changing(state.steps, event.path, state.edition)
    if event.attempt >= len(step.attempts):  # an earlier attempt's end comes too late to matter
        move(state, event.path, event.kind, at)
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
    step = move(state, event.path, event.kind, at)
    step.attempts[event.attempt - 1].rejected = event.why
    return event.path


def _failed(state: RunState, event: e.StepFailed, at: float) -> str:
    move(state, event.path, event.kind, at).error = event.error
    return event.path


def _cancelled(state: RunState, event: e.StepCancelled, at: float) -> str:
    move(state, event.path, event.kind, at).error = event.why
    return event.path


def _skipped(state: RunState, event: e.StepSkipped, at: float) -> str:
    move(state, event.path, event.kind, at)
    return event.path


def _noted(state: RunState, event: e.Noted, _at: float) -> str:
    state.notes.append(event)
    return event.path


def _limit(state: RunState, event: e.LimitReached, _at: float) -> str:
    state.limits_reached.append(event)
    return event.path


def _run_started(state: RunState, event: e.RunStarted, at: float) -> str:
    state.status, state.started = "running", event
    set_clock(state, at)
    return ""


def _interrupted(state: RunState, event: e.RunInterrupted, at: float) -> str:
    state.status, state.why = "interrupted", event.why
    set_clock(state, at)
    return ""


def _resumed(state: RunState, event: e.RunResumed, at: float) -> str:
    """What was in flight and never ended counts as spent, at what was reserved for it."""
    for path, step in state.steps.items():
        open_ended = bool(step.attempts) and step.attempts[-1].is_open
        if open_ended or event.kind in STEP[step.status]:
            attempts = move(state, path, event.kind, at).attempts
            if open_ended:
                lose(state, attempts[-1])
    _stop_clock(state, state.at)
    state.status, state.why, state.epoch = state.held_as or "running", "", event.epoch
    set_clock(state, at)
    return ""


def lose(state: RunState, attempt: Attempt) -> None:
    """Count what a call may have cost that nobody hears of any more as spent."""
    attempt.lost = True
    state.reserved -= attempt.asked.cost
    state.cost += attempt.asked.cost
    state.tokens += attempt.asked.tokens
    state.estimated = True


def _finished(state: RunState, event: e.RunFinished, at: float) -> str:
    state.status, state.finished, state.why = event.status, event, event.why
    set_clock(state, at)
    return ""


def set_clock(state: RunState, at: float) -> None:
    """Let the run's time go on or stand still from here on, as it is with the run now."""
    if state.status not in ("running", "pausing") or (state.asking and not state.flying):
        _stop_clock(state, at)
    elif state._live_since is None:
        state._live_since = at


def _stop_clock(state: RunState, at: float) -> None:
    if state._live_since is not None:
        state._earlier += at - state._live_since
        state._live_since = None


def _unknown(state: RunState, event: e.Unknown, _at: float) -> str:
    state.unknown.append(event)
    return ""


# Each function takes the type it stands for, which a table of types cannot say.
RUN_FOLD: dict[type, Callable[..., str]] = {
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
