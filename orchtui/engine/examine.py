"""What `doctor` looks at: versions, the database, keys, recipes."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from orchtui import __version__
from orchtui.errors import OrchtuiError
from orchtui.journal import open_journal
from orchtui.journal.sqlite.guard import driver
from orchtui.providers.credentials import key_variables
from orchtui.recipes.library import default_database, shipped_recipes

STOLEN = ("1.82.7", "1.82.8")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at, and what was found."""

    verdict: Literal["good", "note", "bad"]
    what: str
    said: str


async def examine(database: Path | None) -> list[Finding]:
    """Look at everything; nothing is changed, but that a missing database is made."""
    return [
        Finding("good", "orchtui", __version__),
        Finding("good", "python", f"{platform.python_version()} on {platform.system()}"),
        _sqlite(),
        await _database(database or default_database()),
        _litellm(),
        _keys(),
        _recipes(),
    ]


def _sqlite() -> Finding:
    version, searches = driver()
    if searches:
        return Finding("good", "sqlite", f"{version} with full-text search")
    return Finding("bad", "sqlite", f"{version} lacks FTS5: orchtui runs --search will not work")


async def _database(path: Path) -> Finding:
    try:
        journal = await open_journal(path)
        try:
            rows = await journal.runs()
        finally:
            await journal.close()
    except OrchtuiError as error:
        return Finding("bad", "database", str(error))
    return Finding("good", "database", f"{path}: {len(rows)} runs, {_megabytes(path):.1f} MB")


def _megabytes(path: Path) -> float:
    return path.stat().st_size / 1_000_000


def _litellm() -> Finding:
    try:
        version = importlib.metadata.version("litellm")
    except importlib.metadata.PackageNotFoundError:
        return Finding("bad", "litellm", "is not installed: only rehearsals will run")
    if version in STOLEN:
        return Finding(
            "bad", "litellm", f"{version} steals credentials: install 1.100 and new keys"
        )
    return Finding("good", "litellm", version)


def _keys() -> Finding:
    found = sorted(name for name in key_variables() if os.environ.get(name))
    if found:
        return Finding("good", "keys", ", ".join(found))
    return Finding("note", "keys", "none is set: recipes run with --rehearse, at no cost")


def _recipes() -> Finding:
    names = [each.name for each in shipped_recipes()]
    if not names:
        return Finding("bad", "recipes", "the shipped recipes are not found: install orchtui again")
    return Finding("good", "recipes", ", ".join(names))
