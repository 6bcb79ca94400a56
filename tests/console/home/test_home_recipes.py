"""Recipes at home: described, checked, and run on a task; rehearsed, or for real."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchtui.console.home import recipes
from orchtui.console.screens.run import RunScreen
from orchtui.console.text.row import plain
from orchtui.session import Session, shipped_recipes
from tests.console.home.homes import NARROW, WIDE, Home, at_home

WRONG = """
name: wrong
agents: {one: Says it.}
flow: [one, two]
"""
OWN = """
name: mine
about: "A recipe [@click=app.quit]of my own[/x]."
models: {any: somebody/tiny}
agents: {one: Says it.}
flow: [one]
rehearsal: {one: [It is said.]}
"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A recipe file in the current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / "mine.yaml"


def write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")


async def recipe_at(home: Home, name: str) -> None:
    """Point at a recipe."""
    await home.press("2", "home")
    for _ in range([each.name for each in recipes.shipped()].index(name)):
        await home.press("down")
    assert home.screen.recipe == name


async def test_a_recipe_is_described_with_its_graph_its_cost_its_task_and_its_agents(
    database: Path,
) -> None:
    async with at_home(database, (160, 60)) as home:
        await recipe_at(home, "research-article")

        await home.press("d")

        await home.until_seen(
            "Facts first, checked", "1 ── researcher", "critical path", "~$0.00", "task", "agents"
        )
        assert home.screen.pane == "details"


async def test_describing_begins_where_the_pointer_rests(database: Path) -> None:
    async with at_home(database) as home:
        await recipe_at(home, "hello")

        await home.until_seen("A greeter writes a welcome", "greeter")


async def test_a_recipe_is_checked(database: Path, own: Path) -> None:
    write(own, WRONG)
    async with at_home(database) as home:
        await recipe_at(home, "hello")
        await home.press("v")
        await home.until_seen("✔ hello: no mistakes", "cost", "time")

        await home.press("colon")
        await home.type(f"check {own.name}")
        await home.until_seen("mistake", "two")

        write(own, WRONG.replace("two]", "one]"))
        await home.press("colon")
        await home.type(f"check {own.name}")
        await home.until_seen("no mistakes")


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_a_recipe_is_rehearsed_on_a_task(database: Path, size: tuple[int, int]) -> None:
    async with at_home(database, size) as home:
        await recipe_at(home, "hello")
        await home.press("n")
        await home.until_seen("task for hello", "empty for its own")
        await home.type("Welcome the new cook")
        await home.until_seen("Run hello", "no key, no cost", "No key is", "llama")
        await home.press("r")

        await home.until(lambda: isinstance(home.app.screen, RunScreen))
        (source,) = home.app.sources
        await home.until(lambda: source.outcome is not None)
        assert source.outcome is not None
        assert (source.outcome.status, source.outcome.rehearsed) == ("done", True)
    async with Session.open(database) as session:
        newest = await session.find("last")
    assert newest.task == "Welcome the new cook"


async def test_without_a_task_the_recipes_own_is_taken(database: Path) -> None:
    async with at_home(database) as home:
        await recipe_at(home, "hello")
        await home.press("n", "enter")
        await home.until_seen("Run hello", "Welcome Ada")
        await home.press("escape")

        assert home.app.sources == []


async def test_parameters_are_set_before_a_run(database: Path) -> None:
    async with at_home(database) as home:
        await recipe_at(home, "consensus")
        await home.press("n", "enter")
        await home.until_seen("Run consensus", "stubborn=false")
        await home.press("p", "ctrl+u")
        await home.until_seen("NAME=VALUE")
        await home.type("stubbon=true")
        await home.until_seen("stubbon")

        await home.press("colon")
        await home.type("run consensus --set stubborn=true Shall we move?")
        await home.until_seen("Run consensus", "on: Shall we move?", "stubborn=true")
        await home.press("r")
        await home.until(lambda: isinstance(home.app.screen, RunScreen))
        (source,) = home.app.sources
        assert source.view.recipe.parameters == {"stubborn": True}


async def test_a_real_run_without_a_key_is_refused_with_what_to_do(database: Path) -> None:
    async with at_home(database) as home:
        await recipe_at(home, "hello")
        await home.press("n", "enter")
        await home.until_seen("for real")
        await home.press("m")

        await home.until_seen("which is not set")
        assert home.app.sources == []


async def test_a_file_of_ones_own_is_run_by_its_path_and_joins_the_list(
    database: Path, own: Path
) -> None:
    write(own, OWN)
    async with at_home(database, (160, 40)) as home:
        await home.press("n", "ctrl+u")
        await home.type(own.name)
        await home.until_seen("task for mine", "it has none of its own")
        await home.press("enter")
        await home.until_seen("mine has no task of its own: say what to do")

        await home.press("colon")
        await home.type(f"run {own.name} Say it")
        await home.until_seen("Run mine", "on: Say it", "somebody/tiny")
        await home.press("r")
        await home.until(lambda: isinstance(home.app.screen, RunScreen))

        assert [each.name for each in home.screen.listed if each.own] == [own.name]


async def test_what_is_no_recipe_is_told_with_what_comes_near(database: Path) -> None:
    async with at_home(database) as home:
        await home.press("colon")
        await home.type("run helo")

        await home.until_seen("there is no recipe or file helo", "hello")


# -- rows ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [each.name for each in shipped_recipes()])
@pytest.mark.parametrize("width", [38, 70, 120])
def test_every_shipped_recipe_is_described_within_its_pane(name: str, width: int) -> None:
    described = recipes.describe(name)

    rows = recipes.described_rows(described, width)

    assert described.recipe is not None
    assert all(agent in plain(rows) for agent in described.recipe.agents)
    longest = max(len(word) for row in rows for word in row.plain.split())
    assert all(row.width <= max(width, 23 + longest) for row in rows)


def test_mistakes_are_told_one_by_one(own: Path) -> None:
    write(own, WRONG + "more: 1\n")

    described = recipes.describe(own.name)

    assert described.recipe is None
    assert len(described.problems) == 2
    told = plain(recipes.checked_rows(described, 80))
    assert "2 mistakes" in told
    assert "mine.yaml:4" in told
