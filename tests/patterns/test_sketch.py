"""The graph a flow is drawn as before it runs, and that it is the graph the run then has."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchtui.domain.preview import Sheet
from orchtui.errors import RecipeError
from orchtui.recipes.loader import read_with_sheet
from tests.recipes.driving import run

TEAM = "abcdefgh"


def text_of(flow: str) -> str:
    agents = "".join(f"  {name}: Agent {name}.\n" for name in TEAM if f"<{name}>" in flow)
    plain = re.sub("<([a-h])>", r"\1", flow)
    return f"parameters: {{on_or_off: true}}\nagents:\n{agents}flow: {plain}\n"


def drawn(flow: str) -> Sheet:
    return read_with_sheet(text_of(flow))[1]


def edges(sheet: Sheet) -> dict[str, tuple[str, ...]]:
    return {path: step.inputs for path, step in sheet.steps.items()}


def test_each_step_of_a_sequence_follows_the_one_before() -> None:
    assert edges(drawn("[<a>, <b>, <c>]")) == {"a": (), "b": ("a",), "c": ("b",)}


def test_what_follows_a_parallel_is_given_all_its_ends() -> None:
    sheet = drawn("[<a>, {parallel: [[<b>, <c>], <d>]}, <e>]")

    assert edges(sheet) == {"a": (), "b": ("a",), "c": ("b",), "d": ("a",), "e": ("c", "d")}


def test_steps_of_one_agent_are_numbered_in_order() -> None:
    assert edges(drawn("[<a>, <b>, <a>]")) == {"a": (), "b": ("a",), "a.2": ("b",)}


def test_a_name_gives_a_group_and_a_step_their_paths() -> None:
    sheet = drawn(
        "[{parallel: [{<a>: x, name: left}, <b>], name: panel}, "
        "{sequence: [<c>, <d>], name: close}, <e>]"
    )

    assert list(sheet.steps) == ["panel/left", "panel/b", "close/c", "close/d", "e"]
    assert sheet.steps["e"].inputs == ("close/d",)


def test_what_only_a_condition_leads_to_says_so() -> None:
    sheet = drawn("[<a>, {if: on_or_off, then: <b>, else: [<c>, <d>]}, <e>]")

    assert sheet.steps["b"].when == ("on_or_off",)
    assert sheet.steps["d"].when == ("not (on_or_off)",)
    assert sheet.steps["e"].when == ()
    assert sheet.steps["e"].inputs == ("b", "d")


def test_after_a_branch_not_taken_what_came_before_goes_on() -> None:
    sheet = drawn("[<a>, {if: on_or_off, then: <b>}, <c>]")

    assert sheet.steps["c"].inputs == ("b", "a")


def test_a_fallback_is_drawn_as_what_comes_on_failure() -> None:
    sheet = drawn("[<a>, {<b>: {fallback: <c>}}, <d>]")

    assert sheet.steps["c"].when == ("the one before failed",)
    assert sheet.steps["c"].inputs == ("a",)
    assert sheet.steps["d"].inputs == ("b", "c")


def test_a_note_is_no_part_of_the_graph() -> None:
    assert edges(drawn("[<a>, {note: Read this.}, <b>]")) == {"a": (), "b": ("a",)}


def test_a_name_may_be_read_within_the_branch_that_gives_it() -> None:
    inside = "{if: on_or_off, then: [<b>, {if: len(b.text) > 3, then: <c>}]}"

    assert "c" in drawn(f"[<a>, {inside}]").steps


def test_a_name_that_not_every_branch_gives_cannot_be_read_after_them() -> None:
    both = "{if: on_or_off, then: [<b>, <c>], else: [<b>, <d>]}"

    with pytest.raises(RecipeError, match="c has replied here only if on_or_off: read it within"):
        drawn(f"[<a>, {both}, {{if: len(c.text) > 3, then: <e>}}]")


# -- the law: what is drawn is what runs ---------------------------------------------------------

STEP = st.sampled_from([f"<{name}>" for name in TEAM])


def compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(inner, min_size=1, max_size=3).map(", ".join)
    named = st.sampled_from(["", ", name: one", ", name: two", ", name: three"])
    return (
        several.map(lambda parts: f"[{parts}]")
        | st.tuples(several, named).map(lambda t: f"{{parallel: [{t[0]}]{t[1]}}}")
        | st.tuples(several, named).map(lambda t: f"{{sequence: [{t[0]}]{t[1]}}}")
        | inner.map(lambda part: f"{{if: on_or_off, then: {part}}}")
        | st.tuples(inner, inner).map(
            lambda t: f"{{if: not on_or_off, then: {t[0]}, else: {t[1]}}}"
        )
    )


PARTS = st.lists(st.recursive(STEP, compound, max_leaves=4), min_size=2, max_size=4)


@given(PARTS.map(lambda parts: f"[{', '.join(parts)}]"))
@settings(max_examples=200, deadline=None)
def test_what_is_drawn_is_what_runs(flow: str) -> None:
    text = text_of(flow)
    try:
        recipe, sheet = read_with_sheet(text)
    except RecipeError:  # two steps or groups of one name side by side
        return
    course = run(recipe, {})
    taken = [step for step in sheet.steps.values() if "not on_or_off" not in step.when]

    assert course.finished.status == "done", course.finished.why
    assert Counter(request.agent for request in course.asked) == Counter(s.agent for s in taken)
    if len(taken) == len(sheet.steps):
        asked = {request.path: request.user for request in course.asked}
        before = {path: set(re.findall('step="(.+?)"', user)) for path, user in asked.items()}
        assert asked.keys() == sheet.steps.keys()
        assert all(before[path] <= set(step.inputs) for path, step in sheet.steps.items())
        if not any(step.when for step in taken):
            assert before == {path: set(step.inputs) for path, step in sheet.steps.items()}
