"""The graph as boxes within boxes: for each group, what is in it and which lines it has to do with.

A group that could not stand as one box among its neighbours, since it comes both before and after
one of them, has none: its members stand for themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from orchtui.console.canvas.edges import Edge, topological
from orchtui.console.canvas.graph import Graph
from orchtui.console.canvas.nets import Net


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
