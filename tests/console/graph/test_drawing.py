"""Lines of the picture: exactly as wide as was asked for, and what is where in them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from orchtui.console.glyphs import ASCII, UNICODE
from orchtui.console.graph.layout import lay_out
from orchtui.console.graph.measures import Zoom
from orchtui.console.graph.model import Graph, critical_way, graph_of
from orchtui.console.graph.render import Direction, Drawing
from orchtui.console.graph.status import Faces, Looks
from orchtui.console.text.cells import Line, cells, fit
from orchtui.console.theme import STYLES
from orchtui.domain.state import RunState
from tests.console.graph.graphs import asked, graphs, replied, run

HOSTILE = st.text(
    st.sampled_from("ab漢é\u0301\u200d\ufe0f👩🚀☎\n\t\x1b]0;\x07\x9b\u202e[@click=x]\u3000"),
    max_size=40,
)


def drawn(graph: Graph, state: RunState, zoom: Zoom = Zoom.FULL) -> tuple[Drawing, Looks]:
    return Drawing(lay_out(graph, zoom), UNICODE), Looks(Faces(graph, state))


@given(
    graphs(8), st.sampled_from(list(Zoom)), st.integers(-5, 60), st.integers(0, 50), st.booleans()
)
def test_a_line_is_as_wide_as_it_was_asked_to_be(
    graph: Graph, zoom: Zoom, x0: int, width: int, plain: bool
) -> None:
    drawing = Drawing(lay_out(graph, zoom), ASCII if plain else UNICODE)
    first = next(iter(graph.places), "")
    looks = Looks(Faces(graph, RunState()), first, tuple(graph.places)[:3])
    for y in range(-1, drawing.height + 1):
        spans = drawing.spans(y, x0, x0 + width, looks)
        assert sum(cell_len(text) for text, _ in spans) == width
        assert all(set(style.split()) <= STYLES for _, style in spans)


@given(graphs(8), st.sampled_from(list(Zoom)), st.integers(1, 30))
def test_parts_of_a_line_say_what_the_whole_line_says(graph: Graph, zoom: Zoom, cut: int) -> None:
    drawing, looks = drawn(graph, RunState(), zoom)
    for y in range(drawing.height):
        whole = "".join(text for text, _ in drawing.spans(y, 0, drawing.width, looks))
        left = "".join(text for text, _ in drawing.spans(y, 0, cut, looks))
        kept = "".join(cells(whole)[:cut])
        assert cell_len(left) == cut
        if whole.isascii() or cell_len(kept) == cut:
            assert left.startswith(kept.rstrip())


@given(HOSTILE, st.integers(1, 30), st.integers(-3, 10), st.integers(0, 30))
def test_whatever_is_written_on_a_line_it_keeps_its_width_and_is_harmless(
    text: str, width: int, at: int, room: int
) -> None:
    assert cell_len("".join(fit(text, width))) == width
    line = Line(0, room)
    line.put(at, fit(text, width), "quiet")
    written = "".join(part for part, _ in line.spans())
    assert cell_len(written) == room
    assert not set(written) & set("\x1b\x07\x9b\u202e\n\t")


def test_a_name_can_do_nothing_to_the_picture() -> None:
    name = "x\x1b]0;owned\x07[@click=app.quit]\u202e"
    state = run({name: ()})
    drawing, looks = drawn(graph_of(state), state)
    text = "".join(part for part, _ in drawing.spans(1, 0, drawing.width, looks))
    assert text == "┆○ x␛]0;owned␇[@click=…┆"


def test_what_is_where_and_where_what_is() -> None:
    state = run({"g/a": (), "g/b": ("g/a",), "end": ("g/b",)})
    drawing, _ = drawn(graph_of(state), state)
    box, frame = drawing.box("g/b"), drawing.box("g")
    assert box is not None
    assert frame is not None
    assert drawing.at(box.x, box.y) == drawing.at(box.x + box.width - 1, box.y + 3) == "g/b"
    assert drawing.at(box.x - 1, box.y + 1) == ""
    assert drawing.at(frame.x + 3, frame.y) == "g"
    assert drawing.at(frame.x, frame.y + 1) == ""
    assert drawing.at(-1, -1) == drawing.at(10_000, 10_000) == ""
    assert drawing.box("nobody") is None


def test_arrow_keys_follow_edges_first_straight_ones_and_columns() -> None:
    steps = {"a": (), "b": ("a",), "c": ("a",), "d": ("b", "c"), "e": ()}
    graph = graph_of(run(steps))
    drawing, _ = drawn(graph, run(steps))

    def go(key: str, *ways: Direction) -> str:
        for way in ways:
            key = drawing.neighbour(graph, key, way)
        return key

    assert go("a", "right") == "b"
    assert go("b", "down") == "c"
    assert go("c", "up") == "b"
    assert go("c", "right", "left") == "b"
    assert go("d", "right") == "d"
    assert go("e", "right") == "c"  # it leads nowhere: whatever is nearest on that side
    assert go("nobody", "up") == "a"


@given(graphs(12), st.sampled_from(list(Zoom)), st.data())
def test_arrow_keys_always_lead_to_a_step_and_right_never_to_the_left(
    graph: Graph, zoom: Zoom, data: st.DataObject
) -> None:
    if not graph.places:
        return
    drawing, _ = drawn(graph, RunState(), zoom)
    key = data.draw(st.sampled_from(sorted(graph.places)))
    here = drawing.box(key)
    assert here is not None
    for way in ("left", "right", "up", "down"):
        there = drawing.box(drawing.neighbour(graph, key, way))
        assert there is not None
        if zoom is not Zoom.OVERVIEW:
            assert way != "right" or there.x >= here.x
            assert way != "left" or there.x <= here.x


def test_the_edges_of_what_is_selected_are_lit_and_no_others() -> None:
    state = run({"a": (), "b": (), "c": ("a",), "d": ("b",)})
    graph = graph_of(state)
    drawing = Drawing(lay_out(graph), UNICODE)
    looks = Looks(Faces(graph, state), selected="c")
    assert ("┄┄▶", "accent") in drawing.spans(1, 0, drawing.width, looks)
    assert ("├┄┄▶┆", "quiet dim") in drawing.spans(5, 0, drawing.width, looks)


def test_the_way_that_took_longest() -> None:
    state = run({"a": (), "g/b": ("a",), "g/c": ("a",), "d": ("g/b", "g/c"), "e": ("d",)})
    for path, begun, over in (("a", 0, 1), ("g/b", 1, 2), ("g/c", 1, 9), ("d", 9, 10)):
        asked(state, path, begun)
        replied(state, path, over)
    assert critical_way(graph_of(state), state) == ("a", "g/c", "d")
    folded = graph_of(state, folded=frozenset({"g"}))
    assert critical_way(folded, state) == ("a", "g", "d")
