"""Who agrees with whom by the fields that are compared, and who differs in which.

What two equal positions are is said here; how many of them make a cluster is left to `gathering`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from orchtui.domain.data import Data
from orchtui.domain.disagreement.comparing import Compared
from orchtui.domain.disagreement.gathering import Gathered, by_path, gathered, surest_first
from orchtui.domain.disagreement.position import Position
from orchtui.domain.disagreement.telling import Told, told
from orchtui.domain.text import first_line, shorten

MOST_DIFFERENCES: Final = 200
_LABEL, _VALUE = 80, 40


@dataclass(frozen=True, slots=True)
class Difference:
    """Two steps, by path, and the fields in which they differ."""

    a: str
    b: str
    fields: tuple[str, ...]


def differs(a: Position, b: Position, compared: Sequence[Compared]) -> tuple[str, ...]:
    """The names of the fields in which two positions differ."""
    return tuple(_differing(_told(a, compared), _told(b, compared), compared))


def gather(positions: Sequence[Position], compared: Sequence[Compared]) -> Gathered:
    """The positions gathered by these fields; with no field to compare all are one."""
    rows = sorted(
        ((_told(each, compared), each) for each in surest_first(by_path(positions))),
        key=lambda row: [value.key for value in row[0]],
    )
    near = _neighbours([values for values, _ in rows], compared)
    return gathered([each for _, each in rows], near, lambda each: _says(each, compared))


def who_differs(
    positions: Sequence[Position], compared: Sequence[Compared]
) -> tuple[Difference, ...]:
    """Each pair that differs, by path; no more than the first `MOST_DIFFERENCES`."""
    return tuple(islice(_differences(positions, compared), MOST_DIFFERENCES))


def _told(position: Position, compared: Sequence[Compared]) -> tuple[Told, ...]:
    return tuple(told(position.fields.get(each.name)) for each in compared)


def _differing(a: Sequence[Told], b: Sequence[Told], compared: Sequence[Compared]) -> Iterator[str]:
    return (
        each.name
        for each, one, other in zip(compared, a, b, strict=True)
        if not each.alike(one, other)
    )


def _differences(
    positions: Sequence[Position], compared: Sequence[Compared]
) -> Iterator[Difference]:
    ordered = by_path(positions)
    values = [_told(position, compared) for position in ordered]
    for n, one in enumerate(ordered):
        for m in range(n + 1, len(ordered)):
            if fields := tuple(_differing(values[n], values[m], compared)):
                yield Difference(one.path, ordered[m].path, fields)


def _neighbours(
    values: Sequence[tuple[Told, ...]], compared: Sequence[Compared]
) -> list[list[int]]:
    """For each its equals in rising order; itself is one, even if what it says equals nothing."""
    near: list[list[int]] = [[] for _ in values]
    for n, mine in enumerate(values):
        near[n].append(n)
        for m in range(n + 1, len(values)):
            if next(_differing(mine, values[m], compared), None) is None:
                near[n].append(m)
                near[m].append(n)
    return near


def _says(position: Position, compared: Sequence[Compared]) -> str:
    if not compared:
        return first_line(position.text, _LABEL) or "nothing"
    parts = (_field(each.name, position.fields.get(each.name)) for each in compared)
    return shorten(", ".join(parts), _LABEL)


def _field(name: str, value: Data) -> str:
    if value is None:
        return f"no {name}"
    try:
        shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    except (ValueError, RecursionError):  # thousands of digits, or nested as deep
        shown = "…"
    return f"{name}={first_line(shown, _VALUE)}"
