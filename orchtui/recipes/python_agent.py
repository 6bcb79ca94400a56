"""An agent that is a Python function in place of a model: `python: checks.py:sums`."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Final, cast

from orchtui.domain.python_agent import AgentFunction
from orchtui.domain.recipe import PythonFunction, Recipe
from orchtui.recipes.python_code import load_module, named, unfit
from orchtui.recipes.reader import YamlReader

FOR_MODELS: Final = ("model", "fallback", "temperature")


def python_agent(reader: YamlReader) -> PythonFunction:
    """The function that the agent here is, and nothing beside it that only a model could heed."""
    for key in FOR_MODELS:
        if key in reader.keys:
            message = f"{key} is for models, and python: names a function in place of one; drop one"
            reader.reading.note(message, reader.key_place(key))
    return named(reader.at("python"), PythonFunction, "checks.py:sums")


def load_agents(folder: str, recipe: Recipe, hashes: Mapping[str, str]) -> dict[str, AgentFunction]:
    """Import the functions of a recipe's agents, by the models they stand for, each file once.

    A file whose hash is not the one recorded for its functions is not imported.
    """
    found: dict[str, AgentFunction] = {}
    modules = {}
    for function in functions_of(recipe):
        if function.file not in modules:
            recorded = hashes.get(function.model, "")
            modules[function.file] = load_module(folder, function.file, recorded)
        there = getattr(modules[function.file], function.function, None)
        if not _takes_one(there):
            raise unfit(function, f"def {function.function}(asked)", there)
        found[function.model] = cast("AgentFunction", there)
    return found


def functions_of(recipe: Recipe) -> list[PythonFunction]:
    """The functions that stand in a recipe for models."""
    return [agent.python for agent in recipe.agents.values() if agent.python is not None]


def _takes_one(there: object) -> bool:
    if not callable(there):
        return False
    try:
        inspect.signature(there).bind(None)
    except TypeError:
        return False
    except ValueError:  # one that is not written in Python does not tell
        return True
    return True
