"""What stands in which column of a group, and in which order from top to bottom.

Columns are layers by the longest way that leads there. Where a line passes a column it takes a
place of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orchtui.console.canvas.columns import EAST, WEST, Columns, Joint
from orchtui.console.canvas.growing import Before, insert
from orchtui.console.canvas.levels import Level, Strand
from orchtui.console.canvas.nets import depths
from orchtui.console.canvas.sweeping import sweep


def ordered(level: Level, first_source: Sequence[str], before: Before | None) -> Columns:
    """A group in columns, each in its order, which is as near as can be to the one `before`."""
    items = list(level.items)
    number = {item: n for n, item in enumerate(items)}
    depth = depths(items, level.edges)
    count = 1 + max(depth.values(), default=-1)
    columns: list[list[int]] = [[] for _ in range(count)]
    for item, n in number.items():
        columns[depth[item]].append(n)
    made = Columns(items, columns, [[] for _ in range(count + 1)])
    for strand in level.strands.values():
        _join(made, strand, number, depth)
    if before and any(item in before.stood for item in items):
        names = made.names(first_source)
        insert(made, names, before.orders.get(level.key, ()), before)
    else:
        sweep(made)
    return made


def _join(
    made: Columns, strand: Strand, number: Mapping[str, int], depth: Mapping[str, int]
) -> None:
    """Lead a line from column to column."""
    count = len(made.columns)
    lefts: dict[int, list[int]] = {-1: [WEST]} if strand.west else {}
    rights: dict[int, list[int]] = {count: [EAST]} if strand.east else {}
    for item in strand.left:
        lefts.setdefault(depth[item], []).append(number[item])
    for item in strand.right:
        rights.setdefault(depth[item], []).append(number[item])
    start, end = min(lefts), max(rights)
    passing: list[int] = []
    for column in range(start, end):
        left = [*passing, *lefts.get(column, ())]
        right = rights.get(column + 1, [])
        passing = []
        if column + 1 < end:
            passing = [len(made.items) + len(made.passing)]
            made.passing.append(strand.net)
            made.columns[column + 1].extend(passing)
            right = [*passing, *right]
        made.channels[column + 1].append(Joint(strand.net, left, right))
