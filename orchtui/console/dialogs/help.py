"""Every key and every command, explained; made from the tables of actions and of commands."""

from __future__ import annotations

from collections.abc import Mapping
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

_MOVING = (
    ("↑ ↓ ← →  h j k l", "Move in a panel; in the graph, along its edges."),
    ("enter", "Open what is pointed at; in the timeline, go there."),
    ("tab, shift+tab", "The next panel, and the one before."),
    ("ctrl+p", "The palette: every action, by its name."),
    ("mouse", "Click, double-click, wheel: all of it."),
)


class Help(ModalScreen[None]):
    """All keys on one sheet."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1", "close", "Close", show=False)
    ]

    def __init__(self, keys: Mapping[str, str], look: Look) -> None:
        super().__init__()
        self._keys, self._look = keys, look

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog tall"):
            yield Sheet(id="help", title="Help ─ escape closes it", points=False)

    def on_mount(self) -> None:
        """Show it."""
        sheet = self.query_one(Sheet)
        sheet.new_look(self._look)
        sheet.show(help_rows(self._keys))
        sheet.focus()

    def action_close(self) -> None:
        """Close it."""
        self.dismiss(None)


def help_rows(keys: Mapping[str, str]) -> list[Row]:
    """The keys with what they do, then every command as it is typed after the colon."""
    found: list[Row] = []
    for title, actions in (("Control the run", COMMANDS), ("Look", LOOKING), ("Panels", PANELS)):
        found += [row((title, "strong accent")), *(_action(each, keys) for each in actions), row()]
    found += [row(("Move", "strong accent"))]
    found += [row((f"  {keys:<18}", "strong"), about) for keys, about in _MOVING]
    found += [row(), row(("Commands, after the colon", "strong accent"))]
    for verb, spec in CATALOGUE.items():
        found.append(row((f"  {verb:<10}", "strong"), spec.about))
        found += [row((f"    :{each}", "quiet")) for each in spec.examples[:2]]
    return found


def _action(action: Action, keys: Mapping[str, str]) -> Row:
    shown = key_shown(keys.get(action.id, action.keys))
    return row((f"  {shown:<18}", "strong"), action.about, (f"  ({action.id})", "quiet"))
