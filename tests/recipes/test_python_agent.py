"""Agents that are Python functions: what a recipe says of them, and what is wrong with that."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchtui.domain.recipe import PythonFunction, Recipe
from orchtui.errors import RecipeError, UsageError
from orchtui.recipes.loader import load_recipe, read_recipe
from orchtui.recipes.python_code import code_hash, load_agents

RECIPE = """\
models: {strong: [a/b], quick: c/d}
agents:
  adder: Adds up.
  checker: {does: Checks the sum., python: "checks.py:sums", reply: {right: bool}}
flow: [adder, checker]
task: Add up.
"""
CODE = "def sums(asked):\n    return {'right': True}\n"
MODEL = "python/checks.py:sums"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sums.yaml").write_text(RECIPE)
    (tmp_path / "checks.py").write_text(CODE)
    return tmp_path


def recipe(folder: Path) -> Recipe:
    return load_recipe(str(folder / "sums.yaml")).recipe


def hashes(folder: Path) -> dict[str, str]:
    return {MODEL: code_hash(str(folder), PythonFunction("checks.py", "sums"))}


def told(folder: Path) -> list[str]:
    """Each problem of the recipe, without its file."""
    with pytest.raises(RecipeError) as caught:
        recipe(folder)
    return [str(problem).partition("sums.yaml:")[2] for problem in caught.value.problems]


def test_a_function_stands_where_others_have_a_model(folder: Path) -> None:
    checker = recipe(folder).agents["checker"]

    assert checker.python == PythonFunction("checks.py", "sums")
    assert checker.model == MODEL
    assert set(recipe(folder).tiers) == {"strong", "quick"}


def test_reading_a_recipe_imports_nothing(folder: Path) -> None:
    (folder / "checks.py").write_text(CODE + "raise SystemExit('imported')\n")

    assert recipe(folder).agents["checker"].python


def test_a_recorded_recipe_is_read_without_its_files() -> None:
    assert read_recipe(RECIPE).agents["checker"].python == PythonFunction("checks.py", "sums")


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (None, ("checks.py cannot be read (No such file or directory); it must stand beside the "
               "recipe")),
        ("def verify(asked): ...", "checks.py defines no sums; there is verify"),
        ("def sum(asked): ...", "checks.py defines no sums; did you mean sum?"),
        ("def sums(:", "checks.py is not Python in line 1: invalid syntax"),
    ],
)  # fmt: skip
def test_a_function_that_is_not_there_is_told(code: str | None, problem: str, folder: Path) -> None:
    (folder / "checks.py").unlink() if code is None else (folder / "checks.py").write_text(code)

    assert told(folder) == [f"4:44: python: {problem}"]


@pytest.mark.parametrize(
    ("keys", "problems"),
    [
        (
            "python: sums",
            [("4:36: python: expected a file beside the recipe and a function in it, such as "
             "checks.py:sums, found sums")],
        ),
        (
            "python: ../checks.py:sums",
            [("4:36: python: expected a file beside the recipe and a function in it, such as "
             "checks.py:sums, found ../checks.py:sums")],
        ),
        ("python: [a]", ["4:36: python: expected text, found a list"]),
        (
            "python: checks.py:sums, model: quick, temperature: 1",
            [("4:52: model: model is for models, and python: names a function in place of one; "
             "drop one"),
             ("4:66: temperature: temperature is for models, and python: names a function in place "
             "of one; drop one")],
        ),
        (
            "fallback: strong, python: checks.py:sums",
            [("4:28: fallback: fallback is for models, and python: names a function in place of "
             "one; drop one")],
        ),
        (
            f"model: {MODEL}",
            ["4:35: model: a function is no model: give its agent python: checks.py:sums"],
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_function_is_told(
    keys: str, problems: list[str], folder: Path
) -> None:
    line = f"  checker: {{does: Checks., {keys}}}"
    (folder / "sums.yaml").write_text(RECIPE.replace(RECIPE.splitlines()[3], line))

    assert told(folder) == problems


def test_a_tier_has_models_only(folder: Path) -> None:
    (folder / "sums.yaml").write_text(RECIPE.replace("c/d", MODEL))

    assert told(folder) == [
        "1:32: quick: a function is no model: give its agent python: checks.py:sums"
    ]


# -- importing -----------------------------------------------------------------------------------


def test_functions_of_one_file_share_what_it_holds(folder: Path) -> None:
    code = "seen = []\ndef first(asked): seen.append(1)\ndef sums(asked): return str(seen)\n"
    (folder / "checks.py").write_text(code)
    other = "  adder: {does: Adds., python: checks.py:first}"
    (folder / "sums.yaml").write_text(RECIPE.replace("  adder: Adds up.", other))
    found = load_agents(
        str(folder),
        recipe(folder),
        dict.fromkeys(("python/checks.py:first", MODEL), *hashes(folder).values()),
    )

    found["python/checks.py:first"](None)  # type: ignore[arg-type]

    assert found[MODEL](None) == "[1]"  # type: ignore[arg-type]


def test_a_file_that_was_changed_is_not_imported(folder: Path) -> None:
    mine, recorded = recipe(folder), hashes(folder)
    assert set(load_agents(str(folder), mine, recorded)) == {MODEL}

    (folder / "checks.py").write_text("raise SystemExit('imported')\n")

    with pytest.raises(UsageError, match=r"checks\.py is not what it was when the run was recor"):
        load_agents(str(folder), mine, recorded)


def test_a_file_that_was_never_recorded_is_not_imported(folder: Path) -> None:
    (folder / "checks.py").write_text("raise SystemExit('imported')\ndef sums(asked): ...\n")

    with pytest.raises(UsageError, match=r"checks\.py is not what it was"):
        load_agents(str(folder), recipe(folder), {})


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("def sums(): ...", r"checks\.py needs `def sums\(asked\)`; what it has is something else"),
        ("def sums(one, two): ...", r"checks\.py needs `def sums\(asked\)`"),
        ("sums = 7", r"checks\.py needs `def sums\(asked\)`; what it has is something else"),
        ("def sums(asked): ...\ndel sums", r"checks\.py needs .*; what it has is no such name"),
        ("sums = 1 / 0", r"checks\.py cannot be imported: ZeroDivisionError: division by zero"),
    ],
)
def test_a_function_that_cannot_be_asked_is_told(code: str, problem: str, folder: Path) -> None:
    (folder / "checks.py").write_text(code)

    with pytest.raises(UsageError, match=problem):
        load_agents(str(folder), recipe(folder), hashes(folder))


@pytest.mark.parametrize(
    "code",
    [
        "async def sums(asked): ...",
        "def sums(asked, more=1): ...",
        "import json\nsums = json.dumps",
        "from builtins import vars as sums",
        "class Sums:\n    def __call__(self, asked): ...\nsums = Sums()",
    ],
)
def test_whatever_takes_one_argument_can_be_asked(code: str, folder: Path) -> None:
    (folder / "checks.py").write_text(code)

    assert set(load_agents(str(folder), recipe(folder), hashes(folder))) == {MODEL}
