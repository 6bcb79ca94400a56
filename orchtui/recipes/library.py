"""Where things are: the database, the shipped recipes, and the recipe somebody named."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from orchtui.domain.suggest import nearest
from orchtui.errors import UsageError

DATABASE_VARIABLE: Final = "ORCHTUI_DB"
SUFFIXES: Final = (".yaml", ".yml")

_PACKAGE: Final = Path(__file__).resolve().parents[1]
_ABOUT: Final = re.compile(r"^about:\s*(.+?)\s*$", re.MULTILINE)
_HEAD: Final = 2_000


@dataclass(frozen=True, slots=True)
class ShippedRecipe:
    """A recipe that comes with orchtui."""

    name: str
    about: str
    path: Path


def default_database() -> Path:
    """`ORCHTUI_DB` if it is set, else a file in the user's data folder, made if need be."""
    if named := os.environ.get(DATABASE_VARIABLE):
        return Path(named).expanduser()
    import platformdirs  # only here: start-up does not need it

    folder = Path(platformdirs.user_data_dir("orchtui", appauthor=False))
    with suppress(OSError):  # whoever opens the database says why it cannot be there
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / "runs.db"


def recipes_folder() -> Path:
    """The shipped recipes: beside the package in a checkout, inside it once installed."""
    beside = _PACKAGE.parent / "recipes"
    return beside if (beside / "hello.yaml").is_file() else _PACKAGE / "_recipes"


def shipped_recipes() -> tuple[ShippedRecipe, ...]:
    """Every shipped recipe with its line on what it does; only the head of a file is read."""
    files = sorted(recipes_folder().glob("*.yaml"))
    return tuple(ShippedRecipe(file.stem, _about(file), file) for file in files)


def find_recipe(name_or_path: str) -> Path:
    """The file that is meant: a path that exists, else a shipped recipe's name."""
    path = Path(name_or_path)
    if _is_there(path, Path.is_file):
        return path
    shipped = {recipe.name: recipe.path for recipe in shipped_recipes()}
    if name_or_path in shipped:
        return shipped[name_or_path]
    if _is_there(path, Path.is_dir):
        raise UsageError(f"{name_or_path} is a folder; name a recipe file in it")
    what = "file" if path.suffix in SUFFIXES or len(path.parts) > 1 else "recipe or file"
    raise UsageError(f"there is no {what} {name_or_path}{nearest(path.stem, shipped)}")


def _is_there(path: Path, kind: Callable[[Path], bool]) -> bool:
    try:
        return kind(path)
    except OSError:  # a name no file can have, such as a whole task
        return False


def _about(file: Path) -> str:
    with file.open(encoding="utf-8") as text:
        found = _ABOUT.search(text.read(_HEAD))
    return found[1].strip("\"'") if found else ""
