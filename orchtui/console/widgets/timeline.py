"""The timeline as a widget: its playhead is moved by arrows and by mouse."""

from __future__ import annotations

from textual import events
from textual.message import Message

from orchtui.console.text.row import NOTHING, Row
from orchtui.console.widgets.row_list import Sheet


class Scrubber(Sheet):
    """Lanes over time; left and right go through it, a click goes to a moment, or to a lane."""

    class Moved(Message):
        """The playhead is to be moved: so many turns on, or to the moment in a column; whose lane
        was clicked, if one was.
        """

        def __init__(self, by: int = 0, column: int | None = None, lane: Row = NOTHING) -> None:
            super().__init__()
            self.by, self.column, self.lane = by, column, lane

    def action_aside(self, by: int) -> None:
        """One turn on, or back."""
        self.post_message(self.Moved(by=1 if by > 0 else -1))

    def action_far(self, where: int) -> None:
        """The start of the record, or the end of what is known."""
        self.post_message(self.Moved(by=where * 10**12))

    def on_click(self, event: events.Click) -> None:
        """Go to the moment that is clicked."""
        offset = event.get_content_offset(self)
        if offset is not None:
            lane = self._row(self.scroll_offset.y + offset.y)
            self.post_message(self.Moved(column=offset.x + self.scroll_offset.x, lane=lane))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag the playhead."""
        if event.button == 1 and (offset := event.get_content_offset(self)) is not None:
            self.post_message(self.Moved(column=offset.x + self.scroll_offset.x))
