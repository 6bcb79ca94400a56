"""`recipes`, `check`, `schema` and `new`: about recipes, before anything runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchtui.cli import ending, options
from orchtui.cli.options import Json, Set
from orchtui.errors import UsageError


def recipes(json: Json = False) -> None:
    """List the shipped recipes: any of them runs with --rehearse, without a key."""
    import json as jsonlib

    from orchtui.cli.table import table
    from orchtui.session import shipped_recipes

    found = shipped_recipes()
    if json:
        for each in found:
            print(jsonlib.dumps({"recipe": each.name, "about": each.about}, ensure_ascii=False))
        return
    for line in table(("recipe", "about"), [(each.name, each.about) for each in found]):
        print(line)


def check(
    recipe: Annotated[str, typer.Argument(help="A shipped recipe's name, or a path.")],
    set: Set = None,  # noqa: A002 - the option's name
) -> None:
    """Check a recipe and print the graph it plans, its critical path, and what it may cost.

    Every mistake is told with its line, its column and what was expected.
    """
    from orchtui.session import load, outline

    for line in outline(load(recipe, options.pairs("set", set))):
        print(line)


def schema() -> None:
    """Print the JSON Schema of recipes, for editors that check while you type.

    orchtui schema > recipe.schema.json
    """
    import json

    from orchtui.session import recipe_schema

    print(json.dumps(recipe_schema(), indent=2, ensure_ascii=False))


def new(
    name: Annotated[str, typer.Argument(help="The new recipe's name; NAME.yaml is written here.")],
) -> None:
    """Write a commented recipe to start from."""
    from orchtui.session import starter_recipe

    path = Path(name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")
    if path.exists():
        raise UsageError(f"{path} is there already: choose another name, or move it away")
    text = starter_recipe(path.stem)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error
    ending.say(f"wrote {path}; next: orchtui check {path}, then orchtui run {path} --rehearse")
