"""The widgets of the list of runs: rows made when they are seen, under heads that sort."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import overload

from textual import events
from textual.message import Message

from orchtui.console.home.columns import Placed, heads
from orchtui.console.row import Row
from orchtui.console.sheet import Sheet


class Lazy(Sequence[Row]):
    """Rows that are made when they are seen, each once."""

    def __init__(self, keys: Sequence[str], make: Callable[[str], Row]) -> None:
        self.keys, self._make = keys, make
        self._made: dict[int, Row] = {}

    def __len__(self) -> int:
        return len(self.keys)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> list[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | list[Row]:
        if isinstance(at, slice):
            return [self[number] for number in range(*at.indices(len(self.keys)))]
        if at not in self._made:
            self._made[at] = self._make(self.keys[at])
        return self._made[at]


class RunList(Sheet):
    """A long list: who is pointed at is found by its key, without making the rows before it."""

    def _point_again(self, key: str) -> bool:
        rows = self.rows
        if not isinstance(rows, Lazy):
            return super()._point_again(key)
        if 0 <= self._cursor < len(rows) and rows.keys[self._cursor] == key:
            return True
        if key in rows.keys:
            self._cursor = rows.keys.index(key)
            return True
        self._cursor = min(self._cursor, len(rows) - 1)
        return False

    def in_sight(self) -> Sequence[str]:
        """The keys of what is on the screen."""
        top = self.scroll_offset.y
        shown = self.rows
        return shown.keys[top : top + self.size.height] if isinstance(shown, Lazy) else ()


class Heads(Sheet, can_focus=False):
    """What the columns are; a click on one sorts by it."""

    class Pressed(Message):
        """A column to sort by was clicked."""

        def __init__(self, sort: str) -> None:
            super().__init__()
            self.sort = sort

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id, points=False)
        self._placed: Sequence[Placed] = ()

    def show_heads(self, placed: Sequence[Placed], sort: str, down: str) -> None:
        """Show these columns, and by which the list is sorted."""
        self._placed = placed
        self.show([heads(placed, sort, down)])

    def on_click(self, event: events.Click) -> None:
        """Sort by the column that is clicked."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        edge = 0
        for each in self._placed:
            edge += each.width
            if offset.x < edge:
                if each.sort:
                    self.post_message(self.Pressed(each.sort))
                return
