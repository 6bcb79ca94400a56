"""Every key of home, explained; made from its table of actions."""

from __future__ import annotations

from collections.abc import Mapping

from orchtui.console.dialogs.help import explained
from orchtui.console.home.actions import LOOKING, PANELS, RECIPES, RUNS, TYPED
from orchtui.console.row import Row, row

_FAMILIES = (("Runs", RUNS), ("Recipes", RECIPES), ("Look", LOOKING), ("Panels", PANELS))
_MOVING = (
    ("↑ ↓  j k", "Move in a list; home and end go to its ends."),
    ("← →  h l", "Look further left or right."),
    ("enter", "Open the run, describe the recipe."),
    ("tab, shift+tab", "The next panel, and the one before."),
    ("ctrl+p", "The palette: every action, by its name."),
    ("mouse", "Click, double-click, wheel; heads of columns sort."),
)


def home_help(keys: Mapping[str, str]) -> list[Row]:
    """The keys with what they do, then what can be typed after the colon."""
    found = [*explained(_FAMILIES, keys, _MOVING), row()]
    found.append(row(("After the colon", "strong accent")))
    for verb, (_, takes) in TYPED.items():
        found.append(row((f"  :{verb:<17}", "strong"), (takes, "quiet")))
    return found
