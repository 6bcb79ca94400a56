"""The order of what was seen before: it stays, and only what is new looks for a place in it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orchtui.console.canvas.columns import LINE, Columns
from orchtui.console.canvas.sweeping import wished


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
