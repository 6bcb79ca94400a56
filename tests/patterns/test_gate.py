"""A gate in a recipe: what was answered can be read, and each answer may have its own part."""

from __future__ import annotations

import pytest

from orchtui.errors import RecipeError
from tests.patterns.team import Play, play, recipe

FLOW = """
- writer
- gate: Publish it? [approve, deny, edit]
  name: publication
  then: {judge: Publish it.}
  else: {editor: Say what is wrong with it.}
"""


def answered(flow: str, choice: str, **more: str) -> tuple[Play, str]:
    run = play(flow)
    assert run.play().startswith("waits: ")
    (gate,) = run.core.state.open_gates
    assert run.do("answer", gate, choice=choice, **more).startswith("done")
    return run, run.go_on()


@pytest.mark.parametrize(("choice", "who"), [("approve", "judge"), ("deny", "editor")])
def test_either_answer_leads_to_its_own_part(choice: str, who: str) -> None:
    run, ended = answered(FLOW, choice)
    assert ended == f"done: {who}!"
    assert run.paths == ["writer", who]
    assert run.edges[who] == ("writer",)
    assert run.re_executes()


def test_who_comes_after_a_denial_is_given_its_reason() -> None:
    run, ended = answered(FLOW, "deny", note="The date is wrong.")
    assert ended == "done: editor!"
    assert run.edges["editor"] == ("writer", "publication_note")
    assert "The date is wrong." in run.users["editor"]
    assert run.re_executes()


def test_what_a_person_wrote_is_what_is_published() -> None:
    run, ended = answered(FLOW, "edit", text="Mine.")
    assert ended == "done: judge!"
    assert run.edges["judge"] == ("publication_edit",)


def test_nobody_there_denies_by_default_and_the_flow_goes_on() -> None:
    flow = FLOW.replace("  name:", "  default: deny\n  name:")
    assert play(flow).play(on_gate="default") == "done: editor!"


@pytest.mark.parametrize("then", ["", "\n  then: judge"])
def test_without_an_else_a_denial_ends_the_run(then: str) -> None:
    run, ended = answered(f"- writer\n- gate: Publish it?{then}", "deny", note="No.")
    assert ended == "stopped: gate was denied: No."
    assert run.paths == ["writer"]


@pytest.mark.parametrize(("choice", "who"), [("left", "editor"), ("right", "judge")])
def test_a_later_part_reads_what_was_answered(choice: str, who: str) -> None:
    flow = """
- writer
- gate: Which way? [left, right]
  name: way
- if: way.choice == "left"
  then: editor
  else: judge
"""
    assert answered(flow, choice)[1] == f"done: {who}!"


@pytest.mark.parametrize(
    ("changed", "to", "problem"),
    [
        ("[approve, deny, edit]", "[approve, edit]", "nobody can deny this"),
        ("else:", "elsewise:", "did you mean else"),
        ("{editor: Say", "{edtor: Say", "no agent or form edtor"),
    ],
)
def test_what_is_wrong_is_found_before_anything_runs(changed: str, to: str, problem: str) -> None:
    with pytest.raises(RecipeError, match=problem):
        recipe(FLOW.replace(changed, to))


def test_the_graph_shows_either_course() -> None:
    from orchtui.domain.preview import Sheet, Sketch
    from orchtui.domain.recipe import PythonFlow

    of = recipe(FLOW + "- c\n")
    sheet = Sheet({name: agent.reply for name, agent in of.agents.items()}, {})
    assert not isinstance(of.flow, PythonFlow)
    of.flow.sketch(Sketch(sheet))
    assert {path: step.when for path, step in sheet.steps.items()} == {
        "writer": (),
        "judge": ("publication is not denied",),
        "editor": ("publication is denied",),
        "c": (),
    }
    assert sheet.steps["c"].inputs == ("judge", "editor")
