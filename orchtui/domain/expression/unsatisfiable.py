"""Conditions that no reply can ever meet, told from the reply schemas before anything runs.

Only what is certain is said: a field compared with a number outside its range, or with a word it
cannot be. `and` fails with any part, `or` only with all of them.
"""

from __future__ import annotations

from collections.abc import Callable

from orchtui.domain.expression import Expression
from orchtui.domain.expression.nodes import And, Comparison, Literal, Node, Or
from orchtui.domain.reply_schema import Choice, Number, Record, Schema

SchemaOf = Callable[[str], Record | None]

_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}


def never_holds(condition: Expression, schema_of: SchemaOf) -> str:
    """Why a condition can never hold, or nothing where it might."""
    return _why(condition.root, schema_of)


def _why(node: Node, schema_of: SchemaOf) -> str:
    if isinstance(node, And):
        return next((why for part in node.operands if (why := _why(part, schema_of))), "")
    if isinstance(node, Or):
        reasons = [_why(part, schema_of) for part in node.operands]
        return reasons[0] if all(reasons) else ""
    if isinstance(node, Comparison) and node.operator in _MIRRORED:
        if isinstance(node.right, Literal):
            return _compared(node.left, node.operator, node.right.constant, schema_of)
        if isinstance(node.left, Literal):
            return _compared(node.right, _MIRRORED[node.operator], node.left.constant, schema_of)
    return ""


def _compared(node: Node, operator: str, value: object, schema_of: SchemaOf) -> str:
    name, _, field = node.dotted().partition(".")
    record = schema_of(name) if field else None
    schema = record.fields.get(field) if record else None
    if schema is None or _possible(schema, operator, value):
        return ""
    return f"{name}.{field} is {schema.described()}"


def _possible(schema: Schema, operator: str, value: object) -> bool:
    if isinstance(schema, Choice) and isinstance(value, str):
        return operator != "==" or value in schema.options
    if not isinstance(schema, Number) or isinstance(value, bool):
        return True
    if not isinstance(value, int | float) or schema.low is None or schema.high is None:
        return True
    low, high = schema.low, schema.high
    return {
        "<": low < value,
        "<=": low <= value,
        ">": high > value,
        ">=": high >= value,
        "==": low <= value <= high,
        "!=": not low == high == value,
    }[operator]
