"""The small, safe language of conditions: `step.confidence < 0.6 and len(sources) > 0`.

Recipes (`if:`, `accept:`, `fail_if:`), breakpoints and watches are written in it. It is
parsed by `parse` to a tree of frozen nodes and walked; nothing of it ever reaches Python's
own evaluation, and only plain data is read.
"""

from __future__ import annotations

from orchtui.domain.expression.evaluate import NOT_CONSTANT, NotConstant, constant, evaluate, holds
from orchtui.domain.expression.nodes import Expression
from orchtui.domain.expression.parse import parse

__all__ = ["NOT_CONSTANT", "Expression", "NotConstant", "constant", "evaluate", "holds", "parse"]
