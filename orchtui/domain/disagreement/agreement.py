"""Positions gathered around centres, whatever makes two of them equal.

Closeness does not carry over (1 is near 2 and 2 near 3, but 1 not near 3), so who agrees is always
told around a centre: it and all that equal it. The order in which positions came never matters, and
where a rule of thumb has to choose between centres, it chooses what is shown and never what stands.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice
from typing import Final

from orchtui.domain.data import Data
from orchtui.domain.disagreement.comparison import Compared
from orchtui.domain.disagreement.normalise import Told, told
from orchtui.domain.disagreement.position import Position, confidence_of, weights_of
from orchtui.domain.sanitize import first_line, shorten

Near = Sequence[Sequence[int]]
"""For each position those that equal it, in rising order; itself is one of them."""


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
class Gathered:
    """Positions twice over: in clusters each is in one only, which is how they are shown; in crowds
    whoever is near two centres is in both, which is how they are counted. Both biggest first.

    They are the same but where a position equals two others that differ.
    """

    clusters: tuple[Cluster, ...]
    crowds: tuple[Cluster, ...]

    @property
    def agreement(self) -> float:
        """The share of the largest cluster by weight; who weighs nothing among others is not felt.

        None and one agree wholly.
        """
        weights = [cluster.weight for cluster in self.clusters]
        return max(weights) / math.fsum(weights) if any(weights) else 1.0


def gathered(ordered: Sequence[Position], near: Near, says: Callable[[Position], str]) -> Gathered:
    """These positions, ordered by what is said, around their centres; between equal centres the
    first is shown.
    """
    weights, scale = _whole(weights_of(ordered))

    def cluster(centre: int, members: Sequence[int]) -> Cluster:
        weight = sum(weights[n] for n in members) / scale
        return Cluster(
            tuple(ordered[n] for n in members), ordered[centre], weight, says(ordered[centre])
        )

    return Gathered(
        tuple(cluster(*each) for each in _apart(near, weights)),
        tuple(cluster(n, near[n]) for n in _crowds(near, weights)),
    )


def spokesman(cluster: Cluster, order: Sequence[str] = ()) -> Position:
    """Who speaks for a cluster: the highest in an order of agents, if there is one; then the
    surest, then the heaviest, then the centre.
    """
    ranks = {agent: rank for rank, agent in reversed([*enumerate(order)])}
    members = surest_first(cluster.members, cluster.centre)
    return min(members, key=lambda each: ranks.get(each.agent, len(order)))


def surest_first(positions: Sequence[Position], centre: Position | None = None) -> list[Position]:
    """The surest, then the heaviest, then the centre, then as they came."""
    rows = [*zip(positions, weights_of(positions), strict=True)]
    rows.sort(key=lambda row: (-confidence_of(row[0]), -row[1], row[0] is not centre))
    return [each for each, _ in rows]


def by_path(positions: Sequence[Position]) -> list[Position]:
    """These positions in an order that does not depend on who came when."""
    return sorted(positions, key=lambda each: each.path)


def _apart(near: Near, weights: Sequence[int]) -> list[tuple[int, list[int]]]:
    """Centres and those around them, each position once: the heaviest (then largest) neighbourhood
    first, then the heaviest of what is left.
    """
    pull = [sum(weights[n] for n in around) for around in near]
    size = [len(around) for around in near]
    left = set(range(len(near)))
    found = []
    while left:
        centre = max(left, key=lambda n: (pull[n], size[n], -n))
        members = [n for n in near[centre] if n in left]
        found.append((centre, members))
        left.difference_update(members)
        for member in members:
            for n in near[member]:
                pull[n] -= weights[member]
                size[n] -= 1
    return found


def _crowds(near: Near, weights: Sequence[int]) -> list[int]:
    """The centres of the crowds, one each: of a neighbourhood that is within another's is no word,
    for whatever it counts the other counts, too.
    """
    around = [frozenset(each) for each in near]
    centres = [
        n
        for n, mine in enumerate(around)
        if not any(mine < around[m] or (m < n and mine == around[m]) for m in near[n])
    ]
    return sorted(centres, key=lambda n: (-sum(weights[m] for m in near[n]), -len(near[n]), n))


def _whole(weights: Sequence[Fraction]) -> tuple[list[int], int]:
    """The weights as whole numbers, quick to add, and what to divide their sums by."""
    scale = math.lcm(*(weight.denominator for weight in weights))
    return [int(weight * scale) for weight in weights], scale


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


SHARED: Final = 0.5
_SAID: Final = 80
_WORD: Final = re.compile(r"\w{3,}")


def gather_as_sorted(positions: Sequence[Position], alike: Sequence[Sequence[str]]) -> Gathered:
    """Those said to be alike, by path: who is named twice stands where it is named first, who is
    named nowhere stands alone.
    """
    named = [*alike, *([each.path] for each in positions)]
    group = {path: n for n, paths in reversed([*enumerate(named)]) for path in paths}
    return _gathered(positions, lambda a, b: group[a.path] == group[b.path])


def gather_by_words(positions: Sequence[Position]) -> Gathered:
    """Those that use mostly the same words."""
    words = {each.path: set(_WORD.findall(each.text.casefold())) for each in positions}
    return _gathered(positions, lambda a, b: _share(words[a.path], words[b.path]) >= SHARED)


def _gathered(
    positions: Sequence[Position], same: Callable[[Position, Position], bool]
) -> Gathered:
    """These positions, the surest first: a cluster is called by what that one says."""
    ordered = surest_first(by_path(positions))
    near = [[n for n, other in enumerate(ordered) if same(each, other)] for each in ordered]
    return gathered(ordered, near, lambda each: first_line(each.text, _SAID))


def _share(a: set[str], b: set[str]) -> float:
    return len(a & b) / len(a | b) if a or b else 1.0
