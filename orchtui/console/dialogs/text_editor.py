"""A text written over the screen: an instruction, a reply, an answer; checked while it is written.

It is sent with ctrl+s and stays open, with what was said against it, until it is taken; ctrl+e
takes it to the editor that is set in the environment.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from orchtui.domain.sanitize import clean, first_line
from orchtui.errors import UsageError
from orchtui.session import edited

Send = Callable[[str], Awaitable[str]]
"""Sends the text; why it was not taken, or nothing."""

_MOST = 150
_KEYS = "ctrl+s send   ctrl+e editor   escape let it be"


class Writing(ModalScreen[None]):
    """A text, and what is wrong with it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "send", "Send", show=False, priority=True),
        Binding("ctrl+e", "editor", "In the editor", show=False, priority=True),
        Binding("escape", "let_be", "Let it be", show=False, priority=True),
    ]

    def __init__(
        self, title: str, begun: str, send: Send, note: str, wrong: Callable[[str], str]
    ) -> None:
        super().__init__()
        self._title, self._begun, self._send_text = title, begun, send
        self._note, self._wrong = note, wrong

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog writing"):
            yield Static(Content(self._title), id="writing-title", markup=False)
            yield TextArea(self._begun, soft_wrap=True, id="writing-text")
            yield Static("", id="writing-said", markup=False)
            yield Static(Content(_KEYS), id="writing-keys", markup=False)

    def on_mount(self) -> None:
        """Begin to write."""
        area = self.query_one(TextArea)
        area.focus()
        area.move_cursor(area.document.end)
        self._say(self._note, "note")

    @on(TextArea.Changed)
    def _changed(self) -> None:
        wrong = self._wrong(self._text)
        self._say(wrong or self._note, "wrong" if wrong else "note")

    @property
    def _text(self) -> str:
        return clean(self.query_one(TextArea).text)

    def _say(self, text: str, kind: str) -> None:
        said = self.query_one("#writing-said", Static)
        said.set_classes(kind)
        said.update(Content(first_line(text, _MOST)))

    @work(exclusive=True, group="sending")
    async def action_send(self) -> None:
        """Send it; it stays open while it is not taken."""
        text = self._text
        if not text.strip():
            self._say("it is empty: write something, or escape lets it be", "wrong")
            return
        if wrong := self._wrong(text):
            self._say(f"not sent: {wrong}", "wrong")
            return
        self._say("sending …", "note")
        if refused := await self._send_text(text):
            self._say(f"not taken: {refused}", "wrong")
        else:
            self.dismiss(None)

    def action_editor(self) -> None:
        """Write it in the editor that is set in the environment."""
        try:
            with self.app.suspend():
                text = edited(self._text)
        except UsageError as error:
            self._say(str(error), "wrong")
            return
        self.query_one(TextArea).load_text(text)

    def action_let_be(self) -> None:
        """Send nothing."""
        self.dismiss(None)
