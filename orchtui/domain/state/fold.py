"""The fold: how each event changes the state of a run, one function an event, and their table.

`apply` is the one place where a state changes; it returns the path that the event touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from orchtui.domain import events as e
from orchtui.domain.state.copy_on_write import changing
from orchtui.domain.state.lifecycle import STEP
from orchtui.domain.state.model import (
    Attempt,
    BreakpointState,
    CommandState,
    DisagreementState,
    GateState,
    GroupState,
    RunState,
    StepState,
)


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


def _given(state: RunState, event: e.CommandGiven, _at: float) -> str:
    state.commands[event.id] = CommandState(event, edition=state.edition)
    return event.target if event.target in state.steps else ""


def _answered(state: RunState, event: e.CommandAnswered, _at: float) -> str:
    changing(state.commands, event.id, state.edition).answered = event
    return ""


def _pausing(state: RunState, _event: e.RunPausing, _at: float) -> str:
    state.status = state.held_as = "pausing"
    return ""


def _paused(state: RunState, _event: e.RunPaused, at: float) -> str:
    state.status = state.held_as = "paused"
    set_clock(state, at)
    return ""


def _continued(state: RunState, _event: e.RunContinued, at: float) -> str:
    state.status, state.held_as = "running", ""
    set_clock(state, at)
    return ""


def _held(state: RunState, event: e.StepHeld, at: float) -> str:
    step = move(state, event.path, f"step.held.{event.at}", at)
    step.error = event.error
    return event.path


def _handed_over(state: RunState, event: e.StepHandedOver, at: float) -> str:
    failed = "failed" if state.steps[event.path].error else "done"
    move(state, event.path, f"step.handed_over.{failed}", at)
    return event.path


def _overridden(state: RunState, event: e.StepOverridden, at: float) -> str:
    step = move(state, event.path, event.kind, at)
    step.overridden, step.error = event, ""
    return event.path


def _edited(state: RunState, event: e.StepEdited, _at: float) -> str:
    step = changing(state.steps, event.path, state.edition)
    step.edited = event.says or step.edited
    return event.path


def _said(state: RunState, event: e.Said, _at: float) -> str:
    # A list that is never changed itself, since copies of the state share it.
    state.waiting_words[event.agent] = [*state.waiting_words.get(event.agent, ()), event]
    return ""


def _limits(state: RunState, event: e.LimitsChanged, _at: float) -> str:
    state.limits |= event.limits
    return ""


def _breakpoint(state: RunState, event: e.BreakpointChanged, _at: float) -> str:
    if event.deleted:
        state.breakpoints.pop(event.id, None)
    else:
        known = state.breakpoints.get(event.id)
        hits = known.hits if known else 0
        new = BreakpointState(event.text, event.enabled, hits, edition=state.edition)
        state.breakpoints[event.id] = new
    return ""


def _hit(state: RunState, event: e.BreakpointHit, _at: float) -> str:
    changing(state.breakpoints, event.id, state.edition).hits += 1
    return event.path


def _gate_opened(state: RunState, event: e.GateOpened, at: float) -> str:
    state.gates[event.id] = GateState(event, edition=state.edition)
    state.asking += 1
    set_clock(state, at)
    return ""


def _gate_answered(state: RunState, event: e.GateAnswered, at: float) -> str:
    changing(state.gates, event.id, state.edition).answered = event
    state.asking -= 1
    set_clock(state, at)
    return ""


def _gate_closed(state: RunState, event: e.GateClosed, at: float) -> str:
    changing(state.gates, event.id, state.edition).closed = True
    state.asking -= 1
    set_clock(state, at)
    return ""


def _abandoned(state: RunState, event: e.AttemptAbandoned, at: float) -> str:
    """What a call that would not end may still cost counts as spent."""
    attempts = changing(state.steps, event.path, state.edition).attempts
    if event.attempt >= len(attempts):
        move(state, event.path, event.kind, at)
    attempt = attempts[event.attempt - 1]
    if attempt.is_open:
        lose(state, attempt)
    return event.path


CONTROL_FOLD: dict[type, Callable[..., str]] = {
    e.CommandGiven: _given,
    e.CommandAnswered: _answered,
    e.RunPausing: _pausing,
    e.RunPaused: _paused,
    e.RunContinued: _continued,
    e.StepHeld: _held,
    e.StepHandedOver: _handed_over,
    e.StepOverridden: _overridden,
    e.StepEdited: _edited,
    e.Said: _said,
    e.LimitsChanged: _limits,
    e.BreakpointChanged: _breakpoint,
    e.BreakpointHit: _hit,
    e.GateOpened: _gate_opened,
    e.GateAnswered: _gate_answered,
    e.GateClosed: _gate_closed,
    e.AttemptAbandoned: _abandoned,
}


def _begun(state: RunState, event: e.GroupBegun, _at: float) -> str:
    state.groups[event.path] = GroupState(event, edition=state.edition)
    return event.path


def _ended(state: RunState, event: e.GroupEnded, _at: float) -> str:
    changing(state.groups, event.path, state.edition).ended = event
    return event.path


def _compared(state: RunState, event: e.PositionsCompared, _at: float) -> str:
    if event.id not in state.disagreements:
        new = DisagreementState(event.question, edition=state.edition)
        state.disagreements[event.id] = new
    changing(state.disagreements, event.id, state.edition).rounds.append(event)
    state.agreement = event.agreement
    return event.id


def _found(state: RunState, event: e.DisagreementFound, _at: float) -> str:
    changing(state.disagreements, event.id, state.edition).found = event
    return event.id


def _settled(state: RunState, event: e.DisagreementSettled, _at: float) -> str:
    changing(state.disagreements, event.id, state.edition).settled = event
    return event.id


def _step_given(state: RunState, event: e.StepGiven, _at: float) -> str:
    changing(state.steps, event.path, state.edition).given = event.inputs
    return event.path


def _extracted(state: RunState, event: e.StepExtracted, at: float) -> str:
    move(state, event.path, event.kind, at).extracted = event
    return event.path


TEAM_FOLD: dict[type, Callable[..., str]] = {
    e.GroupBegun: _begun,
    e.GroupEnded: _ended,
    e.PositionsCompared: _compared,
    e.DisagreementFound: _found,
    e.DisagreementSettled: _settled,
    e.StepGiven: _step_given,
    e.StepExtracted: _extracted,
}

FOLD = RUN_FOLD | CONTROL_FOLD | TEAM_FOLD


def apply(state: RunState, event: e.AnyEvent, at: float) -> str:
    """Apply one event to a state; return the path it touched, or `""` for the run itself."""
    state.events += 1
    change = FOLD.get(type(event))
    path = change(state, event, at) if change else ""
    state.at = at
    return path


def apply_turn(state: RunState, turn: e.Turn) -> set[str]:
    """Apply all events of a turn; return the paths they touched."""
    return {apply(state, event, turn.at) for event in turn.events}


def fold(turns: Iterable[e.Turn]) -> RunState:
    """Fold turns into the state they lead to."""
    state = RunState()
    for turn in turns:
        apply_turn(state, turn)
    return state
