"""Every key and every command, explained; made from the tables of actions and of commands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from orchtui.commands.catalogue import CATALOGUE
from orchtui.console.keymap import (
    ACTIONS,
    COMMANDS,
    HOME,
    HOME_LOOKING,
    HOME_PANELS,
    LOOKING,
    PANELS,
    RECIPES,
    RUNS,
    TYPED,
    Action,
    keys_in_force,
    keys_shown,
)
from orchtui.console.text.row import Row, row
from orchtui.console.text.wrap import wrapped
from orchtui.console.theme import Look
from orchtui.console.widgets.row_list import Sheet

Family = tuple[str, Iterable[Action]]
"""A title, and the actions that belong under it."""
Page = Callable[[int], Sequence[Row]]
"""What is explained, folded to a width."""

_FAMILIES: Sequence[Family] = (
    ("Control the run", COMMANDS),
    ("Look", LOOKING),
    ("Panels", PANELS),
)
_MOVING = (
    ("↑ ↓ ← →  h j k l", "Move in a panel; in the graph, along its edges."),
    ("← → in 5", "Among disagreements: another round of the one that is opened."),
    ("enter", "Open what is pointed at; in the timeline, go there."),
    ("tab, shift+tab", "The next panel, and the one before."),
    ("ctrl+p", "The palette: every action, by its name."),
    ("mouse", "Click, double-click, wheel: all of it."),
)
_NO_KEY = "no key"
_NAME = 20
_LEAST = 20


class Help(ModalScreen[None]):
    """All that is explained, on one sheet."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1,ctrl+c", "close", "Close", show=False)
    ]

    def __init__(self, page: Page, look: Look) -> None:
        super().__init__()
        self._page, self._look = page, look

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog tall") as around:
            around.border_title = "Help"
            around.border_subtitle = "escape closes it"
            yield Sheet(id="help", points=False)

    def on_mount(self) -> None:
        """Begin to read."""
        sheet = self.query_one(Sheet)
        sheet.new_look(self._look)
        sheet.focus()

    def on_resize(self) -> None:
        """Fold it to as much room as there is."""
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        sheet = self.query_one(Sheet)
        sheet.show(self._page(sheet.room))

    def action_close(self) -> None:
        """Close it."""
        self.dismiss(None)


def run_page(chosen: Mapping[str, str], width: int) -> list[Row]:
    """The keys of a run with what they do, then every command as it is typed after the colon."""
    found = explained(_FAMILIES, keys_in_force(chosen, ACTIONS), _MOVING, width)
    found += [row(), row(("Commands, after the colon", "strong accent"))]
    for verb, spec in CATALOGUE.items():
        found += entry(verb, spec.about, width)
        found += [row((f"    :{each}", "quiet")) for each in spec.examples[:2]]
    return found


def explained(
    families: Iterable[Family],
    keys: Mapping[str, str],
    moving: Iterable[tuple[str, str]],
    width: int,
) -> list[Row]:
    """Families of actions with the keys that are in force, then how to move."""
    found: list[Row] = []
    for title, actions in families:
        found.append(row((title, "strong accent")))
        for each in actions:
            shown = keys_shown(keys[each.id]) or _NO_KEY
            found += entry(shown, each.about, width, f"({each.id})")
        found.append(row())
    found.append(row(("Move", "strong accent")))
    for shown, about in moving:
        found += entry(shown, about, width)
    return found


def entry(name: str, about: str, width: int, more: str = "") -> list[Row]:
    """What something does, beside its name; a quiet word more stands behind it."""
    room = max(_LEAST, width - _NAME)
    lines = wrapped(about, room)
    if more and len(lines[-1]) + len(more) + 2 > room:
        lines.append("")
    last = len(lines) - 1
    return [
        row(
            (
                f"  {name if not number else '':<{_NAME - 2}}",
                "quiet" if name == _NO_KEY else "strong",
            ),
            line + "  " * bool(line and more and number == last),
            (more if number == last else "", "quiet"),
        )
        for number, line in enumerate(lines)
    ]


_HOME_FAMILIES = (
    ("Runs", RUNS),
    ("Recipes", RECIPES),
    ("Look", HOME_LOOKING),
    ("Panels", HOME_PANELS),
)
_HOME_MOVING = (
    ("↑ ↓  j k", "Move in a list; home and end go to its ends."),
    ("← →  h l", "Look further left or right."),
    ("enter", "Open the run, describe the recipe."),
    ("tab, shift+tab", "The next panel, and the one before."),
    ("ctrl+p", "The palette: every action, by its name."),
    ("mouse", "Click, double-click, wheel; heads of columns sort."),
)


def home_page(chosen: Mapping[str, str], width: int) -> list[Row]:
    """The keys with what they do, then what can be typed after the colon."""
    found = explained(_HOME_FAMILIES, keys_in_force(chosen, HOME), _HOME_MOVING, width)
    found += [row(), row(("After the colon", "strong accent"))]
    for verb, (_, takes) in TYPED.items():
        found += entry(f":{verb}", takes, width)
    return found
