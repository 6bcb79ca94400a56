"""Who agrees with whom: positions gathered around centres, and the share that agrees.

Closeness does not carry over (1 is near 2 and 2 near 3, but 1 not near 3), so a cluster is a centre
and all that equal it. The order in which positions came never matters.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Final

from orchtui.domain.data import Data
from orchtui.domain.disagreement.comparing import Compared
from orchtui.domain.disagreement.position import Position, confidence_of, weights_of
from orchtui.domain.disagreement.telling import Told, told
from orchtui.domain.text import first_line, shorten

MOST_DIFFERENCES: Final = 200
_LABEL, _VALUE = 80, 40


@dataclass(frozen=True, slots=True)
class Cluster:
    """Positions that equal the centre, which is one of them; `says` is what they say, for a line.

    `weight` is what the members weigh together; where no position at all weighs anything, one each.
    """

    members: tuple[Position, ...]
    centre: Position
    weight: float
    says: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Two steps, by path, and the fields in which they differ."""

    a: str
    b: str
    fields: tuple[str, ...]


def differs(a: Position, b: Position, compared: Sequence[Compared]) -> tuple[str, ...]:
    """The names of the fields in which two positions differ."""
    return tuple(_differing(_told(a, compared), _told(b, compared), compared))


def clusters(positions: Sequence[Position], compared: Sequence[Compared]) -> tuple[Cluster, ...]:
    """The positions in clusters, biggest first; each position is in one.

    The heaviest (then largest) neighbourhood is the first, then the heaviest of what is left;
    between equals what is said decides, then the path. With no field to compare all are one.
    """
    rows = sorted(
        ((_told(each, compared), each) for each in positions),
        key=lambda row: ([value.key for value in row[0]], row[1].path),
    )
    ordered = [position for _, position in rows]
    weights, scale = _whole(weights_of(ordered))
    near = _neighbours([values for values, _ in rows], compared)
    pull = [sum(weights[n] for n in around) for around in near]
    size = [len(around) for around in near]
    left = set(range(len(ordered)))
    found: list[Cluster] = []
    while left:
        centre = max(left, key=lambda n: (pull[n], size[n], -n))
        members = [n for n in near[centre] if n in left]
        left.difference_update(members)
        for member in members:
            for n in near[member]:
                pull[n] -= weights[member]
                size[n] -= 1
        found.append(
            Cluster(
                members=tuple(ordered[n] for n in members),
                centre=ordered[centre],
                weight=sum(weights[n] for n in members) / scale,
                says=_says(ordered[centre], compared),
            )
        )
    return tuple(found)


def agreement(clusters: Sequence[Cluster]) -> float:
    """The share of the largest cluster by weight; whoever weighs nothing among others is not felt.

    None and one agree wholly.
    """
    weights = [cluster.weight for cluster in clusters]
    return max(weights) / math.fsum(weights) if any(weights) else 1.0


def who_differs(
    positions: Sequence[Position], compared: Sequence[Compared]
) -> tuple[Difference, ...]:
    """Each pair that differs, by path; no more than the first `MOST_DIFFERENCES`."""
    return tuple(islice(_differences(positions, compared), MOST_DIFFERENCES))


def spokesman(cluster: Cluster) -> Position:
    """Who speaks for a cluster: the surest, then the heaviest, then the first by path."""
    weights = weights_of(cluster.members)
    ranked = zip(cluster.members, weights, strict=True)
    return min(ranked, key=lambda each: (-confidence_of(each[0]), -each[1], each[0].path))[0]


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
    ordered = sorted(positions, key=lambda position: position.path)
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


def _whole(weights: Sequence[Fraction]) -> tuple[list[int], int]:
    """The weights as whole numbers, quick to add, and what to divide their sums by."""
    scale = math.lcm(*(weight.denominator for weight in weights))
    return [int(weight * scale) for weight in weights], scale


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
