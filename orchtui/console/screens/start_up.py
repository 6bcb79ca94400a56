"""The start-up screen: the name of what is being opened, while the console is still being loaded.

It is on the screen before anything slow begins. Keys typed meanwhile are kept for the screen that
follows.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from orchtui.console.text.row import row
from orchtui.console.theme import Look
from orchtui.console.widgets.row_list import Sheet

Begin = Callable[[], Awaitable[None]]
"""Loads, opens and reads what the first screen needs, and shows it."""


class StartUpScreen(Screen[None]):
    """The name of what is being opened, where the screen that comes has its own."""

    BINDINGS: ClassVar[list[BindingType]] = [("ctrl+c,ctrl+q", "app.quit", "Leave")]

    def __init__(self, name: str, look: Callable[[], Look], begin: Begin) -> None:
        super().__init__()
        self._name_shown, self._look, self._begin = name, look, begin
        self._begun = False

    def compose(self) -> ComposeResult:
        yield Sheet(id="header", points=False)

    def on_mount(self) -> None:
        """Say what is being opened."""
        header = self.query_one(Sheet)
        header.can_focus = False
        header.new_look(self._look())
        header.show([row(" ", (self._name_shown, "strong"), ("  opening …", "quiet"))])

    def seen(self) -> None:
        """A frame may be on its way to the terminal; once this line is, what is slow may begin."""
        if not self._begun and self.query_one(Sheet).is_drawn:
            self._begun = True
            self.app.run_worker(self._opened())

    async def _opened(self) -> None:
        await self._begin()
