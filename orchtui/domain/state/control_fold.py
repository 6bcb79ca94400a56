"""How what people do changes a run's state: one function an event, and their table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from orchtui.domain import events as e
from orchtui.domain.state.part import changing
from orchtui.domain.state.people import BreakpointState, CommandState, GateState
from orchtui.domain.state.run_fold import lose, move, set_clock

if TYPE_CHECKING:
    from orchtui.domain.state.run import RunState


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
