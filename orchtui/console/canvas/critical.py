"""The chain of steps that took longest, along the edges that are drawn."""

from __future__ import annotations

from orchtui.console.canvas.edges import topological
from orchtui.console.canvas.graph import Graph
from orchtui.domain.graph import critical_path
from orchtui.domain.state import RunState


def critical_way(graph: Graph, state: RunState) -> tuple[str, ...]:
    """The keys of the places that kept a run going longest, first to last."""
    before: dict[str, list[str]] = {key: [] for key in graph.places}
    for source, target in (*graph.edges, *graph.faint):
        before[target].append(source)

    def seconds(key: str) -> float:
        paths = graph.places[key].members or (key,)
        return sum(state.steps[path].seconds for path in paths if path in state.steps)

    in_order = {key: before[key] for key in topological(before)}
    chain = critical_path(in_order, seconds)
    while chain and not seconds(chain[-1]):
        chain.pop()
    return tuple(chain)
