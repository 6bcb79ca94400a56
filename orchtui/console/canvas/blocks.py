"""A group with everything in it in its place: columns side by side, lines between them.

A block is made from the inside out: what is in it first, as blocks of their own. Everything is
measured from the top left corner inside its border; `layout` puts blocks into each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from orchtui.console.canvas.channels import LEFT, Routed, Turn, routed
from orchtui.console.canvas.columns import EAST, WEST, Columns
from orchtui.console.canvas.rows import Rows, rows_of
from orchtui.console.canvas.scale import Measures

BRACKET = -1
"""The net of the bracket before a box, where several lines become one arrow."""

_NARROWEST = 3


@dataclass(slots=True)
class Block:
    """What is in a group, without its border; `west` and `east` are the rows of its lines there."""

    width: int = 0
    height: int = 0
    boxes: list[tuple[str, int, int, int]] = field(default_factory=list)
    blocks: list[tuple[str, int, int]] = field(default_factory=list)
    runs: list[tuple[int, int, int, int]] = field(default_factory=list)
    falls: list[tuple[int, int, int, int]] = field(default_factory=list)
    entered: list[str] = field(default_factory=list)
    west: dict[int, int] = field(default_factory=dict)
    east: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sizes:
    """How big the items of a group are: boxes by width and height, groups by what is in them."""

    measures: Measures
    boxes: Mapping[str, tuple[int, int]]
    within: Mapping[str, Block]
    least: int = 0


def block_of(columns: Columns, sizes: Sizes, framed: bool) -> Block:
    """Everything in its place; a frame has room before its first column, and after its last."""
    rows = rows_of(columns, sizes.measures.port, sizes.boxes, sizes.within)
    channels = [
        routed(_turns(columns, rows, at), 0, rows.height) for at in range(len(columns.channels))
    ]
    made = Block(
        height=max(rows.height, *(channel.bottom for channel in channels)),
        west=rows.west,
        east=rows.east,
    )
    _Builder(made, columns, rows, channels, sizes).build(framed)
    return made


def _turns(columns: Columns, rows: Rows, at: int) -> list[Turn]:
    return [
        Turn(
            joint.net,
            [rows.leaves(each, joint.net) for each in joint.left],
            [rows.arrives(each, joint.net) for each in joint.right],
        )
        for joint in columns.channels[at]
    ]


@dataclass(slots=True)
class _Builder:
    """Goes through the columns from left to right."""

    made: Block
    columns: Columns
    rows: Rows
    channels: Sequence[Routed]
    sizes: Sizes
    begins: dict[int, int] = field(default_factory=dict)
    ends: dict[int, int] = field(default_factory=dict)

    def build(self, framed: bool) -> None:
        x, last = 0, len(self.columns.columns)
        self.ends[WEST] = -1
        for at, column in enumerate(self.columns.columns):
            inner = framed or at > 0
            start, x = x, x + (self._room(at) if inner else 0)
            width = self._column(column, x)
            self._lines(at, start)
            x += width
        width = x + (self._room(last) if framed else 0)
        self.made.width = max(width, self.sizes.least)
        self.begins[EAST] = self.made.width
        if framed:
            self._lines(last, x)

    def _room(self, at: int) -> int:
        """How wide the channel before this column is."""
        joints, measures = self.columns.channels[at], self.sizes.measures
        first, last = at == 0, at == len(self.columns.columns)
        if not joints:
            return measures.pad if first or last else _NARROWEST
        tracks, arrow = self.channels[at].tracks, not last
        edge = measures.pad if tracks and (first or last) else 0
        room = (not first) + tracks + arrow + self._bracketed(at) + edge
        return max(room, 1 if last else 2 if first else _NARROWEST)

    def _bracketed(self, at: int) -> bool:
        column = self.columns.columns[at] if at < len(self.columns.columns) else ()
        return any(len(self.rows.entries.get(each, ())) > 1 for each in column)

    def _column(self, column: Sequence[int], x: int) -> int:
        """Put a column's items down at x; how wide it is."""
        rows, items, sizes = self.rows, self.columns.items, self.sizes
        boxes = [each for each in column if rows.is_box(each)]
        box = max((sizes.boxes[items[each]][0] for each in boxes), default=0)
        width = max([1, box, *(self._block_width(each) for each in column)])
        for each in column:
            self.begins[each] = x
            if each >= len(items):
                self.ends[each] = x + width - 1
                self._run(self.columns.passing[each - len(items)], rows.top[each], x, x + width - 1)
            elif rows.is_box(each):
                own = box if sizes.measures.even else sizes.boxes[items[each]][0]
                self.ends[each] = x + own - 1
                self._box(each, x, own)
            else:
                self.ends[each] = x + self._block_width(each) - 1
                self.made.blocks.append((items[each], x, rows.top[each]))
        return width

    def _block_width(self, each: int) -> int:
        name = self.columns.items[each] if each < len(self.columns.items) else ""
        return self.sizes.within[name].width + 2 if name in self.sizes.within else 0

    def _box(self, each: int, x: int, width: int) -> None:
        name, top = self.columns.items[each], self.rows.box_top(each)
        self.made.boxes.append((name, x, top, width))
        if not (entries := self.rows.entries.get(each)):
            return
        self.made.entered.append(name)
        self.begins[each] = x - 1
        if len(entries) > 1:
            self.begins[each] = x - 2
            port = top + self.sizes.measures.port
            rows = [*entries.values(), port]
            self.made.falls.append((BRACKET, x - 2, min(rows), max(rows)))
            self._run(BRACKET, port, x - 2, x - 1)

    def _lines(self, at: int, start: int) -> None:
        """Draw the lines between a column and the one before it."""
        channel = self.channels[at]
        lefts, rights = self._ends(at)
        first = start + (1 if at else self.sizes.measures.pad)
        for net, track, low, high in channel.falls:
            self.made.falls.append((net, first + track, low, high))
        for net, row, one, other in channel.runs:
            x0 = lefts[row] if one == LEFT else first + one
            self._run(net, row, x0, rights[row] if other < 0 else first + other)

    def _ends(self, at: int) -> tuple[dict[int, int], dict[int, int]]:
        """In which column of the screen the lines of each row come and go."""
        lefts: dict[int, int] = {}
        rights: dict[int, int] = {}
        for joint in self.columns.channels[at]:
            for each in joint.left:
                lefts[self.rows.leaves(each, joint.net)] = self.ends[each]
            for each in joint.right:
                rights[self.rows.arrives(each, joint.net)] = self.begins[each]
        return lefts, rights

    def _run(self, net: int, row: int, x0: int, x1: int) -> None:
        if x0 < x1:
            self.made.runs.append((net, row, x0, x1))
