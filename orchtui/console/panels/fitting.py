"""Rows cut to a width, where what comes last may be left out, and remarks folded to it."""

from __future__ import annotations

from orchtui.console.row import Row, Span, fitted, row
from orchtui.console.wrapping import wrapped


def within(whole: Row, width: int) -> Row:
    """The row, cut where it is wider than this; what is cut ends in `…`."""
    if whole.width <= width:
        return whole
    spans: list[Span] = []
    left = width
    for text, style in whole.spans:
        part = Row(((text, style),))
        if part.width > left or (part.width == left and len(spans) + 1 < len(whole.spans)):
            spans.append((fitted(f"{text}  ", left), style))
            break
        spans.append((text, style))
        left -= part.width
    return Row(tuple(spans), whole.key, whole.kind)


def quiet(text: str, width: int) -> list[Row]:
    """A remark, such as that there is nothing to show, in as many rows as it takes."""
    return [row((line.rstrip(), "quiet")) for line in wrapped(text, max(8, width))]
