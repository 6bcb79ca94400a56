"""A question with a few answers, each at a key, by mouse, or by arrows and enter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from orchtui.console.keymap import KEY_NAMES
from orchtui.console.text.row import Row, row
from orchtui.console.text.wrap import wrapped
from orchtui.console.theme import Look
from orchtui.console.widgets.row_list import Sheet

Answers = Mapping[str, tuple[str, str, str]]
"""What each answer comes to: its key, its words, and a word on what it does."""

_WIDE = 64
_FRAME = 5
"""Lines of a dialog that are neither its text nor its answers."""


class Choice(ModalScreen[str]):
    """One question; its answer is the name of one of its choices, or nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+c", "none", "Let it be", show=False),
        Binding("pagedown,ctrl+d", "read(1)", "Read on", show=False, priority=True),
        Binding("pageup,ctrl+u", "read(-1)", "Read back", show=False, priority=True),
    ]

    def __init__(self, title: str, about: str, answers: Answers, look: Look) -> None:
        super().__init__()
        self._title, self._about, self._answers, self._look = title, about, answers, look

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Sheet(id="about", points=False)
            yield Sheet(id="answers")

    def on_mount(self) -> None:
        """Show the question."""
        for sheet in self.query(Sheet):
            sheet.new_look(self._look)
        about = self.query_one("#about", Sheet)
        about.can_focus = False
        told = [row((self._title, "strong")), *map(row, wrapped(self._about, _WIDE))]
        about.show(told)
        answers = self.query_one("#answers", Sheet)
        answers.styles.height = len(self._answers)
        answers.show(_rows(self._answers))
        answers.focus()
        answers.action_far(-1)
        self.on_resize()

    def on_resize(self) -> None:
        """The answers are always in sight; a long text is scrolled above them."""
        about = self.query_one("#about", Sheet)
        room = int(self.app.size.height * 0.9) - _FRAME - len(self._answers)
        about.styles.height = max(1, min(len(about.rows), room))

    def action_read(self, by: int) -> None:
        """Read on in a text that is longer than there is room for."""
        self.query_one("#about", Sheet).action_page(by)

    def on_key(self, event: events.Key) -> None:
        """A choice's own key."""
        for name, (key, _, _) in self._answers.items():
            if event.key == key:
                event.stop()
                self.dismiss(name)

    @on(Sheet.Chosen)
    def _chosen(self, message: Sheet.Chosen) -> None:
        message.stop()
        self.dismiss(message.row.key.removeprefix("choice:"))

    def action_none(self) -> None:
        """Let it be."""
        self.dismiss("")


def _rows(answers: Answers) -> Sequence[Row]:
    words = max((len(said) for _, said, _ in answers.values()), default=0)
    return [
        row(
            (f" {KEY_NAMES.get(key, key):>6}  ", "accent strong"),
            said.ljust(words + 2),
            (about, "quiet"),
            key=f"choice:{name}",
        )
        for name, (key, said, about) in answers.items()
    ]
