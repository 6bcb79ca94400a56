"""The one facade: start, resume, command, look, delete. Every front and every script goes through
here, and knows nothing behind it.

Each name is loaded when it is first asked for, so that a front is on the screen before what it
shows is there.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from orchtui.engine.examine import examine
    from orchtui.engine.preparation import Settings
    from orchtui.recipes.library import find_recipe, shipped_recipes
    from orchtui.recipes.loader import LoadedRecipe
    from orchtui.recipes.settings import UserSettings, settings_file, user_settings
    from orchtui.replay.pace import Pace
    from orchtui.replay.player import Player
    from orchtui.replay.prompts import Prompt, prompt_of
    from orchtui.replay.stop_conditions import Stops
    from orchtui.session.commands import command
    from orchtui.session.detach import REPORT_TO, Left, leave
    from orchtui.session.editor import edited
    from orchtui.session.outcomes import Outcome, outcome
    from orchtui.session.recipes import (
        ahead,
        check_rehearsal,
        load,
        outline,
        recipe_schema,
        starter_recipe,
    )
    from orchtui.session.records import Record, prompt, recipe_of
    from orchtui.session.run_handle import Live
    from orchtui.session.session import Begin, Session

__all__ = [
    "Begin",
    "Left",
    "Live",
    "LoadedRecipe",
    "Outcome",
    "Pace",
    "Player",
    "Prompt",
    "REPORT_TO",
    "Record",
    "Session",
    "Settings",
    "Stops",
    "UserSettings",
    "ahead",
    "check_rehearsal",
    "command",
    "edited",
    "examine",
    "find_recipe",
    "leave",
    "load",
    "outcome",
    "outline",
    "prompt",
    "prompt_of",
    "recipe_of",
    "recipe_schema",
    "shipped_recipes",
    "settings_file",
    "starter_recipe",
    "user_settings",
]

_PACKAGES: Final[Mapping[str, str]] = {
    "orchtui.recipes.library": "find_recipe shipped_recipes",
    "orchtui.recipes.loader": "LoadedRecipe",
    "orchtui.recipes.settings": "UserSettings settings_file user_settings",
    "orchtui.engine.examine": "examine",
    "orchtui.engine.preparation": "Settings",
    "orchtui.replay.pace": "Pace",
    "orchtui.replay.player": "Player",
    "orchtui.replay.prompts": "Prompt prompt_of",
    "orchtui.replay.stop_conditions": "Stops",
    "orchtui.session.commands": "command",
    "orchtui.session.editor": "edited",
    "orchtui.session.detach": "REPORT_TO Left leave",
    "orchtui.session.run_handle": "Live",
    "orchtui.session.outcomes": "Outcome outcome",
    "orchtui.session.recipes": "ahead check_rehearsal load outline recipe_schema starter_recipe",
    "orchtui.session.records": "Record prompt recipe_of",
    "orchtui.session.session": "Begin Session",
}
_FROM: Final = {name: package for package, names in _PACKAGES.items() for name in names.split()}


def __getattr__(name: str) -> object:
    """What is asked for, loaded now; a module's own names are not asked for again."""
    if (package := _FROM.get(name)) is None:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    found: object = getattr(import_module(package), name)
    globals()[name] = found
    return found
