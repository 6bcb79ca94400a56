"""A group in columns, from left to right, with the lines between them."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from orchtui.console.graph.nesting import Level, Strand, depths

WEST, EAST = -1, -2
"""Ends of a line that are not in any column: at the left and at the right border of the group."""

LINE = "\n"
"""Begins the name of a line that passes a column; no step has such a name."""


class Joint(NamedTuple):
    """A line between two neighbouring columns: what it joins, by number."""

    net: int
    left: Sequence[int]
    right: Sequence[int]


@dataclass(slots=True)
class Columns:
    """A group in columns. What is numbered from `len(items)` on is a line that passes, by its net.

    `channels` are the lines left of each column, and at last those right of all.
    """

    items: Sequence[str]
    columns: list[list[int]]
    channels: list[list[Joint]]
    passing: list[int] = field(default_factory=list)

    def names(self, first_source: Sequence[str]) -> list[list[str]]:
        """The order by names that can be found again; a line goes by its first source."""
        items = self.items
        return [
            [
                items[each]
                if each < len(items)
                else f"{LINE}{first_source[self.passing[each - len(items)]]}"
                for each in column
            ]
            for column in self.columns
        ]


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


@dataclass(frozen=True, slots=True)
class Before:
    """The order of all groups, column by column, as it was; and where in it each thing stood."""

    orders: Mapping[str, Sequence[Sequence[str]]]
    stood: Mapping[str, tuple[str, int, int]]

    @staticmethod
    def of(orders: Mapping[str, Sequence[Sequence[str]]]) -> Before:
        """What is known of an earlier layout by its order."""
        return Before(
            orders,
            {
                name: (key, at, n)
                for key, columns in orders.items()
                for at, column in enumerate(columns)
                for n, name in enumerate(column)
                if not name.startswith(LINE)
            },
        )


def insert(
    made: Columns, names: list[list[str]], orders: Sequence[Sequence[str]], before: Before
) -> None:
    """Put columns in the order they had; `names` are what is in them, `orders` what was."""
    _insert(made, names, orders)
    _keep(made, before.stood)


def _insert(made: Columns, names: list[list[str]], before: Sequence[Sequence[str]]) -> None:
    """Keep everything in the order it had, and put what is new where it wants to be."""
    for at, column in enumerate(made.columns):
        had = {name: n for n, name in enumerate(before[at])} if at < len(before) else {}
        name_of = dict(zip(column, names[at], strict=True))
        old = sorted((e for e in column if name_of[e] in had), key=lambda e: had[name_of[e]])
        new = [each for each in column if name_of[each] not in had]
        joints = [(joint.right, joint.left) for joint in made.channels[at]]
        wanted = wished(made.columns[at - 1] if at else (), joints) if new else {}
        reached: list[float] = []
        for each in old:
            so_far = reached[-1] if reached else -1.0
            reached.append(max(so_far, wanted.get(each, so_far)))
        places = [
            (bisect_right(reached, wanted[each]) if each in wanted else len(old), n, each)
            for n, each in enumerate(new)
        ]
        merged = [(n + 1, -1, each) for n, each in enumerate(old)]
        by_wish = sorted(places, key=lambda p: (p[0], wanted.get(p[2], 0.0), p[1]))
        slots = [(slot, n, each) for n, (slot, _, each) in enumerate(by_wish)]
        made.columns[at] = [each for *_, each in sorted([*merged, *slots])]


def _keep(made: Columns, stood: Mapping[str, tuple[str, int, int]]) -> None:
    """Whatever stood above each other still does, if both have moved to the same column."""
    for column in made.columns:
        together: dict[tuple[str, int], list[int]] = {}
        for n, each in enumerate(column):
            if each < len(made.items) and (was := stood.get(made.items[each])):
                together.setdefault(was[:2], []).append(n)
        for slots in together.values():
            order = sorted((column[n] for n in slots), key=lambda e: stood[made.items[e]][2])
            for n, each in zip(slots, order, strict=True):
                column[n] = each


_SWEEPS = 4
_COUNTED = 1500  # things; in a larger graph nobody would count the crossings


def sweep(made: Columns) -> None:
    """Order the columns by what is left of them, then right, and so on; the best order stays."""
    counted = len(made.items) + len(made.passing) <= _COUNTED
    best, fewest = made.columns, -1
    for sweep in range(_SWEEPS if counted else _SWEEPS - 1):
        made.columns = [list(column) for column in made.columns]
        from_left = sweep % 2 == 0
        order = range(len(made.columns)) if from_left else range(len(made.columns) - 2, -1, -1)
        for at in order:
            _settle(made, at, from_left)
        crossings = _crossings(made) if counted else 0
        if crossings < fewest or fewest < 0 or not counted:
            best, fewest = made.columns, crossings
        if counted and not fewest:
            break
    made.columns = best


def wished(
    beside: Sequence[int], joints: Iterable[tuple[Sequence[int], Sequence[int]]]
) -> dict[int, float]:
    """How far down each would be, to be near what it is joined to in the column beside."""
    at = {each: n for n, each in enumerate(beside)}
    sums: dict[int, tuple[float, int]] = {}
    for ours, theirs in joints:
        places = [at[each] for each in theirs if each in at]
        if places:
            middle = sum(places) / len(places)
            for each in ours:
                total, count = sums.get(each, (0.0, 0))
                sums[each] = (total + middle, count + 1)
    return {each: total / count for each, (total, count) in sums.items()}


def _settle(made: Columns, at: int, from_left: bool) -> None:
    """Put a column in the order it wants; what wants nothing stays after what it stood after."""
    if from_left:
        beside = made.columns[at - 1] if at else []
        joints = [(joint.right, joint.left) for joint in made.channels[at]]
    else:
        beside = made.columns[at + 1]
        joints = [(joint.left, joint.right) for joint in made.channels[at + 1]]
    wanted = wished(beside, joints)
    last = -1.0
    keys: dict[int, float] = {}
    for each in made.columns[at]:
        keys[each] = last = wanted.get(each, last)
    made.columns[at].sort(key=keys.__getitem__)


def _crossings(made: Columns) -> int:
    """How often lines cross, about: each is taken as a star."""
    found = 0
    for at in range(1, len(made.columns)):
        left = {each: n for n, each in enumerate(made.columns[at - 1])}
        right = {each: n for n, each in enumerate(made.columns[at])}
        ends: list[tuple[float, float]] = []
        for joint in made.channels[at]:
            lefts = [left[each] for each in joint.left if each in left]
            rights = [right[each] for each in joint.right if each in right]
            if lefts and rights:
                middle = (sum(lefts) / len(lefts), sum(rights) / len(rights))
                ends += [(one, middle[1]) for one in lefts]
                ends += [(middle[0], one) for one in rights]
        seen: list[float] = []
        for _, end in sorted(ends):
            found += len(seen) - bisect_right(seen, end)
            insort(seen, end)
    return found
