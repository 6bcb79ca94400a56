"""What somebody watches: expressions over the run, each with what it comes to now."""

from __future__ import annotations

from orchtui.console.panels.fitting import quiet, within
from orchtui.console.panels.replies import run_scope
from orchtui.console.row import Row, Span, fitted, row
from orchtui.console.view import View
from orchtui.domain import expression
from orchtui.domain.data import written
from orchtui.domain.sanitize import first_line
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
    said = row(fitted(text[:_MOST], name) + "  ", (told, style), key=text, kind="watch")
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
