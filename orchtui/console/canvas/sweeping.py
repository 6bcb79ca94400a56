"""The order of what is seen for the first time: everything near what it is joined to.

Columns are gone through from left to right, then back, and so on; whatever order has the fewest
crossings stays, and of two that are as good the one that was planned.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence

from orchtui.console.canvas.columns import Columns

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
