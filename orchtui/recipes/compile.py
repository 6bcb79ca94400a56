"""Makes a recipe's flow one function over `Flow`: its parts run, their outcome told and judged.

A recipe that names a Python function compiles to that function, imported now.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orchtui.domain import expression
from orchtui.domain.expression import Expression
from orchtui.domain.flow import Flow, FlowFunction, Reply, Verdict
from orchtui.domain.node import Node
from orchtui.domain.recipe import PythonFlow, Recipe
from orchtui.domain.scope import Stage, reply_scope
from orchtui.errors import ExpressionError
from orchtui.recipes.python_code import load_flow

Scope = Mapping[str, object]


def flow_function(recipe: Recipe, folder: str = "", code: str | None = None) -> FlowFunction:
    """The recipe's flow as a function; `code` is the hash a Python flow's file must have."""
    if isinstance(recipe.flow, PythonFlow):
        return _judged(load_flow(folder, recipe.flow, code), recipe.fail_if)
    return _of_parts(recipe.flow, recipe.fail_if, _never_asked(recipe))


def _never_asked(recipe: Recipe) -> Scope:
    """What `fail_if` reads of agents that a run never asks: nothing, in every field."""
    said: dict[str, object] = {"text": "", "confidence": None, "missing": "was never asked"}
    return {
        name: {**said, **dict.fromkeys(agent.reply.fields if agent.reply else ())}
        for name, agent in recipe.agents.items()
    }


def _of_parts(node: Node, fail_if: Expression | None, never_asked: Scope) -> FlowFunction:
    async def run(flow: Flow, task: str) -> object:
        stage = await node.run(Stage(flow, task))
        given = await flow.together(*stage.given) if stage.given else []
        replies = [each for each in given if isinstance(each, Reply)]
        if fail_if is not None:
            scope = {**never_asked, **await stage.scope(fail_if)}
            _judge(flow, fail_if, {**scope, **_outcome(replies)}, _text_of(replies))
        return replies[0] if len(replies) == 1 else _text_of(replies)

    return run


def _judged(function: FlowFunction, fail_if: Expression | None) -> FlowFunction:
    if fail_if is None:
        return function

    async def run(flow: Flow, task: str) -> object:
        output = await function(flow, task)
        of_reply = _outcome([output] if isinstance(output, Reply) else [])
        scope = {**flow.parameters, "text": str(output), "confidence": None, **of_reply}
        _judge(flow, fail_if, scope, str(output))
        return output

    return run


def _judge(flow: Flow, fail_if: Expression, scope: Scope, output: str) -> None:
    """End the run with a verdict if the condition holds, or cannot be worked out at all."""
    try:
        failed = expression.holds(fail_if, scope)
    except ExpressionError as error:
        if not _without_reply(fail_if, scope):
            raise Verdict(f"fail_if cannot be told: {error}", output) from error
        failed = False
    if failed:
        raise Verdict(f"fail_if holds: {fail_if}", output)
    if absent := _without_reply(fail_if, scope):
        flow.note(f"fail_if says nothing of {' and '.join(absent)}, who did not reply")


def _without_reply(fail_if: Expression, scope: Scope) -> list[str]:
    """Those the condition names who were never asked, or are missing."""
    names = sorted({dotted.split(".")[0] for dotted in fail_if.names})
    return [
        name
        for name in names
        if name not in scope or (isinstance(each := scope[name], Mapping) and each.get("missing"))
    ]


def _outcome(replies: Sequence[Reply]) -> Scope:
    """What a condition can read of the outcome without naming anybody."""
    if len(replies) == 1:
        return reply_scope(replies[0])
    return {"text": _text_of(replies), "confidence": None} if replies else {}


def _text_of(replies: Sequence[Reply]) -> str:
    """One reply's text, or a section for each of several."""
    if len(replies) == 1:
        return replies[0].text
    return "\n\n".join(f"## {reply.agent}\n\n{_said(reply)}" for reply in replies)


def _said(reply: Reply) -> str:
    return f"(nothing: {reply.missing})" if reply.missing else reply.text.strip()
