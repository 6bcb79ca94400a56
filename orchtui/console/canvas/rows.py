"""In which row everything in a group stands, and in which rows its lines come and go.

From left to right, each thing is put level with the uppermost it is joined to, so that chains are
straight and what comes to stand beside something moves nothing. No column reaches further down
than it must.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from orchtui.console.canvas.columns import EAST, WEST, Columns, Joint

if TYPE_CHECKING:
    from orchtui.console.canvas.blocks import Block


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
