"""A group in columns, from left to right, with the lines between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

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
