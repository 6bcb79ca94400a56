"""The graph from afar: every step has its mark, and what is in one block is alike."""

from __future__ import annotations

from hypothesis import given

from orchtui.console.graph.model import Graph, graph_of
from orchtui.console.graph.overview import strung
from tests.console.graph.graphs import graphs, run


@given(graphs())
def test_strings_of_a_block_are_given_the_same_and_lead_to_the_same(graph: Graph) -> None:
    beads = strung(graph)
    edges = {*graph.edges, *graph.faint}
    cells = {key: spot for each in beads.cells.values() for key, spot in each.items()}
    assert cells.keys() == graph.places.keys()
    for block in beads.cells.values():
        assert len(set(block.values())) == len(block)
        given, leads = set(), set()
        for key in block:
            before = frozenset(source for source, target in edges if target == key)
            after = frozenset(target for source, target in edges if source == key)
            if before.isdisjoint(block):
                given.add(before)
            if after.isdisjoint(block):
                leads.add(after)
        assert len(given) == len(leads) == 1


@given(graphs())
def test_between_blocks_all_edges_are_kept_and_none_is_made_up(graph: Graph) -> None:
    beads = strung(graph)
    block = {key: first for first, cells in beads.cells.items() for key in cells}
    for ours, theirs in ((beads.graph.edges, graph.edges), (beads.graph.faint, graph.faint)):
        kept = {(block[a], block[b]) for a, b in theirs if block[a] != block[b]}
        assert set(ours) <= kept
        assert kept <= {*beads.graph.edges, *beads.graph.faint}


def test_a_thousand_steps_fit_on_a_screen() -> None:
    steps: dict[str, tuple[str, ...]] = {"start": ()}
    for n in range(333):
        steps |= {f"m/c.{n}/a": ("start",), f"m/c.{n}/b": (f"m/c.{n}/a",)}
        steps |= {f"m/c.{n}/c": (f"m/c.{n}/b",)}
    beads = strung(graph_of(run(steps, groups=["m"])))
    width, height = beads.sizes["m/c.0/a"]
    assert len(beads.graph.places) == 2
    assert width <= 60
    assert height <= 60
