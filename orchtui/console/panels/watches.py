"""What somebody watches: expressions over the run, each with what it comes to now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from orchtui.console.panels.format import quiet, within
from orchtui.console.run_view import View
from orchtui.console.text.row import Row, RowKind, Span, fitted, row
from orchtui.domain import expression
from orchtui.domain.data import Data, written
from orchtui.domain.flow import Reply
from orchtui.domain.money import dollars
from orchtui.domain.reply_schema import Record, read
from orchtui.domain.sanitize import first_line
from orchtui.domain.scope import reply_scope
from orchtui.domain.state import StepState
from orchtui.errors import ExpressionError

_MOST = 300
_NONE = "Nothing is watched: w watches an expression, such as cost / tokens or step.confidence."


def rows(view: View, width: int) -> list[Row]:
    """A row a watch; its key is the expression."""
    if not view.watches:
        return quiet(_NONE, width)
    name = max(12, min(max(len(each) for each in view.watches), width // 2))
    return [_row(view, each, name, width) for each in view.watches]


def _row(view: View, text: str, name: int, width: int) -> Row:
    told, style = value(view, text)
    told = fitted(told, max(8, width - name - 2)).rstrip()
    said = row(fitted(text[:_MOST], name) + "  ", (told, style), key=text, kind=RowKind.WATCH)
    return within(said, width)


def value(view: View, text: str) -> Span:
    """What an expression comes to, or why that cannot be told."""
    try:
        parsed = expression.parse(text)
    except ExpressionError as error:
        return first_line(str(error), _MOST), "bad"
    names = {dotted.split(".")[0] for dotted in parsed.names}
    try:
        found = expression.evaluate(parsed, run_scope(view, names))
    except ExpressionError as error:
        return f"not known: {first_line(str(error), _MOST)}", "quiet"
    if found is None:
        return "nothing", "quiet"
    told = f"{found:g}" if isinstance(found, float) else written(found)
    return " ".join(told[: 2 * _MOST].split())[:_MOST], "strong"


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
