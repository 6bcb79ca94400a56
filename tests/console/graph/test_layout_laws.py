"""What is so of every layout, whatever the graph: nothing overlaps, and no line tells a lie."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from orchtui.console.graph.layout import Box, Layout, lay_out
from orchtui.console.graph.lines import EAST, LEVEL, NORTH, SOUTH, UPRIGHT, WEST, Wires
from orchtui.console.graph.measures import MEASURES, Zoom
from orchtui.console.graph.model import Graph, graph_of
from orchtui.console.graph.nesting import nets_of
from orchtui.domain.state import RunState, apply
from tests.console.graph.graphs import graphs, planned, run, runs

ZOOMS = st.sampled_from(list(Zoom))
NEAR = st.sampled_from([Zoom.FULL, Zoom.COMPACT])
Cells = dict[tuple[int, int], int]


@given(graphs(), ZOOMS)
def test_every_step_has_a_box_and_no_two_boxes_overlap(graph: Graph, zoom: Zoom) -> None:
    layout = lay_out(graph, zoom)
    assert layout.boxes.keys() == graph.places.keys()
    taken: set[tuple[int, int]] = set()
    for box in layout.boxes.values():
        cells = set(_cells(box))
        assert cells.isdisjoint(taken)
        taken |= cells


@given(graphs(), ZOOMS)
def test_nothing_is_outside_the_canvas(graph: Graph, zoom: Zoom) -> None:
    layout = lay_out(graph, zoom)
    for box in (*layout.boxes.values(), *layout.frames.values()):
        assert 0 <= box.x <= layout.width - box.width
        assert 0 <= box.y <= layout.height - box.height
    for x, y in _drawn(layout):
        assert 0 <= x < layout.width
        assert 0 <= y < layout.height


@given(graphs(), NEAR)
def test_a_group_is_around_its_members_and_around_nothing_else(graph: Graph, zoom: Zoom) -> None:
    layout = lay_out(graph, zoom)
    for key, frame in layout.frames.items():
        inside = {k for k, place in graph.places.items() if key in _around(graph, place.group)}
        border = set(_cells(frame)) - set(_cells(_inner(frame)))
        for name, box in layout.boxes.items():
            cells = set(_cells(box))
            assert cells.isdisjoint(border)
            assert (name in inside) == cells.issubset(_cells(frame))


@given(graphs(), NEAR)
def test_every_line_joins_exactly_the_boxes_it_should(graph: Graph, zoom: Zoom) -> None:
    """Followed as a reader follows it: never back to the left, and under what it passes behind."""
    layout = lay_out(graph, zoom)
    undrawn = set(nets_of(graph).undrawn)
    drawn = _drawn(layout)
    port = MEASURES[zoom].port
    arrows = {(layout.boxes[k].x - 1, layout.boxes[k].y + port): k for k in layout.entered}
    edges = {*graph.edges, *graph.faint} - undrawn
    for source, box in layout.boxes.items():
        start = (box.x + box.width - 1, box.y + port)
        reached = {arrows[cell] for cell in _followed(drawn, start) if cell in arrows}
        assert reached == {target for one, target in edges if one == source}


@given(graphs(), NEAR)
def test_no_line_runs_through_a_box(graph: Graph, zoom: Zoom) -> None:
    layout = lay_out(graph, zoom)
    drawn = _drawn(layout)
    port = MEASURES[zoom].port
    for box in layout.boxes.values():
        exit_ = (box.x + box.width - 1, box.y + port)
        assert not [cell for cell in _cells(box) if cell in drawn and cell != exit_]


@given(graphs(), ZOOMS)
def test_no_line_runs_along_or_over_the_top_or_bottom_of_a_group(graph: Graph, zoom: Zoom) -> None:
    layout = lay_out(graph, zoom)
    drawn = _drawn(layout)
    for x, y, width, height in layout.frames.values():
        for at in range(x, x + width):
            assert (at, y) not in drawn
            assert (at, y + height - 1) not in drawn
        for row in range(y, y + height):
            for side in (x, x + width - 1):
                assert drawn.get((side, row), LEVEL) == LEVEL


@given(runs(), NEAR, st.data())
def test_a_graph_that_grows_keeps_its_order(
    state: RunState, zoom: Zoom, data: st.DataObject
) -> None:
    graph = graph_of(state)
    before = lay_out(graph, zoom)
    steps = sorted(state.steps)
    inputs = data.draw(st.lists(st.sampled_from(steps), max_size=3)) if steps else []
    group = data.draw(st.sampled_from(["", "g/", "g/h/", "new/"]))
    apply(state, planned(f"{group}leaf", inputs), 1.0)
    after = lay_out(graph_of(state), zoom, before)
    for column in _columns(before, graph):
        for later in _columns(after, graph):
            both = [name for name in column if name in later]
            assert both == [name for name in later if name in column]


def _columns(layout: Layout, graph: Graph) -> list[list[str]]:
    """The steps and groups of a graph that stand above each other, from top to bottom."""
    known = {*graph.places, *graph.frames}
    return [
        [name for name in column if name in known]
        for columns in layout.orders.values()
        for column in columns
    ]


@given(graphs(), ZOOMS)
def test_laid_out_again_nothing_moves(graph: Graph, zoom: Zoom) -> None:
    layout = lay_out(graph, zoom)
    assert lay_out(graph, zoom, layout) == layout


def test_what_comes_beside_a_step_moves_nothing_that_was_there() -> None:
    steps = {"a": (), "b": ("a",), "c": ("b",)}
    before = lay_out(graph_of(run(steps)))
    after = lay_out(graph_of(run({**steps, "d": ("a",), "e": ("d",)})), before=before)
    assert {key: after.boxes[key] for key in before.boxes} == before.boxes


def _cells(box: Box) -> list[tuple[int, int]]:
    return [
        (x, y) for x in range(box.x, box.x + box.width) for y in range(box.y, box.y + box.height)
    ]


def _inner(box: Box) -> Box:
    return Box(box.x + 1, box.y + 1, box.width - 2, box.height - 2)


def _around(graph: Graph, group: str) -> set[str]:
    found = set()
    while group:
        found.add(group)
        group = graph.frames[group].parent
    return found


def _drawn(layout: Layout) -> Cells:
    """What every cell joins, as it is drawn."""
    wires = Wires(layout)
    return {
        (x, y): bits
        for y in range(-2, layout.height + 2)
        for x, (bits, _) in wires.row(y, -2, layout.width + 2).items()
    }


def _followed(drawn: Cells, start: tuple[int, int]) -> set[tuple[int, int]]:
    """All cells that a line leads to from here, going right, up and down."""
    steps = {EAST: (1, 0, WEST), NORTH: (0, -1, SOUTH), SOUTH: (0, 1, NORTH)}
    seen: set[tuple[int, int]] = set()
    todo = [start]
    while todo:
        at = todo.pop()
        if at in seen:
            continue
        seen.add(at)
        for side, (across, down, opposite) in steps.items():
            if not drawn.get(at, 0) & side:
                continue
            to = (at[0] + across, at[1] + down)
            while side == EAST and drawn.get(to) == UPRIGHT:
                to = (to[0] + 1, to[1])
            assert drawn.get(to, 0) & opposite, "a line ends in nothing"
            todo.append(to)
    return seen
