"""Every key and every command, explained; made from the tables of actions and of commands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from orchtui.console.actions import COMMANDS, LOOKING, PANELS, Action, key_shown
from orchtui.console.look import Look
from orchtui.console.row import Row, row
from orchtui.console.sheet import Sheet
from orchtui.control.catalogue import CATALOGUE

Family = tuple[str, Iterable[Action]]
"""A title, and the actions that belong under it."""

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


class Help(ModalScreen[None]):
    """All that is explained, on one sheet."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1", "close", "Close", show=False)
    ]

    def __init__(self, rows: Sequence[Row], look: Look) -> None:
        super().__init__()
        self._rows, self._look = rows, look

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog tall"):
            yield Sheet(id="help", title="Help ─ escape closes it", points=False)

    def on_mount(self) -> None:
        """Show it."""
        sheet = self.query_one(Sheet)
        sheet.new_look(self._look)
        sheet.show(self._rows)
        sheet.focus()

    def action_close(self) -> None:
        """Close it."""
        self.dismiss(None)


def help_rows(keys: Mapping[str, str]) -> list[Row]:
    """The keys with what they do, then every command as it is typed after the colon."""
    found = [*explained(_FAMILIES, keys, _MOVING), row()]
    found.append(row(("Commands, after the colon", "strong accent")))
    for verb, spec in CATALOGUE.items():
        found.append(row((f"  {verb:<10}", "strong"), spec.about))
        found += [row((f"    :{each}", "quiet")) for each in spec.examples[:2]]
    return found


def explained(
    families: Iterable[Family], keys: Mapping[str, str], moving: Iterable[tuple[str, str]]
) -> list[Row]:
    """Families of actions with the keys that are in force, then how to move."""
    found: list[Row] = []
    for title, actions in families:
        found += [row((title, "strong accent")), *(_action(each, keys) for each in actions), row()]
    found += [row(("Move", "strong accent"))]
    return found + [row((f"  {keys:<18}", "strong"), about) for keys, about in moving]


def _action(action: Action, keys: Mapping[str, str]) -> Row:
    shown = key_shown(keys[action.id])
    key = (f"  {shown or _NO_KEY:<18}", "strong" if shown else "quiet")
    return row(key, action.about, (f"  ({action.id})", "quiet"))
