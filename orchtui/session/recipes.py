"""Recipes for whoever wants to run, draw or write one; nothing here starts anything."""

from __future__ import annotations

from collections.abc import Mapping

from orchtui.domain.preview import DrawnStep, Sheet, Sketch
from orchtui.domain.recipe import PythonFlow, Recipe
from orchtui.domain.sanitize import clean
from orchtui.errors import UsageError
from orchtui.recipes.loader import LoadedRecipe, load_recipe


def load(name: str, parameters: Mapping[str, str] | None = None) -> LoadedRecipe:
    """A recipe, by its shipped name or its path, with its parameters set."""
    return load_recipe(name, {key: clean(value) for key, value in (parameters or {}).items()})


def outline(loaded: LoadedRecipe) -> list[str]:
    """The graph a recipe plans, its critical path, and what it may cost, as lines."""
    from orchtui.providers.prices import candidate
    from orchtui.recipes.outline import outline as outlined

    return outlined(loaded, candidate).lines()


def ahead(recipe: Recipe) -> Mapping[str, DrawnStep]:
    """The steps a recipe leads to expect; none where only running its flow could tell."""
    if isinstance(recipe.flow, PythonFlow):
        return {}
    schemas = {name: agent.reply for name, agent in recipe.agents.items()}
    sheet = Sheet(schemas, recipe.parameters)
    recipe.flow.sketch(Sketch(sheet))
    return sheet.steps


def recipe_schema() -> Mapping[str, object]:
    """The JSON Schema of recipes, for editors."""
    from orchtui.recipes.schema import json_schema

    return json_schema()


def starter_recipe(name: str) -> str:
    """A commented recipe to start from."""
    from orchtui.recipes.starter import starter

    return starter(name)


def check_rehearsal(rehearse: bool, speed: float | None, chaos: str) -> dict[str, float]:
    """The faults to rehearse; saying how to rehearse without asking for it is a mistake."""
    if not rehearse:
        if speed is not None or chaos:
            option = "--chaos" if chaos else "--speed"
            raise UsageError(f"{option} is for rehearsals: add --rehearse")
        return {}
    if not chaos:
        return {}
    from orchtui.providers.rehearsal import parse_chaos

    return parse_chaos(chaos)
