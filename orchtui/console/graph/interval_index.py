"""Things by the rows and columns they take, so that a part of a line is found without the rest."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate
from typing import Generic, TypeVar

Kept = TypeVar("Kept")


class Shelves(Generic[Kept]):
    """Things by rows; within a row each is from one column to another, both part of it."""

    def __init__(self) -> None:
        self._put: dict[int, list[tuple[int, int, Kept]]] = {}
        self._made: dict[int, _Shelf[Kept]] = {}

    def put(self, row: int, start: int, end: int, thing: Kept) -> None:
        """Keep a thing; all are put there before any is looked for."""
        self._put.setdefault(row, []).append((start, end, thing))

    def between(self, row: int, x0: int, x1: int) -> Iterator[Kept]:
        """The things of a row that are in columns `x0` up to `x1`, from left to right."""
        shelf = self._made.get(row)
        if shelf is None:
            if row not in self._put:
                return
            shelf = self._made[row] = _Shelf(self._put[row])
        for at in range(bisect_left(shelf.reach, x0), bisect_left(shelf.starts, x1)):
            if shelf.ends[at] >= x0:
                yield shelf.things[at]


class _Shelf(Generic[Kept]):
    """One row, sorted."""

    def __init__(self, put: list[tuple[int, int, Kept]]) -> None:
        put.sort(key=lambda thing: thing[0])
        self.starts = [start for start, _, _ in put]
        self.ends = [end for _, end, _ in put]
        self.reach = list(accumulate(self.ends, max))
        self.things = [thing for *_, thing in put]
