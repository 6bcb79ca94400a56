"""What a recipe's flow does once it runs: who is asked, what comes out, and the verdict on it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orchtui.domain.recipe import PythonFlow, Recipe
from orchtui.errors import UsageError
from orchtui.recipes.compile import flow_function
from orchtui.recipes.loader import load_recipe, read_recipe
from orchtui.recipes.python_code import code_hash
from tests.recipes.driving import DOWN, run

AGENTS = """\
parameters: {strict: false}
agents:
  writer: Writes.
  critic: {does: Judges., reply: {verdict: good | bad, confidence: 0..1}, limits: {repairs: 0}}
  editor: {does: Edits., optional: true}
"""


def recipe(flow: str, more: str = "") -> Recipe:
    used = [name for name in ("writer", "critic", "editor") if name not in flow]
    agents = "".join(
        line for line in AGENTS.splitlines(keepends=True)
        if not any(line.startswith(f"  {name}:") for name in used)
    )  # fmt: skip
    return read_recipe(f"{agents}flow: {flow}\n{more}")


def judged(verdict: str, confidence: float) -> str:
    return json.dumps({"verdict": verdict, "confidence": confidence})


def test_a_single_outcome_is_the_reply_itself() -> None:
    course = run(recipe("[writer, {editor: Mend.}]"), {"writer": "draft", "editor": "text"})

    assert (course.finished.status, course.output) == ("done", "text")
    assert course.paths == ["writer", "editor"]
    assert "draft" in course.asked[1].user


def test_several_outcomes_are_sections() -> None:
    course = run(recipe("{parallel: [writer, editor]}"), {"writer": "one", "editor": "two"})

    assert course.output == "## writer\n\none\n\n## editor\n\ntwo"


def test_an_outcome_that_is_missing_says_why() -> None:
    course = run(recipe("{parallel: [writer, editor]}"), {"writer": "one", "editor": DOWN})

    assert course.finished.status == "partial"
    assert course.output == "## writer\n\none\n\n## editor\n\n(nothing: down)"


@pytest.mark.parametrize(("confidence", "paths"), [(0.9, 2), (0.3, 3)])
def test_a_condition_decides_who_is_asked(confidence: float, paths: int) -> None:
    mended = recipe("[writer, critic, {if: critic.confidence < 0.5, then: editor}]")

    course = run(mended, {"critic": judged("good", confidence)})

    assert course.paths == ["writer", "critic", "editor"][:paths]


def test_the_fallback_of_a_part_is_asked_when_its_outcome_is_not_accepted() -> None:
    checked = recipe("[{critic: {accept: confidence > 0.5, fallback: writer}}]")

    assert run(checked, {"critic": judged("good", 0.9)}).paths == ["critic"]
    course = run(checked, {"critic": judged("good", 0.2)})
    assert course.paths == ["critic", "critic.2", "writer"]
    assert course.output == "writer"


def test_fail_if_rejects_the_outcome_and_keeps_it() -> None:
    judging = recipe("[critic, writer]", "fail_if: critic.verdict == 'bad'\n")

    assert run(judging, {"critic": judged("good", 0.9)}).finished.status == "done"
    course = run(judging, {"critic": judged("bad", 0.9)})
    assert course.finished.status == "rejected"
    assert course.finished.why == "fail_if holds: critic.verdict == 'bad'"
    assert course.output == "writer"


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ("verdict == 'bad'", "rejected"),
        ("confidence > 0.8", "rejected"),
        ("len(text) < 10", "done"),
        ("strict or critic.confidence < 0.2", "done"),
    ],
)
def test_fail_if_reads_the_outcome_without_a_name(condition: str, status: str) -> None:
    judging = recipe("critic", f"fail_if: {condition}\n")

    assert run(judging, {"critic": judged("bad", 0.9)}).finished.status == status


def test_fail_if_says_nothing_of_who_was_not_asked() -> None:
    judging = recipe("[writer, {if: strict, then: critic}]", "fail_if: critic.verdict == 'bad'\n")

    course = run(judging, {})

    assert course.finished.status == "done"
    assert course.notes == ["fail_if says nothing of critic, who did not reply"]


@pytest.mark.parametrize(("reply", "status"), [("text", "done"), (DOWN, "rejected")])
def test_fail_if_can_ask_whether_somebody_is_missing(reply: str, status: str) -> None:
    judging = recipe("[editor, writer]", "fail_if: editor.missing\n")

    assert run(judging, {"editor": reply}).finished.status == status


def test_a_verdict_that_cannot_be_worked_out_is_against() -> None:
    judging = recipe("writer", "fail_if: confidence < 0.5\n")

    course = run(judging, {})

    assert course.finished.status == "rejected"
    assert course.finished.why.startswith("fail_if cannot be told: ")
    assert course.output == "writer"


def test_steps_that_have_what_they_need_go_side_by_side() -> None:
    both = recipe("[writer, {parallel: [critic, editor]}]")
    core_order = run(both, {"critic": judged("good", 1)}).asked

    assert [request.path for request in core_order] == ["writer", "critic", "editor"]


# -- flows in Python -----------------------------------------------------------------------------

CODE = """\
async def article(flow, task):
    facts = flow.ask("writer", task)
    return await flow.ask("writer", "again", facts)
