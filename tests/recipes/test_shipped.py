"""The shipped recipes and the starter: each is whole, runs on its own rehearsal, and ends well."""

from __future__ import annotations

import re

import pytest

from orchtui.domain.data import Parameter
from orchtui.domain.money import nano
from orchtui.domain.recipe import Recipe
from orchtui.errors import UsageError
from orchtui.providers.rehearsal.script import script
from orchtui.recipes.library import shipped_recipes
from orchtui.recipes.loader import load_recipe, read_recipe
from orchtui.recipes.starter import starter
from tests.recipes.driving import DOWN, Course, run
from tests.shipped_recipes.rehearsing import rehearse

NAMES = [each.name for each in shipped_recipes()]
NOTHING: dict[str, Parameter] = {}


def rehearsed(recipe: Recipe, **instead: str) -> Course:
    lines = script(recipe, recipe.parameters)
    return run(recipe, {agent: said[0] for agent, said in lines.items()} | instead)


@pytest.mark.parametrize("name", NAMES)
async def test_every_shipped_recipe_rehearses_to_its_end_or_to_a_person(name: str) -> None:
    done = await rehearse(name)
    recipe = done.recipe

    assert done.outcome.status == ("waiting" if done.gates else "done")
    assert set(recipe.rehearsal) == set(recipe.agents)
    assert recipe.name == name


@pytest.mark.parametrize("name", NAMES)
def test_every_rehearsed_reply_fits_in_what_may_be_written(name: str) -> None:
    recipe = load_recipe(name).recipe

    for agent, replies in recipe.rehearsal.items():
        most = recipe.agents[agent].limits.max_tokens or 1024
        assert all(len(reply.text) < 4 * most for reply in replies)


def test_hello_greets_whom_it_is_told_to() -> None:
    recipe = load_recipe("hello", {"who": "Grace"}).recipe

    assert list(recipe.agents) == ["greeter", "polisher"]
    assert "Grace" in rehearsed(recipe).output


def test_the_article_is_checked_written_and_merged() -> None:
    recipe = load_recipe("research-article").recipe
    course = rehearsed(recipe)
    by_path = {request.path: request.user for request in course.asked}

    assert (recipe.limits.cost, recipe.limits.seconds) == (nano(0.15), 30.0)
    assert "Delft 2015" in by_path["copy_editor"]
    assert "gloves" in by_path["editor"]
    assert "spooky action" in by_path["editor"]
    assert course.notes == []
    assert 250 <= len(course.output.split()) <= 400
    assert len(re.findall(r"^\d\. ", course.output, re.MULTILINE)) == 4


@pytest.mark.parametrize(("doubtful", "confidence"), [("false", 0.86), ("true", 0.62)])
def test_a_doubtful_check_waits_for_a_human_editor(doubtful: str, confidence: float) -> None:
    recipe = load_recipe("research-article", {"doubtful": doubtful}).recipe
    (line,) = script(recipe, recipe.parameters)["fact_checker"]
    course = rehearsed(recipe)

    assert f'"confidence": {confidence}' in line
    assert course.finished.status == ("waiting" if doubtful == "true" else "done")
    assert ("Publish all the same?" in course.finished.why) == (doubtful == "true")


def test_the_fact_checker_falls_back_to_a_cheaper_tier() -> None:
    recipe = load_recipe("research-article").recipe
    checker = recipe.agents["fact_checker"]

    assert (checker.model, checker.fallback, checker.limits.seconds) == ("strong", "quick", 8.0)
    asked = [r.model.name for r in rehearsed(recipe, fact_checker=DOWN).asked if "fact" in r.path]
    assert asked == [recipe.tiers["strong"][0], recipe.tiers["quick"][0]]


def test_a_wrong_fact_rejects_the_article() -> None:
    recipe = load_recipe("research-article").recipe
    line = script(recipe, recipe.parameters)["fact_checker"][0]

    course = rehearsed(recipe, fact_checker=line.replace('"confirmed"', '"wrong"'))

    assert course.finished.status == "rejected"


def test_the_starter_is_good_to_run_as_it_is() -> None:
    course = rehearsed(read_recipe(starter("my-recipe"), "my-recipe.yaml"))

    assert course.finished.status == "done"
    assert course.paths == ["planner", "writer"]
    assert read_recipe(starter("my-recipe")).name == "my-recipe"


@pytest.mark.parametrize("name", ["", "a b", "../a", "-x", "é"])
def test_a_starter_needs_a_plain_name(name: str) -> None:
    with pytest.raises(UsageError, match="cannot name a recipe"):
        starter(name)
