"""Spans drawn into cells, column by column: what is over is drawn once, and drawn anew only when
the scale changes.

A cell knows how much of it each sort of span covers; many short spans in one cell show as the sort
that covers most, what went wrong counting double.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from orchtui.console.glyphs import Glyphs
from orchtui.console.panels.activity import (
    AGAIN,
    BAD,
    ENDED,
    GATE,
    GOOD,
    HELD,
    PAUSED,
    REJECTED,
    RUNNING,
    Lane,
    Span,
    Spans,
)
from orchtui.console.panels.axis import Axis
from orchtui.console.text.row import Span as Said

_STYLES: Mapping[str, str] = {
    RUNNING: "busy",
    GOOD: "good",
    BAD: "bad",
    REJECTED: "warn",
    ENDED: "quiet",
    HELD: "quiet",
    AGAIN: "quiet",
    PAUSED: "quiet",
    GATE: "warn",
}
_WEIGHT: Mapping[str, int] = {BAD: 2, REJECTED: 2, GOOD: 1, RUNNING: 1, ENDED: 1}
"""What an attempt's cover counts for; the others are waits, and only fill what is empty."""
_THIN = 1 / 8
_FULL = 0.94
_LONG = 3.0
_FEW = 3


@dataclass(slots=True)
class Cell:
    """One column of a lane."""

    cover: dict[str, float] = field(default_factory=dict)
    begin: float = 1.0
    end: float = 0.0
    count: int = 0
    over: str = ""  # how the attempt ended that ended here, if not well; or that it goes on
    cut: bool = False  # whether a long one ends here, so that the next shows as another
    kept: tuple[Glyphs, Said] | None = None  # how it was drawn last

    def add(self, how: str, begin: float, end: float) -> None:
        """Cover a part of it."""
        self.kept = None
        self.cover[how] = self.cover.get(how, 0.0) + end - begin
        if how in _WEIGHT:
            self.begin, self.end = min(self.begin, begin), max(self.end, end)
            self.count += 1

    def drawn(self, glyphs: Glyphs) -> Said:
        """The cell as a mark, and what it means."""
        if self.kept is None or self.kept[0] is not glyphs:
            self.kept = glyphs, self._drawn(glyphs)
        return self.kept[1]

    def _drawn(self, glyphs: Glyphs) -> Said:
        attempts = {how: cover for how, cover in self.cover.items() if how in _WEIGHT}
        if not attempts:
            how = max(self.cover, key=lambda how: self.cover[how])
            return _wait(how, glyphs), _STYLES[how]
        most = max(attempts, key=lambda how: attempts[how] * _WEIGHT[how])
        if self.over and (self.over == most or self.count <= _FEW):
            return _tip(self.over, glyphs), _STYLES[self.over]
        total = min(1.0, sum(attempts.values()))
        if self.end >= _FULL and self.begin > 2 * _THIN:
            return glyphs.begins, _STYLES[most]
        eighths = 7 if self.cut and total >= _FULL else max(1, round(total * 8))
        return glyphs.eighths[eighths], _STYLES[most]


def _wait(how: str, glyphs: Glyphs) -> str:
    return {AGAIN: glyphs.dot, GATE: glyphs.asks}.get(how, glyphs.rests)


def _tip(how: str, glyphs: Glyphs) -> str:
    if how in (REJECTED, RUNNING):
        return glyphs.again if how == REJECTED else glyphs.arrows[1]
    return glyphs.status["failed" if how == BAD else "cancelled"]


Cells = dict[int, Cell]


def draw(cells: Cells, axis: Axis, spans: Iterable[Span]) -> None:
    """Draw spans into cells; what took no time still shows."""
    for span in spans:
        begin = axis.column(span.start)
        end = max(axis.column(span.end), begin + _THIN)
        last = math.ceil(end) - 1
        for column in range(int(begin), last + 1):
            if (cell := cells.get(column)) is None:
                cell = cells[column] = Cell()
            cell.add(span.how, max(begin, column) - column, min(end, column + 1) - column)
        cell = cells[last]
        if span.how in (BAD, REJECTED, ENDED, RUNNING) and cell.over != BAD:
            cell.over = span.how
        cell.cut = cell.cut or end - begin >= _LONG


class Canvas:
    """All that is over in a run, drawn at one scale."""

    def __init__(self, axis: Axis) -> None:
        self.scale = axis.first, axis.scale, axis.squeezed
        self.cost: defaultdict[int, float] = defaultdict(float)
        self._cells: dict[str, Cells] = {}
        self._drawn: dict[str, int] = {}

    def lane(self, name: str, lane: Lane, axis: Axis, now: float) -> Cells:
        """A lane's cells: what is over, and what goes on until now on top of it."""
        cells = self._cells.setdefault(name, {})
        if new := lane.over[self._drawn.get(name, 0) :]:
            draw(cells, axis, new)
            self._drawn[name] = len(lane.over)
            for span in new:
                self._spend(span, axis)
        if not lane.going:
            return cells
        # All that goes on ends now: of each sort the one that began first covers the others.
        begun: dict[str, float] = {}
        for span in lane.going.values():
            begun[span.how] = min(span.start, begun.get(span.how, now))
        going: Cells = {}
        draw(going, axis, (Span(start, now, how) for how, start in begun.items()))
        return cells | {n: _on_top(cells.get(n), cell) for n, cell in going.items()}

    def _spend(self, span: Span, axis: Axis) -> None:
        """Spread what a call cost over the time it took."""
        if span.cost:
            begin = axis.column(span.start)
            end = max(axis.column(span.end), begin + _THIN)
            each = span.cost / (end - begin)
            for column in range(int(begin), math.ceil(end)):
                self.cost[column] += each * (min(end, column + 1) - max(begin, column))


def _on_top(under: Cell | None, cell: Cell) -> Cell:
    if under is None:
        return cell
    cover = dict(under.cover)
    for how, share in cell.cover.items():
        cover[how] = cover.get(how, 0.0) + share
    begin, end = min(under.begin, cell.begin), max(under.end, cell.end)
    return Cell(cover, begin, end, under.count + cell.count, cell.over or under.over)


_LAST: WeakKeyDictionary[Spans, Canvas] = WeakKeyDictionary()


def canvas(spans: Spans, axis: Axis) -> Canvas:
    """The canvas of a run at this scale: the last one, unless the scale is another."""
    known = _LAST.get(spans)
    if known is None or known.scale != (axis.first, axis.scale, axis.squeezed):
        known = _LAST[spans] = Canvas(axis)
    return known