"""
PYTHON = "agents: {writer: Writes.}\nflow: {python: flow.py:article}\ntask: Bees.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "flow.py").write_text(CODE)
    (tmp_path / "mine.yaml").write_text(PYTHON)
    return tmp_path


def test_a_python_flow_runs(folder: Path) -> None:
    loaded = load_recipe(str(folder / "mine.yaml"))

    course = run(loaded.recipe, {}, loaded.folder)

    assert course.paths == ["writer", "writer.2"]
    assert course.output == "writer"


def test_a_python_flow_is_not_imported_by_reading_its_recipe(folder: Path) -> None:
    (folder / "flow.py").write_text(CODE + "raise SystemExit('imported')\n")

    assert load_recipe(str(folder / "mine.yaml")).recipe.flow == PythonFlow("flow.py", "article")


def test_a_python_flow_that_was_changed_is_not_run(folder: Path) -> None:
    mine = load_recipe(str(folder / "mine.yaml"))
    assert isinstance(mine.recipe.flow, PythonFlow)
    recorded = code_hash(mine.folder, mine.recipe.flow)
    assert callable(flow_function(mine.recipe, mine.folder, recorded))

    (folder / "flow.py").write_text(CODE + "# changed\n")

    with pytest.raises(UsageError, match=r"flow\.py is not what it was when the run was recorded"):
        flow_function(mine.recipe, mine.folder, recorded)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("async def artcle(flow, task): ...", "flow.py defines no article; did you mean artcle?"),
        ("async def article(:", "flow.py is not Python in line 1: invalid syntax"),
        (None, ("flow.py cannot be read (No such file or directory); it must stand beside the "
               "recipe")),
    ],
)  # fmt: skip
def test_a_python_flow_that_is_not_there_is_told(code: str | None, told: str, folder: Path) -> None:
    (folder / "flow.py").unlink() if code is None else (folder / "flow.py").write_text(code)

    with pytest.raises(UsageError) as caught:
        load_recipe(str(folder / "mine.yaml"))

    assert str(caught.value).endswith(f"2:16: python: {told}")


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("def article(flow, task): ...", "flow.py needs `async def article"),
        ("article = 1 / 0", "flow.py cannot be imported: ZeroDivisionError: division by zero"),
    ],
)
def test_a_python_flow_that_does_not_work_is_told(code: str, told: str, folder: Path) -> None:
    (folder / "flow.py").write_text(code)
    mine = load_recipe(str(folder / "mine.yaml"))

    with pytest.raises(UsageError, match=told):
        flow_function(mine.recipe, mine.folder)


def test_fail_if_of_a_python_flow_reads_its_outcome(folder: Path) -> None:
    (folder / "mine.yaml").write_text(PYTHON + "fail_if: len(text) > 3\n")
    mine = load_recipe(str(folder / "mine.yaml"))

    course = run(mine.recipe, {}, mine.folder)

    assert (course.finished.status, course.output) == ("rejected", "writer")


def test_fail_if_of_a_python_flow_cannot_read_its_steps() -> None:
    with pytest.raises(UsageError, match="writer cannot be read here: of a Python flow only the"):
        read_recipe(PYTHON + "fail_if: writer.confidence < 0.5\n")


def test_a_recorded_python_recipe_is_read_without_its_file() -> None:
    assert read_recipe(PYTHON).flow == PythonFlow("flow.py", "article")
