"""Positions in free text: clusters as somebody has sorted them, or by the words they share.

Words shared are an estimate of what is meant, and whoever shows such an agreement marks it so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from orchtui.domain.disagreement.clustering import Cluster
from orchtui.domain.disagreement.position import Position, confidence_of, weights_of
from orchtui.domain.text import first_line

SHARED: Final = 0.5
_SAID: Final = 80
_WORD: Final = re.compile(r"\w{3,}")


def clusters_of(
    positions: Sequence[Position], alike: Sequence[Sequence[str]]
) -> tuple[Cluster, ...]:
    """Clusters of those said to be alike, by path; who is named nowhere stands alone."""
    left = {each.path: each for each in sorted(positions, key=lambda each: each.path)}
    groups = [[left.pop(path) for path in dict.fromkeys(group) if path in left] for group in alike]
    groups += [[each] for each in left.values()]
    paths = (each.path for each in positions)
    weights = dict(zip(paths, weights_of(positions), strict=True))
    found = []
    for group in groups:
        if group:
            members = tuple(sorted(group, key=lambda each: each.path))
            centre = max(members, key=lambda each: (confidence_of(each), weights[each.path]))
            weight = float(sum(weights[each.path] for each in members))
            found.append(Cluster(members, centre, weight, first_line(centre.text, _SAID)))
    return tuple(sorted(found, key=lambda one: (-one.weight, -len(one.members), one.centre.path)))


def alike_by_words(positions: Sequence[Position]) -> list[list[str]]:
    """Who uses mostly the same words: groups around whoever shares them with most."""
    ordered = sorted(positions, key=lambda each: each.path)
    words = {each.path: set(_WORD.findall(each.text.casefold())) for each in ordered}
    near = {
        path: [other for other in words if _share(words[path], words[other]) >= SHARED]
        for path in words
    }
    groups: list[list[str]] = []
    left = set(words)
    while left:
        centre = max(sorted(left), key=lambda path: len(left.intersection(near[path])))
        group = [path for path in near[centre] if path in left] or [centre]
        groups.append(group)
        left.difference_update(group)
    return groups


def _share(a: set[str], b: set[str]) -> float:
    return len(a & b) / len(a | b) if a or b else 1.0
