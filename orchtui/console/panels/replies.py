"""What steps replied, as panels read it: the text, its data, and what an expression can name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from orchtui.console.view import View
from orchtui.domain.data import Data
from orchtui.domain.flow import Reply
from orchtui.domain.money import dollars
from orchtui.domain.reply_schema import Record, read
from orchtui.domain.scope import reply_scope
from orchtui.domain.state import StepState

_ANY = Record({})


def text_of(view: View, step: StepState) -> str:
    """What a step replied, or nothing."""
    return view.texts.read(step.reply.text) if step.reply else ""


def data_of(view: View, step: StepState) -> Mapping[str, Data] | None:
    """The data of a step's reply, where its agent replies with data."""
    agent = view.recipe.agents.get(step.agent)
    if agent is None or agent.reply is None or step.reply is None:
        return None
    return _data(text_of(view, step))


@lru_cache(maxsize=64)
def _data(text: str) -> Mapping[str, Data] | None:
    return read(text, _ANY).data


def run_scope(view: View, names: Iterable[str]) -> dict[str, object]:
    """What an expression can name of the run: meters, parameters, the step that is looked at, and
    what agents replied last.
    """
    state = view.state
    scope: dict[str, object] = {
        "cost": dollars(state.cost),
        "tokens": state.tokens,
        "seconds": state.seconds_at(view.now),
        "steps": len(state.steps),
        "done": state.done,
        "agreement": state.agreement,
        **view.recipe.parameters,
        **(state.started.parameters if state.started else {}),
    }
    if view.step is not None:
        scope["step"] = _step_scope(view, view.step)
    for name in names:
        if (last := _last_of(view, name)) is not None:
            scope[name] = _reply_scope(view, last)
    return scope


def _last_of(view: View, agent: str) -> StepState | None:
    steps = reversed(view.state.steps.values())
    return next((step for step in steps if step.agent == agent and step.reply), None)


def _reply_scope(view: View, step: StepState) -> dict[str, object]:
    sure = step.reply.confidence if step.reply else None
    reply = Reply(step.path, step.agent, text_of(view, step), "", data_of(view, step), sure)
    return reply_scope(reply)


def _step_scope(view: View, step: StepState) -> dict[str, object]:
    scope: dict[str, object] = {
        "path": step.path,
        "agent": step.agent,
        "attempt": max(1, len(step.attempts)),
        "error": step.error,
        "text": "",
        "confidence": None,
    }
    return scope | _reply_scope(view, step) if step.reply else scope
