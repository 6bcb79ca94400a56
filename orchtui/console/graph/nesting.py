"""The graph as boxes within boxes: for each group, what is in it and which lines it has to do with.

A group that could not stand as one box among its neighbours, since it comes both before and after
one of them, has none: its members stand for themselves.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from orchtui.console.graph.edges import Edge, topological
from orchtui.console.graph.model import Graph


@dataclass(slots=True)
class Strand:
    """A line as one group has it: from what to what, and whether it comes from or goes outside."""

    net: int
    left: dict[str, None] = field(default_factory=dict)
    right: dict[str, None] = field(default_factory=dict)
    west: bool = False
    east: bool = False


@dataclass(slots=True)
class Level:
    """What is directly in a group, in planning order, and the lines between that and the border."""

    key: str
    items: dict[str, None] = field(default_factory=dict)
    edges: dict[Edge, None] = field(default_factory=dict)
    strands: dict[int, Strand] = field(default_factory=dict)


def levels_of(graph: Graph, nets: Sequence[Net]) -> dict[str, Level]:
    """Every group that can be drawn as a box, by its key; the whole graph by an empty one."""
    gone: set[str] = set()
    while True:
        chains = _chains(graph, gone)
        levels = _levels(graph, chains)
        circles = {
            item for level in levels.values() for item in _in_circles(level) if item in graph.frames
        }
        if not circles:
            break
        gone |= circles
    for number, net in enumerate(nets):
        _thread(levels, chains, number, net)
    return levels


def _chains(graph: Graph, gone: set[str]) -> dict[str, tuple[str, ...]]:
    """For every place the boxes around it and itself, the outermost first."""
    around: dict[str, tuple[str, ...]] = {"": ()}
    for key, frame in graph.frames.items():
        outer = around[frame.parent]
        around[key] = outer if key in gone else (*outer, key)
    return {key: (*around[place.group], key) for key, place in graph.places.items()}


def _levels(graph: Graph, chains: Mapping[str, tuple[str, ...]]) -> dict[str, Level]:
    levels: dict[str, Level] = {"": Level("")}
    for chain in chains.values():
        level = levels[""]
        for item, within in pairwise((*chain, "")):
            level.items[item] = None
            if within:
                level = levels.get(item) or levels.setdefault(item, Level(item))
    for source, target in (*graph.edges, *graph.faint):
        one, other = chains[source], chains[target]
        at = next(n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
        levels[one[at - 1] if at else ""].edges[one[at], other[at]] = None
    return levels


def _in_circles(level: Level) -> Iterable[str]:
    """The items of a level that come both before and after another one of it."""
    before: dict[str, list[str]] = {item: [] for item in level.items}
    for source, target in level.edges:
        before[target].append(source)
    left = level.items.keys() - set(topological(before))
    if not left:
        return ()
    after: dict[str, list[str]] = {item: [] for item in left}
    for source, target in level.edges:
        if source in left and target in left:
            after[source].append(target)
    return left - set(topological(after))


def _thread(
    levels: Mapping[str, Level], chains: Mapping[str, tuple[str, ...]], number: int, net: Net
) -> None:
    """Note a line with every box it touches."""
    sources, targets = _inside(net.sources, chains), _inside(net.targets, chains)
    for key in sources.keys() | targets.keys():
        some, others = sources.get(key, {}), targets.get(key, {})
        strand = Strand(
            number,
            west=bool(others) and sum(some.values()) < len(net.sources),
            east=bool(some) and sum(others.values()) < len(net.targets),
        )
        for item in some:
            beyond = targets.get(item) if item in levels else None
            if beyond is None or sum(beyond.values()) < len(net.targets):
                strand.left[item] = None
        for item in others:
            behind = sources.get(item) if item in levels else None
            if behind is None or sum(behind.values()) < len(net.sources):
                strand.right[item] = None
        if strand.left or strand.right:
            levels[key].strands[number] = strand


def _inside(
    keys: Sequence[str], chains: Mapping[str, tuple[str, ...]]
) -> dict[str, dict[str, int]]:
    """For every box how many of these keys are in each of its items."""
    found: dict[str, dict[str, int]] = {}
    for key in keys:
        box = ""
        for item in chains[key]:
            inside = found.setdefault(box, {})
            inside[item] = inside.get(item, 0) + 1
            box = item
    return found


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
