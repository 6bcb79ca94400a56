"""Where the run is held: its own breakpoints, and where this viewer stops when playing a record."""

from __future__ import annotations

from orchtui.console.panels.format import plural, quiet, within
from orchtui.console.run_view import View
from orchtui.console.text.row import Row, RowKind, fitted, row

_NAME = 5
_WORD = 4
_HITS = 12
_MOST = 300


def rows(view: View, width: int) -> list[Row]:
    """A row a breakpoint; its key is its name, or its text where it is the viewer's own."""
    found = [_own(view, name, width) for name in view.state.breakpoints]
    if view.stops:
        found += quiet("Where playing stops, whatever the run did:", width)
        found += [_stop(view, each, width) for each in view.stops]
    return [within(each, width) for each in found] or quiet(_NONE, width)


def _own(view: View, name: str, width: int) -> Row:
    point = view.state.breakpoints[name]
    mark = view.glyphs.breakpoint if point.enabled else view.glyphs.dot
    style = "bad" if point.enabled else "quiet"
    hits = f"held {plural(point.hits, 'time')}" if point.hits else "never held"
    text = max(12, width - _NAME - _WORD - _HITS - 8)
    return row(
        (f"{mark} ", style),
        fitted(name, _NAME),
        (fitted("on" if point.enabled else "off", _WORD), "" if point.enabled else "quiet"),
        (fitted(point.text[:_MOST], min(text, 60)) + "  ", "strong" if point.enabled else "quiet"),
        (hits, "accent" if point.hits else "quiet"),
        key=name,
        kind=RowKind.BREAKPOINT,
    )


def _stop(view: View, text: str, width: int) -> Row:
    mark = (f"{view.glyphs.breakpoint} ", "accent")
    return row(mark, fitted(text[:_MOST], max(12, width - 2)), key=text, kind=RowKind.STOP)


_NONE = "No breakpoints: b sets one at a step; :break if cost > 0.10 holds on a condition."
