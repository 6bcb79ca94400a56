"""Edges that are drawn as one line: all steps given to exactly the same others share it.

Each of a net's sources leads to each of its targets, so a line that joins them all says nothing
that is not so. Where lines would have to cross too many columns, the longest are not drawn.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from orchtui.console.canvas.edges import Edge, topological
from orchtui.console.canvas.graph import Graph

_SPARE = 500


class Net(NamedTuple):
    """One line: from all of its sources to all of its targets; `faint` are those merely later."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    faint: frozenset[str]


class Nets(NamedTuple):
    """All lines, and the edges for which there is no room."""

    lines: tuple[Net, ...]
    undrawn: tuple[Edge, ...]


def nets_of(graph: Graph) -> Nets:
    """The lines that draw a graph's edges."""
    leads: dict[str, dict[str, bool]] = {}
    for source, target in graph.edges:
        leads.setdefault(source, {})[target] = False
    for source, target in graph.faint:
        leads.setdefault(source, {})[target] = True
    undrawn = _too_long(graph.places, leads)
    for source, target in undrawn:
        del leads[source][target]
    alike: dict[frozenset[tuple[str, bool]], list[str]] = {}
    for source in graph.places:
        if to := leads.get(source):
            alike.setdefault(frozenset(to.items()), []).append(source)
    lines = []
    for sources in alike.values():
        to = leads[sources[0]]
        faint = frozenset(target for target, is_faint in to.items() if is_faint)
        lines.append(Net(tuple(sources), tuple(to), faint))
    return Nets(tuple(lines), tuple(undrawn))


def depths(keys: Iterable[str], edges: Iterable[Edge]) -> dict[str, int]:
    """How many steps lead to each at the most."""
    before: dict[str, list[str]] = {key: [] for key in keys}
    for source, target in edges:
        before[target].append(source)
    depth: dict[str, int] = {}
    for key in topological(before):
        depth[key] = 1 + max((depth[each] for each in before[key]), default=-1)
    return depth


def _too_long(
    places: Mapping[str, object], leads: Mapping[str, Mapping[str, bool]]
) -> Sequence[Edge]:
    """The longest edges, until the columns that all lines cross are not too many for the graph."""
    room = 2 * len(places) + _SPARE
    depth = depths(places, ((source, to) for source, each in leads.items() for to in each))
    alike: dict[frozenset[tuple[str, bool]], list[str]] = {}
    for source, each in leads.items():
        alike.setdefault(frozenset(each.items()), []).append(source)
    crossed = 0
    far: list[tuple[int, int, list[str], list[str]]] = []
    for number, sources in enumerate(alike.values()):
        start = min(depth[source] for source in sources)
        targets = sorted(leads[sources[0]], key=depth.__getitem__)
        crossed += depth[targets[-1]] - start - 1
        far.append((start - depth[targets[-1]], number, sources, targets))
    heapq.heapify(far)
    dropped: list[Edge] = []
    while crossed > room and far:
        span, number, sources, targets = heapq.heappop(far)
        target = targets.pop()
        dropped += [(source, target) for source in sources]
        start = depth[target] + span
        now = depth[targets[-1]] - start if targets else 1
        crossed -= -span - now
        if targets:
            heapq.heappush(far, (-now, number, sources, targets))
    return dropped
