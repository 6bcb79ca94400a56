"""A graph seen from afar: a mark a step, chains as strings of them, and what is alike in one block.

Steps that follow each other and nothing else are one string; strings that are given the same and
lead to the same stand in a block together. So a thousand steps fit on a screen, and every line
that is left is still as true as it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from orchtui.console.graph.edges import Edge
from orchtui.console.graph.model import Frame, Graph, Place

_LONGEST = 20
_WIDEST = 40


@dataclass(frozen=True, slots=True)
class Beads:
    """The graph of the blocks, by their first steps; where in a block each step is, and how big
    blocks are. `strings` are the steps that stand beside each other with a line between.
    """

    graph: Graph
    cells: Mapping[str, Mapping[str, tuple[int, int]]]
    sizes: Mapping[str, tuple[int, int]]
    strings: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)


def strung(graph: Graph) -> Beads:
    """The graph from afar."""
    given: dict[str, list[Edge]] = {key: [] for key in graph.places}
    leads: dict[str, list[Edge]] = {key: [] for key in graph.places}
    for kind, edges in (("given", graph.edges), ("after", graph.faint)):
        for source, target in edges:
            given[target].append((source, kind))
            leads[source].append((target, kind))
    outer = {"": ""}
    for key, frame in graph.frames.items():
        outer[key] = outer[frame.parent] or key
    group = {key: outer[place.group] for key, place in graph.places.items()}
    alike: dict[tuple[object, ...], list[list[str]]] = {}
    for chain in _chains(graph, given, leads, group):
        head, tail = chain[0], chain[-1]
        joins = (group[head], len(chain), frozenset(given[head]), frozenset(leads[tail]))
        alike.setdefault(joins, []).append(chain)
    return _blocks(graph, list(alike.values()), group)


def _chains(
    graph: Graph,
    given: Mapping[str, Sequence[Edge]],
    leads: Mapping[str, Sequence[Edge]],
    group: Mapping[str, str],
) -> list[list[str]]:
    """The strings of steps that follow each other and nothing else."""
    follows: dict[str, str] = {}
    for key in graph.places:
        if len(leads[key]) == 1:
            target = leads[key][0][0]
            if len(given[target]) == 1 and group[target] == group[key]:
                follows[key] = target
    inner = set(follows.values())
    chains = []
    for key in graph.places:
        if key not in inner:
            chain = [key]
            while (following := follows.get(chain[-1])) is not None:
                chain.append(following)
            chains.append(chain)
    return chains


def _blocks(
    graph: Graph, alike: Sequence[Sequence[Sequence[str]]], group: Mapping[str, str]
) -> Beads:
    places: dict[str, Place] = {}
    block_of: dict[str, str] = {}
    cells: dict[str, dict[str, tuple[int, int]]] = {}
    sizes: dict[str, tuple[int, int]] = {}
    strings: dict[str, list[tuple[int, int]]] = {}
    for chains in alike:
        first = chains[0][0]
        places[first] = Place(first, graph.places[first].label, group[first])
        cells[first], strings[first] = _cells(chains)
        spots = cells[first].values()
        sizes[first] = (1 + max(x for x, _ in spots), 1 + max(y for _, y in spots))
        block_of.update((key, first) for chain in chains for key in chain)

    def between(edges: Sequence[Edge]) -> tuple[Edge, ...]:
        ends = ((block_of[source], block_of[target]) for source, target in edges)
        return tuple(dict.fromkeys(edge for edge in ends if edge[0] != edge[1]))

    edges = between(graph.edges)
    real = set(edges)
    faint = tuple(edge for edge in between(graph.faint) if edge not in real)
    used = {place.group for place in places.values()}
    frames = {key: Frame(key, graph.frames[key].title) for key in graph.frames if key in used}
    return Beads(Graph(places, frames, edges, faint), cells, sizes, strings)


def _cells(
    chains: Sequence[Sequence[str]],
) -> tuple[dict[str, tuple[int, int]], list[tuple[int, int]]]:
    """Where in a block each step is; and what has a line to the next at its right."""
    long = min(len(chains[0]), _LONGEST)
    room = 2 * long if long > 1 else 1
    across = max(1, min(_WIDEST // room, round((2 * len(chains) / room) ** 0.5 + 0.5)))
    tall = -(-len(chains[0]) // long)
    cells: dict[str, tuple[int, int]] = {}
    joined: list[tuple[int, int]] = []
    for number, chain in enumerate(chains):
        row, column = divmod(number, across)
        for n, key in enumerate(chain):
            down, along = divmod(n, long)
            cells[key] = spot = (column * room + 2 * along, row * tall + down)
            if along + 1 < long and n + 1 < len(chain):
                joined.append(spot)
    return cells, joined
