"""Layers, ancestors and the critical path agree with networkx on any graph of steps."""

from __future__ import annotations

from itertools import pairwise

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from orchtui.domain.graph import ancestors, critical_path, descendants, layers, reversed_edges

Edges = dict[str, list[str]]


@st.composite
def planned(draw: st.DrawFn) -> Edges:
    """Steps in planning order, each given some of those before it."""
    edges: Edges = {}
    for number in range(draw(st.integers(0, 12))):
        known = list(edges)
        edges[f"s{number}"] = draw(st.lists(st.sampled_from(known), unique=True)) if known else []
    return edges


def graph_of(edges: Edges) -> nx.DiGraph[str]:
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(edges)
    graph.add_edges_from((given, path) for path, inputs in edges.items() for given in inputs)
    return graph


@given(planned())
def test_layers_are_the_generations_each_in_planning_order(edges: Edges) -> None:
    order = list(edges)
    generations = nx.topological_generations(graph_of(edges))
    assert layers(edges) == [sorted(layer, key=order.index) for layer in generations]


@given(planned())
def test_ancestors_and_descendants_are_all_that_leads_to_a_step_and_all_it_leads_to(
    edges: Edges,
) -> None:
    graph = graph_of(edges)
    for path in edges:
        assert ancestors(edges, path) == nx.ancestors(graph, path)
        assert descendants(edges, path) == nx.descendants(graph, path)


@given(planned())
def test_edges_reversed_twice_are_the_same_edges(edges: Edges) -> None:
    twice = reversed_edges(reversed_edges(edges))
    assert {path: set(each) for path, each in twice.items()} == {
        path: set(each) for path, each in edges.items()
    }


@given(planned(), st.data())
def test_the_critical_path_is_a_chain_and_none_takes_longer(
    edges: Edges, data: st.DataObject
) -> None:
    seconds = {path: data.draw(st.integers(0, 50)) for path in edges}
    chain = critical_path(edges, seconds.__getitem__)
    assert all(one in edges[next_one] for one, next_one in pairwise(chain))
    graph: nx.DiGraph[str] = nx.DiGraph()
    for path, inputs in edges.items():
        graph.add_weighted_edges_from((i, path, seconds[path]) for i in inputs or [""])
    longest = nx.dag_longest_path_length(graph, weight="weight") if edges else 0
    assert sum(seconds[path] for path in chain) == longest
    assert bool(chain) == bool(edges)


def test_a_chain_of_ten_thousand_steps_is_no_deeper_than_one() -> None:
    edges = {f"{n}": [f"{n - 1}"] if n else [] for n in range(10_000)}
    assert len(layers(edges)) == len(ancestors(edges, "9999")) + 1 == 10_000
    assert critical_path(edges, lambda _path: 1.0) == list(edges)
