"""What an expression comes to in a scope of plain data.

The nodes find their own values; here a mistake becomes an `ExpressionError` that shows the
part of the text it is about. Nothing else is ever raised.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, final

from orchtui.domain.expression.nodes import Expression, Node, Scope
from orchtui.domain.expression.operations import Mistake
from orchtui.domain.expression.tokens import shown
from orchtui.errors import ExpressionError

__all__ = ["NOT_CONSTANT", "NotConstant", "constant", "evaluate", "holds"]

_WIDEST: Final = 80
_NO_NAMES: Final[Mapping[str, object]] = MappingProxyType({})


@final
class NotConstant:
    """The kind of `NOT_CONSTANT`."""

    def __repr__(self) -> str:
        return "NOT_CONSTANT"


NOT_CONSTANT: Final = NotConstant()


def evaluate(expression: Expression, scope: Mapping[str, object]) -> object:
    """The value in this scope; an `ExpressionError` says which part has none, and why."""
    try:
        return expression.root.value(scope)
    except Mistake as mistake:
        culprit = _culprit(expression.root, scope)
        source = shown(expression.text[culprit.start : culprit.end])
        if len(source) > _WIDEST:
            source = source[: _WIDEST - 1] + "…"
        raise ExpressionError(f"'{source}': {mistake}", culprit.start) from None
    except RecursionError:  # only a scope nested beyond any plain data compares so deep
        raise ExpressionError("the values compared are nested too deep") from None


def holds(expression: Expression, scope: Mapping[str, object]) -> bool:
    """Whether the value counts as true: not false, null, 0, or empty."""
    return bool(evaluate(expression, scope))


def constant(expression: Expression) -> object:
    """The value, if it is the same whatever the names mean, else `NOT_CONSTANT`.

    `false and cost > 1` is constant too. A constant that cannot be worked out, such as
    `1 / 0`, raises its `ExpressionError`.
    """
    try:
        return evaluate(expression, _NO_NAMES)
    except ExpressionError:
        if expression.names:
            return NOT_CONSTANT
        raise


def _culprit(node: Node, scope: Scope) -> Node:
    """The innermost part that fails: the first one, since parts are worked out in order."""
    for part in node.parts():
        try:
            part.value(scope)
        except Mistake:
            return _culprit(part, scope)
    return node
