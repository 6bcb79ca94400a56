"""Every key of home, explained; made from its table of actions."""

from __future__ import annotations

from collections.abc import Mapping

from orchtui.console.actions import keys_in_force
from orchtui.console.dialogs.help import entry, explained
from orchtui.console.home.actions import HOME, LOOKING, PANELS, RECIPES, RUNS, TYPED
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


def home_page(chosen: Mapping[str, str], width: int) -> list[Row]:
    """The keys with what they do, then what can be typed after the colon."""
    found = explained(_FAMILIES, keys_in_force(chosen, HOME), _MOVING, width)
    found += [row(), row(("After the colon", "strong accent"))]
    for verb, (_, takes) in TYPED.items():
        found += entry(f":{verb}", takes, width)
    return found
