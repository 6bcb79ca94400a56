"""`recipes`, `check`, `schema` and `new`: about recipes, before anything runs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from orchtui.cli import options
from orchtui.cli.options import Json, Recipe, Set
from orchtui.cli.output import columns, put, say
from orchtui.errors import UsageError

_RAIL = 2  # where the rail of a layer stands in an outline


def recipes(json: Json = False) -> None:
    """List the recipes that come with orchtui: each runs with --rehearse, without a key."""
    import json as jsonlib

    from orchtui.cli.output import described
    from orchtui.session import shipped_recipes

    found = shipped_recipes()
    if json:
        for each in found:
            put(jsonlib.dumps({"recipe": each.name, "about": each.about}, ensure_ascii=False))
        return
    put(*described([(each.name, each.about) for each in found]))


def check(recipe: Recipe, set: Set = None) -> None:  # noqa: A002 - the option's name
    """Find every mistake in a recipe; print the graph it plans and what it may cost.

    Each mistake is told with its line, its column and what was expected. The graph comes with its
    critical path, and with what it may take: from one way through it to the most that its rounds,
    tries and fallbacks allow. Every estimate is marked ~. Nothing is run, and no model is called.

    orchtui check research-article
    orchtui check mine.yaml --set tone=formal
    """
    from orchtui.session import load, outline

    lines = outline(load(recipe, options.pairs("set", set, "tone=formal")))
    room = columns(sys.stdout)
    put(*(part for line in lines for part in ([line] if room is None else _fitted(line, room))))


def _fitted(line: str, room: int) -> Iterator[str]:
    """A line of the outline, its text folded below itself, beside the rail of its layer."""
    from orchtui.narration.wrap import folded

    rail = "│" if line[_RAIL : _RAIL + 1] in ("│", "├", "┬") else " "
    return folded(line, room, f"{'':{_RAIL}}{rail}      " if line[:1] in " 123456789" else "")


def schema() -> None:
    """Print the JSON Schema of recipes, for editors that check while you type.

    orchtui schema > recipe.schema.json

    Then begin a recipe with this line, for editors that know the YAML language server:

      # yaml-language-server: $schema=recipe.schema.json
    """
    import json

    from orchtui.session import recipe_schema

    put(json.dumps(recipe_schema(), indent=2, ensure_ascii=False))


def new(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The recipe's name; NAME.yaml is written here.")
    ],
) -> None:
    """Write a commented recipe to start from.

    orchtui new mine
    """
    from orchtui.session import starter_recipe

    path = Path(name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")
    text = starter_recipe(path.stem)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{path} is there already: choose another name, or move it away") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error
    say(f"wrote {path}; next: orchtui check {path}, then orchtui run {path} --rehearse")
