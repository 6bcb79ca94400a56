"""In which row everything in a group stands, and in which rows its lines come and go.

From left to right, each thing is put level with the uppermost it is joined to, so that chains are
straight and what comes to stand beside something moves nothing. No column reaches further down
than it must.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from orchtui.console.graph.layers import EAST, WEST, Columns, Joint
from orchtui.console.graph.measures import Measures
from orchtui.console.graph.routing import LEFT, Routed, Turn, routed


@dataclass(slots=True)
class Rows:
    """`top` is where each thing's place begins; `entries` the rows in which lines reach a box."""

    columns: Columns
    port: int
    boxes: Mapping[str, tuple[int, int]]
    within: Mapping[str, Block]
    height: int = 0
    top: dict[int, int] = field(default_factory=dict)
    entries: dict[int, dict[int, int]] = field(default_factory=dict)
    west: dict[int, int] = field(default_factory=dict)
    east: dict[int, int] = field(default_factory=dict)

    def is_box(self, each: int) -> bool:
        """Whether this is a step or a folded group."""
        items = self.columns.items
        return 0 <= each < len(items) and items[each] not in self.within

    def tall(self, each: int) -> int:
        """How many rows its place takes."""
        if each >= len(self.columns.items):
            return 1
        if self.is_box(each):
            return self._height(each) + self._spare(each)
        return self.within[self.columns.items[each]].height + 2

    def box_top(self, each: int) -> int:
        """The first row of a box, which is lower than its place's if many lines reach it."""
        return self.top[each] + self._spare(each) // 2

    def leaves(self, each: int, net: int) -> int:
        """The row in which a line leaves this to the right."""
        if each == WEST:
            return self.west[net]
        if each >= len(self.columns.items):
            return self.top[each]
        if self.is_box(each):
            return self.box_top(each) + self.port
        return self.top[each] + 1 + self.within[self.columns.items[each]].east[net]

    def arrives(self, each: int, net: int) -> int:
        """The row in which a line reaches this from the left."""
        if each == EAST:
            return self.east[net]
        if self.is_box(each):
            return self.entries[each][net]
        return self.top[each] + self.below_top(each, net)

    def below_top(self, each: int, net: int) -> int:
        """How far below the top of its place a line would best reach this."""
        if each >= len(self.columns.items):
            return 0
        if self.is_box(each):
            return self._spare(each) // 2 + self.port
        return 1 + self.within[self.columns.items[each]].west[net]

    def _height(self, each: int) -> int:
        return self.boxes[self.columns.items[each]][1]

    def _spare(self, each: int) -> int:
        """How many rows more than its own a box needs for the lines that reach it."""
        return max(0, len(self.entries.get(each, ())) - self._height(each))


def rows_of(
    columns: Columns,
    port: int,
    boxes: Mapping[str, tuple[int, int]],
    within: Mapping[str, Block],
) -> Rows:
    """The rows of everything in a group."""
    rows = Rows(columns, port, boxes, within)
    for channel in columns.channels[:-1]:
        for joint in channel:
            for each in joint.right:
                if rows.is_box(each):
                    rows.entries.setdefault(each, {})[joint.net] = 0
    low = high = 0
    for at, column in enumerate(columns.columns):
        low, high = _place(rows, column, columns.channels[at], at, low, high)
    for each in rows.top:
        rows.top[each] -= low
    for at in range(len(columns.columns)):
        _enter(rows, columns.channels[at], at)
    rows.height = high - low
    _borders(rows)
    return rows


def _place(
    rows: Rows, column: Sequence[int], joints: Sequence[Joint], at: int, low: int, high: int
) -> tuple[int, int]:
    """Put a column down, near what is left of it; how far up and down all reaches by now."""
    wish: dict[int, int] = {}
    for joint in joints if at else ():
        level = min(rows.leaves(each, joint.net) for each in joint.left)
        for each in joint.right:
            top = level - rows.below_top(each, joint.net)
            wish[each] = min(top, wish.get(each, top))
    tops: list[int] = []
    free = min(low, wish.get(column[0], low))
    for each in column:
        top = max(free, wish.get(each, free))
        tops.append(top)
        free = top + rows.tall(each)
    low = min(low, tops[0])
    limit = max(high, low + sum(rows.tall(each) for each in column))
    for place in range(len(column) - 1, -1, -1):
        tops[place] = limit = min(tops[place], limit - rows.tall(column[place]))
    rows.top.update(zip(column, tops, strict=True))
    return low, max(high, tops[-1] + rows.tall(column[-1]))


def _enter(rows: Rows, joints: Sequence[Joint], at: int) -> None:
    """Give each line that reaches a box a row of its own there, in the order they come in."""
    reach: dict[int, list[tuple[float, int]]] = {}
    for joint in joints:
        comes = [rows.leaves(each, joint.net) for each in joint.left] if at else []
        level = sum(comes) / len(comes) if comes else 0.0
        for each in joint.right:
            if rows.is_box(each):
                reach.setdefault(each, []).append((level, joint.net))
    for each, nets in reach.items():
        nets.sort()
        port, top = rows.box_top(each) + rows.port, rows.top[each]
        last = min(port, top + rows.tall(each) - len(nets))
        first = max(top, port - len(nets) + 1)
        start = max(range(last, first - 1, -1), key=lambda start: _straight(start, nets))
        rows.entries[each] = {net: start + n for n, (_, net) in enumerate(nets)}


def _straight(start: int, nets: Sequence[tuple[float, int]]) -> int:
    """How many lines run straight into a box, if its rows for them begin here."""
    return sum(level == start + n for n, (level, _) in enumerate(nets))


def _borders(rows: Rows) -> None:
    """Let lines cross the border level with what they are joined to, each in a row of its own."""
    columns = rows.columns
    for joint in columns.channels[0]:
        wish = min(rows.arrives(each, joint.net) for each in joint.right if each != EAST)
        rows.west[joint.net] = _free(wish, rows.west)
    for joint in columns.channels[-1]:
        wish = min(rows.leaves(each, joint.net) for each in joint.left)
        rows.east[joint.net] = _free(wish, rows.east)
    taken = (*rows.west.values(), *rows.east.values())
    rows.height = max(rows.height, 1 + max(taken, default=0))


def _free(wish: int, taken: Mapping[int, int]) -> int:
    used = set(taken.values())
    while wish in used:
        wish += 1
    return wish


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
