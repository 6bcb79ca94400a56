"""A recipe file to a recipe: its sections are read in order, and all that is wrong is told at once.

Each section has a file of its own. `load_recipe` starts from a name or path; `read_recipe` from a
recorded text, and looks at no file unless it is told a folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from orchtui.domain.data import Parameter
from orchtui.domain.limits import Limits
from orchtui.domain.node import Place
from orchtui.domain.preview import Sheet
from orchtui.domain.recipe import Agent, PythonFlow, Recipe
from orchtui.errors import Problem, RecipeError, UsageError
from orchtui.recipes import flow_parts
from orchtui.recipes.agents import agent
from orchtui.recipes.flow_section import check_graph, check_python_verdict, empty_sheet, flow
from orchtui.recipes.key_reference import LIMITS, RECIPE
from orchtui.recipes.library import find_recipe
from orchtui.recipes.names import name_problem
from orchtui.recipes.parameters import chosen, declared
from orchtui.recipes.python_code import check_file
from orchtui.recipes.reader import Reading, YamlReader
from orchtui.recipes.rehearsal import rehearsal
from orchtui.recipes.tiers import tiers
from orchtui.recipes.yaml import Keyed, tree_of

NOTHING_SET: Mapping[str, Parameter] = {}


@dataclass(frozen=True, slots=True)
class LoadedRecipe:
    """A recipe that can run: its text as it was read, where it stands, and its graph ahead."""

    recipe: Recipe
    source: str
    path: Path
    sheet: Sheet

    @property
    def folder(self) -> str:
        """Where the Python that it names stands."""
        return str(self.path.parent.resolve())


def load_recipe(
    name_or_path: str, parameters: Mapping[str, Parameter] = NOTHING_SET
) -> LoadedRecipe:
    """The recipe of this name or path; a `RecipeError` holds every problem of its text."""
    path = find_recipe(name_or_path)
    file = _shown(path)
    try:
        source = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise RecipeError([Problem("the file is not UTF-8 text", file, line, 1)]) from error
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error
    recipe, sheet = _read(source, file, path.stem, parameters, path.parent)
    return LoadedRecipe(recipe, source, path, sheet)


def read_recipe(
    text: str,
    file: str = "",
    parameters: Mapping[str, Parameter] = NOTHING_SET,
    folder: str = "",
) -> Recipe:
    """The recipe a text is; without a folder, no file is looked at."""
    return read_with_sheet(text, file, parameters, folder)[0]


def read_with_sheet(
    text: str,
    file: str = "",
    parameters: Mapping[str, Parameter] = NOTHING_SET,
    folder: str = "",
) -> tuple[Recipe, Sheet]:
    """As `read_recipe`, with the graph as far as it is known ahead."""
    return _read(text, file, Path(file).stem, parameters, Path(folder) if folder else None)


def _shown(path: Path) -> str:
    """A file as messages name it: from here if it is below here, else its bare name."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)


def _read(
    text: str, file: str, stem: str, parameters: Mapping[str, Parameter], folder: Path | None
) -> tuple[Recipe, Sheet]:
    tree = tree_of(text, file)
    reading = Reading(file, read_part=flow_parts.part)
    top = YamlReader(reading, tree, Place(tree.line, tree.column))
    if not isinstance(tree, Keyed):
        top.expected("the keys of a recipe, such as name, agents and flow")
        raise RecipeError(reading.problems)
    recipe, sheet = _sections(top, stem, parameters, folder)
    if reading.problems:
        raise RecipeError(sorted(reading.problems, key=lambda p: (p.line, p.column)))
    return recipe, sheet


def _sections(
    top: YamlReader, stem: str, parameters: Mapping[str, Parameter], folder: Path | None
) -> tuple[Recipe, Sheet]:
    reading, keys = top.reading, set(top.keys)
    top.allow(*RECIPE)
    for key in RECIPE:
        if RECIPE[key].needed and key not in keys:
            top.problem(f"a recipe needs {key}: {RECIPE[key].about}")
    reading.agents = top.at("agents").keys
    if "parameters" in keys:
        reading.parameters = declared(top.at("parameters"))
    reading.parameters = chosen(reading.parameters, parameters)
    known = tiers(top.at("models") if "models" in keys else None)
    agents = {name: agent(each, name, known) for name, each in _agents(top.at("agents"))}
    reading.skills = {name: each.skills for name, each in agents.items()}
    if folder is not None:
        _check_functions(top.at("agents"), agents, folder)
    sheet = empty_sheet(top, agents)
    steps = flow(top.at("flow"))
    if isinstance(steps, PythonFlow):
        if "fail_if" in keys:
            check_python_verdict(top.at("fail_if"))
        if folder is not None:
            check_file(top.at("flow").at("python"), steps, folder)
    else:
        check_graph(top, steps, sheet, agents)
    recipe = Recipe(
        name=_text(top, "name") or stem or "recipe",
        agents=agents,
        flow=steps,
        about=_text(top, "about"),
        task=_text(top, "task"),
        tiers=known,
        api_base=_text(top, "api_base"),
        limits=top.at("limits").limits(LIMITS) if "limits" in keys else Limits(),
        parameters=reading.parameters,
        fail_if=top.at("fail_if").expression() if "fail_if" in keys else None,
        rehearsal=rehearsal(top.at("rehearsal"), agents) if "rehearsal" in keys else {},
    )
    return recipe, sheet


def _agents(reader: YamlReader) -> list[tuple[str, YamlReader]]:
    entries = list(reader.entries())
    for name, _ in entries:
        if problem := name_problem(name):
            reader.reading.note(problem, reader.key_place(name))
    return entries


def _check_functions(reader: YamlReader, agents: Mapping[str, Agent], folder: Path) -> None:
    for name, each in agents.items():
        if each.python is not None:
            check_file(reader.at(name).at("python"), each.python, folder)


def _text(top: YamlReader, key: str) -> str:
    return top.at(key).text() if key in top.keys else ""


__all__ = ["LoadedRecipe", "load_recipe", "read_recipe", "read_with_sheet"]
