"""What stands in the graph of a run: steps, groups worth a box, edges worth drawing."""

from __future__ import annotations

from hypothesis import given

from orchtui.console.graph.model import graph_of, structure_of
from orchtui.domain import events as e
from orchtui.domain.preview import DrawnStep
from orchtui.domain.state import RunState, apply
from tests.console.graph.graphs import asked, planned, replied, run, runs


def test_an_edge_that_a_longer_way_tells_is_known_and_not_drawn() -> None:
    graph = graph_of(run({"author": (), "critic": ("author",), "again": ("author", "critic")}))
    assert graph.edges == (("author", "critic"), ("critic", "again"))
    assert graph.implied == (("author", "again"),)


def test_mere_order_is_faint_and_only_where_it_tells_something() -> None:
    state = run(
        {"plan": (), "work": (), "end": ("work",)}, after={"work": ["plan"], "end": ["plan"]}
    )
    graph = graph_of(state)
    assert graph.faint == (("plan", "work"),)
    assert graph.edges == (("work", "end"),)


@given(runs())
def test_the_edges_that_are_drawn_tell_all_that_comes_after_what(state: RunState) -> None:
    graph = graph_of(state)
    behind: dict[str, set[str]] = {key: set() for key in graph.places}
    for key in graph.places:  # in planning order, so that what is behind comes first
        for source, target in (*graph.edges, *graph.faint):
            if target == key:
                behind[key] |= {source, *behind[source]}
    for step in state.steps.values():
        assert {*step.inputs, *step.planned.after} <= behind[step.path]


def test_a_group_has_a_box_if_it_is_a_pattern_or_holds_more_than_one_thing() -> None:
    steps = {
        "one/a": (),
        "two/a": (),
        "two/b": (),
        "panel/a": (),
        "outer/round.2/x": (),
        "outer/y": (),
    }
    graph = graph_of(run(steps, groups=["panel"]))
    assert list(graph.frames) == ["two", "panel", "outer"]
    labels = {key: place.label for key, place in graph.places.items()}
    assert labels == {
        "one/a": "a",
        "two/a": "a",
        "two/b": "b",
        "panel/a": "a",
        "outer/round.2/x": "round.2/x",
        "outer/y": "y",
    }


def test_a_folded_group_stands_for_its_steps_with_their_edges() -> None:
    steps = {"a": (), "g/b": ("a",), "g/in/c": ("g/b",), "g/in/d": ("g/b",), "e": ("g/in/c",)}
    graph = graph_of(run(steps), folded=frozenset({"g"}))
    assert list(graph.places) == ["a", "g", "e"]
    assert graph.places["g"].members == ("g/b", "g/in/c", "g/in/d")
    assert graph.edges == (("a", "g"), ("g", "e"))
    assert graph.seen("g/in/d") == "g"
    inner = graph_of(run(steps), folded=frozenset({"g/in"}))
    assert inner.places["g/in"].group == "g"


def test_folding_never_closes_a_circle() -> None:
    steps = {"g/a": (), "b": ("g/a",), "g/c": ("b",)}
    graph = graph_of(run(steps), folded=frozenset({"g"}))
    assert list(graph.places) == ["g", "b"]
    assert len(graph.edges) == 1


def test_the_structure_changes_with_what_is_planned_given_and_folded_and_with_nothing_else() -> (
    None
):
    state = run({"a": (), "b": ("a",)})
    before = structure_of(state)
    asked(state, "a", 1.0)
    replied(state, "a", 2.0)
    assert structure_of(state) == before
    assert structure_of(state, frozenset({"g"})) != before
    apply(state, e.StepGiven(path="b", inputs=()), 2.0)
    given = structure_of(state)
    assert given != before
    apply(state, planned("c"), 2.0)
    assert structure_of(state) not in (before, given)


def drawn(*steps: DrawnStep) -> dict[str, DrawnStep]:
    return {step.path: step for step in steps}


def test_steps_that_are_expected_stand_ahead_until_the_run_has_passed_them_by() -> None:
    ahead = drawn(
        DrawnStep("a", "a"),
        DrawnStep("b", "b", inputs=("a",), when=("a.ok",)),
        DrawnStep("c", "c", inputs=("a",), when=("not (a.ok)",)),
        DrawnStep("d", "d", inputs=("b", "c")),
    )
    state = run({"a": ()})
    graph = graph_of(state, ahead=ahead)
    assert {key: place.ahead for key, place in graph.places.items()} == {
        "a": "",
        "b": "perhaps",
        "c": "perhaps",
        "d": "to come",
    }
    apply(state, planned("b", ["a"]), 1.0)
    assert list(graph_of(state, ahead=ahead).places) == ["a", "b", "d"]
    apply(state, e.RunFinished(status="done", why=""), 2.0)
    assert list(graph_of(state, ahead=ahead).places) == ["a", "b"]


def test_what_comes_after_a_group_comes_after_its_last_steps_whatever_was_expected() -> None:
    ahead = drawn(
        DrawnStep("p/a", "a"),
        DrawnStep("p/a.2", "a", inputs=("p/a",), when=("they disagree",)),
        DrawnStep("end", "end", inputs=("p/a", "p/a.2")),
    )
    state = run({"p/a": (), "p/a.2": ("p/a",), "p/a.3": ("p/a.2",)}, groups=["p"])
    graph = graph_of(state, ahead=ahead)
    assert ("p/a.3", "end") in graph.edges
    assert ("p/a.2", "end") not in graph.edges


def test_a_group_that_goes_its_own_way_is_not_told_how_it_might_have_gone() -> None:
    ahead = drawn(
        DrawnStep("team/planner", "planner"),
        DrawnStep("team/lawyer", "lawyer", inputs=("team/planner",), when=("there is work",)),
    )
    state = run({"team/planner": (), "team/soil": ("team/planner",)}, groups=["team"])
    assert list(graph_of(state, ahead=ahead).places) == ["team/planner", "team/soil"]
