"""Every key of home, explained; made from its table of actions."""

from __future__ import annotations

from collections.abc import Mapping

from textual import events

from orchtui.console.actions import Action, key_shown
from orchtui.console.dialogs.help import Help
from orchtui.console.home.actions import LOOKING, PANELS, RECIPES, RUNS, TYPED
from orchtui.console.look import Look
from orchtui.console.row import Row, row
from orchtui.console.sheet import Sheet

_FAMILIES = (("Runs", RUNS), ("Recipes", RECIPES), ("Look", LOOKING), ("Panels", PANELS))
_MOVING = (
    ("↑ ↓  j k", "Move in a list; home and end go to its ends."),
    ("← →  h l", "Look further left or right."),
    ("enter", "Open the run, describe the recipe."),
    ("tab, shift+tab", "The next panel, and the one before."),
    ("ctrl+p", "The palette: every action, by its name."),
    ("mouse", "Click, double-click, wheel; heads of columns sort."),
)


class HomeHelp(Help):
    """All keys of home on one sheet."""

    def __init__(self, keys: Mapping[str, str], look: Look) -> None:
        super().__init__(keys, look)
        self._given = keys

    def on_mount(self, event: events.Mount | None = None) -> None:
        """Show it."""
        if event is not None:
            event.prevent_default()
        super().on_mount()
        self.query_one(Sheet).show(home_help(self._given))


def home_help(keys: Mapping[str, str]) -> list[Row]:
    """The keys with what they do, then what can be typed after the colon."""
    found: list[Row] = []
    for title, actions in _FAMILIES:
        found += [row((title, "strong accent")), *(_action(each, keys) for each in actions), row()]
    found += [row(("Move", "strong accent"))]
    found += [row((f"  {keys:<18}", "strong"), about) for keys, about in _MOVING]
    found += [row(), row(("After the colon", "strong accent"))]
    for verb, (_, takes) in TYPED.items():
        found.append(row((f"  :{verb:<17}", "strong"), (takes, "quiet")))
    return found


def _action(action: Action, keys: Mapping[str, str]) -> Row:
    shown = key_shown(keys.get(action.id, action.keys))
    return row((f"  {shown:<18}", "strong"), action.about, (f"  ({action.id})", "quiet"))
