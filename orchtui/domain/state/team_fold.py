"""How what a team does changes a run's state: one function an event, and their table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from orchtui.domain import events as e
from orchtui.domain.state.part import changing
from orchtui.domain.state.run_fold import move
from orchtui.domain.state.team import DisagreementState, GroupState

if TYPE_CHECKING:
    from orchtui.domain.state.run import RunState


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


def _given(state: RunState, event: e.StepGiven, _at: float) -> str:
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
    e.StepGiven: _given,
    e.StepExtracted: _extracted,
}
