"""Positions gathered around centres, whatever makes two of them equal.

Closeness does not carry over (1 is near 2 and 2 near 3, but 1 not near 3), so who agrees is always
told around a centre: it and all that equal it. The order in which positions came never matters, and
where a rule of thumb has to choose between centres, it chooses what is shown and never what stands.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from orchtui.domain.disagreement.position import Position, confidence_of, weights_of

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
