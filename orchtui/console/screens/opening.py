"""The first frame: what is being opened, while the rest of the console is still being loaded.

It is on the screen before anything slow begins. What is typed meanwhile is kept for the screen that
comes after it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from orchtui.console.text.row import row
from orchtui.console.widgets.row_list import Sheet

if TYPE_CHECKING:
    from orchtui.console.app import Console

Begin = Callable[[], Awaitable[Screen[None]]]
"""Loads, opens and reads whatever the screen needs that is to be shown."""


class Opening(Screen[None]):
    """The name of what is being opened, where the screen that comes has its own."""

    BINDINGS: ClassVar[list[BindingType]] = [("ctrl+c,ctrl+q", "app.quit", "Leave")]
    app: Console

    def __init__(self, name: str, begin: Begin) -> None:
        super().__init__()
        self._name_shown, self._begin = name, begin
        self._begun = False

    def compose(self) -> ComposeResult:
        yield Sheet(id="header", points=False)

    def on_mount(self) -> None:
        """Say what is being opened."""
        header = self.query_one(Sheet)
        header.can_focus = False
        header.new_look(self.app.look)
        header.show([row(" ", (self._name_shown, "strong"), ("  opening …", "quiet"))])

    def seen(self) -> None:
        """A frame may be on its way to the terminal; once this line is, what is slow may begin."""
        if not self._begun and self.query_one(Sheet).is_drawn:
            self._begun = True
            self.app.run_worker(self._opened())

    async def _opened(self) -> None:
        shown = await self._begin()
        await self.app.switch_screen(shown)
        await self.app.typed.let_go()
