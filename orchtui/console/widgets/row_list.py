"""The one widget that shows rows, whichever panel they come from: scrolled, pointed at, searched.

It draws only the lines that are in sight, and only those that changed. What is shown is told again
by whoever fills it, a few times a second at most.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from orchtui.console.text.row import NOTHING, Row, marked
from orchtui.console.theme import Look


class Sheet(ScrollView, can_focus=True):
    """Rows in a pane; a row that stands for something can be pointed at."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Down", id="move.down", show=False),
        Binding("up,k", "move(-1)", "Up", id="move.up", show=False),
        Binding("pagedown,ctrl+d", "page(1)", "A page down", id="move.page_down", show=False),
        Binding("pageup,ctrl+u", "page(-1)", "A page up", id="move.page_up", show=False),
        Binding("home", "far(-1)", "First", id="move.first", show=False),
        Binding("end", "far(1)", "Last", id="move.last", show=False),
        Binding("enter", "choose", "Open", id="move.choose", show=False),
        Binding("left,h", "aside(-8)", "Left", id="move.left", show=False),
        Binding("right,l", "aside(8)", "Right", id="move.right", show=False),
    ]

    class Pointed(Message):
        """Another row is pointed at."""

        def __init__(self, sheet: Sheet, row: Row) -> None:
            super().__init__()
            self.sheet, self.row = sheet, row

    class Chosen(Pointed):
        """A row was opened, by enter or by a second click."""

    class Resized(Message):
        """There is another width: what was folded to the old one is to be shown anew."""

        def __init__(self, sheet: Sheet) -> None:
            super().__init__()
            self.sheet = sheet

    class Turned(Message):
        """Another page of what is shown is wanted: the next, or the one before."""

        def __init__(self, sheet: Sheet, by: int) -> None:
            super().__init__()
            self.sheet, self.by = sheet, by

    def __init__(self, *, id: str, title: str = "", points: bool = True) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self.border_title = title
        self.points = points
        self.follows = self.turns = False
        self.sought: re.Pattern[str] | None = None
        self._rows: Sequence[Row] = ()
        self._shown: dict[int, Row] = {}
        self._cursor = -1
        self._look: Look | None = None
        self._base = Style.null()

    # -- what is shown -------------------------------------------------------------------------

    @property
    def rows(self) -> Sequence[Row]:
        """What is shown."""
        return self._rows

    def show(self, rows: Sequence[Row], *, keep: bool = True) -> None:
        """Show these rows; lines that are as they were are not drawn again.

        What is pointed at stays so, by its key, wherever its row is now.
        """
        pointed = self.pointed.key
        at_end = self.follows and (self.is_at_end or not self._rows)
        self._rows = rows
        self.spread(Size(self._widest(), len(rows)))
        if not (keep and pointed and self._point_again(pointed)):
            # Its row is gone: what is there now is pointed at, or the last row there is.
            self._cursor = min(self._cursor, len(rows) - 1)
            while self._cursor >= 0 and not rows[self._cursor].key:
                self._cursor -= 1
        if at_end:
            # Not before it is known how far down that is.
            self.call_after_refresh(self._to_end)
        self._draw_changes()

    def spread(self, size: Size) -> None:
        """Have so many columns and lines; all of the screen is laid out again only if it has to."""
        if size == self.virtual_size:
            return
        if self.styles.auto_dimensions or not self.container_size:
            self.virtual_size = size
        else:
            self.set_reactive(Widget.virtual_size, size)
            self._scroll_update(size)  # a scrollbar that comes or goes has the screen laid out

    @property
    def is_to_be_drawn(self) -> bool:
        """Whether some of it is not on the screen as it is now."""
        return self.is_mounted and self._repaint_required

    @property
    def is_drawn(self) -> bool:
        """Whether its first line was drawn as it is now."""
        return bool(self._rows) and self._shown.get(0) is self._rows[0]

    @property
    def room(self) -> int:
        """How many columns there are for rows, beside the scrollbar."""
        return self.scrollable_content_region.width

    def forget(self) -> None:
        """Something else is shown from here on: begin at its start."""
        self._rows, self._cursor = (), -1
        self.scroll_home(animate=False, immediate=True)

    @property
    def pointed(self) -> Row:
        """The row that is pointed at; an empty one if none is."""
        return self._rows[self._cursor] if 0 <= self._cursor < len(self._rows) else NOTHING

    def point(self, key: str) -> None:
        """Point at the row that stands for this, if it is there, without telling anybody."""
        if key != self.pointed.key and self._point_again(key):
            self._into_sight()
            self._draw_changes(all_of_it=True)

    @property
    def is_at_end(self) -> bool:
        """Whether its last line is in sight."""
        return self.scroll_offset.y >= self.max_scroll_y

    def new_look(self, look: Look) -> None:
        """Show everything in the colours of another theme."""
        self._look = look
        self.refresh()

    def _to_end(self) -> None:
        # Something else may be shown by now.
        if self.follows:
            self.scroll_end(animate=False, x_axis=False)

    def _widest(self) -> int:
        """As wide as the pane, or as what is in sight: no row out of sight is looked at."""
        first = self.scroll_offset.y
        in_sight = self._rows[first : first + self.size.height]
        return max((row.width for row in in_sight), default=0)

    def _point_again(self, key: str) -> bool:
        # Most often it is where it was.
        if self.pointed.key == key:
            return True
        for number, row in enumerate(self._rows):
            if row.key == key:
                self._cursor = number
                return True
        return False

    def _draw_changes(self, *, all_of_it: bool = False) -> None:
        if all_of_it:
            self.refresh()
            return
        first = self.scroll_offset.y
        changed = [
            y
            for y in range(self.size.height)
            if self._seen(first + y)[0] != self._shown.get(first + y)
        ]
        if len(changed) > self.size.height // 2:
            self.refresh()
        elif changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def _seen(self, number: int) -> tuple[Row, int]:
        """A row, and how many of its columns are out of sight to the left."""
        return self._row(number), self.scroll_offset.x

    def _row(self, number: int) -> Row:
        return self._rows[number] if 0 <= number < len(self._rows) else NOTHING

    # -- drawing -------------------------------------------------------------------------------

    def render_lines(self, crop: Region) -> list[Strip]:
        """Some lines of the screen; what they all are drawn on is asked for once."""
        self._base = self.rich_style
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        number = self.scroll_offset.y + y
        row, left = self._seen(number)
        if number not in self._shown and len(self._shown) > 4 * self.size.height:
            self._shown.clear()
        self._shown[number] = row
        look = self._look
        if look is None:
            return Strip.blank(self.size.width, self._base)
        width = self.size.width
        if self.sought is not None:
            row = marked(row, self.sought)
        strip = look.strip(row).crop_extend(left, left + width, None)
        base = self._base
        if self.points and number == self._cursor and row.key:
            base += Style(bold=True) if self.has_focus else Style()
            base += self._pointer
        return strip.apply_style(base)

    @property
    def _pointer(self) -> Style:
        name = "sheet--pointed" if self.has_focus else "sheet--pointed-away"
        return self.get_component_rich_style(name)

    COMPONENT_CLASSES: ClassVar[set[str]] = {"sheet--pointed", "sheet--pointed-away"}

    # -- movement ------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        """Point further down or up; where nothing can be pointed at, scroll."""
        if not self.points or not any(row.key for row in self._in_sight()):
            self.scroll_relative(y=by, animate=False)
        else:
            self.point_on(by)

    def point_on(self, by: int) -> None:
        """Point at the next row down or up, though it be out of sight."""
        if self._cursor < 0:
            self._begin(by)
            return
        number = self._cursor + by
        while 0 <= number < len(self._rows) and not self._rows[number].key:
            number += by
        if 0 <= number < len(self._rows):
            self._point_at(number)
        else:
            self.scroll_relative(y=by, animate=False)

    def action_page(self, by: int) -> None:
        """Point a page further down or up."""
        page = max(1, self.size.height - 1)
        if not self.points:
            self.scroll_relative(y=by * page, animate=False)
            return
        self._nearest(self._cursor + by * page, -by)

    def action_far(self, where: int) -> None:
        """Point at the first or the last row."""
        if not self.points:
            (self.scroll_home if where < 0 else self.scroll_end)(animate=False)
            return
        self._nearest(0 if where < 0 else len(self._rows) - 1, -where)

    def action_aside(self, by: int) -> None:
        """Look further left or right; at another page, where it has pages."""
        if self.turns:
            self.post_message(self.Turned(self, 1 if by > 0 else -1))
        else:
            self.scroll_relative(x=by, animate=False)

    def action_choose(self) -> None:
        """Open what is pointed at."""
        if self.pointed.key:
            self.post_message(self.Chosen(self, self.pointed))

    def _begin(self, by: int) -> None:
        """Point at something in sight: where it is scrolled to its end, at the last row."""
        top = self.scroll_offset.y
        at_end = by < 0 or (top > 0 and self.is_at_end)
        last = min(len(self._rows), top + self.size.height) - 1
        self._nearest(last if at_end else top, -1 if at_end else 1)

    def _nearest(self, number: int, then: int) -> None:
        number = max(0, min(number, len(self._rows) - 1))
        while 0 <= number < len(self._rows) and not self._rows[number].key:
            number += then
        if 0 <= number < len(self._rows):
            self._point_at(number)

    def _point_at(self, number: int) -> None:
        if number != self._cursor:
            was, self._cursor = self._cursor, number
            self._into_sight()
            top, width = self.scroll_offset.y, self.size.width
            self.refresh(*(Region(0, at - top, width, 1) for at in (was, number) if at >= top))
            self.post_message(self.Pointed(self, self.pointed))

    def _into_sight(self) -> None:
        top, height = self.scroll_offset.y, self.size.height
        if not top <= self._cursor < top + height:
            y = self._cursor if self._cursor < top else self._cursor - height + 1
            self.scroll_to(y=max(0, y), animate=False, immediate=True)

    def _in_sight(self) -> Sequence[Row]:
        top = self.scroll_offset.y
        return self._rows[top : top + self.size.height]

    def on_resize(self) -> None:
        """Tell whoever fills it."""
        self.post_message(self.Resized(self))

    def on_click(self, event: events.Click) -> None:
        """Point at what is clicked; a second click opens it."""
        offset = event.get_content_offset(self)
        if offset is None or not self.points:
            return
        number = self.scroll_offset.y + offset.y
        if not self._row(number).key:
            return
        self._point_at(number)
        if event.chain >= 2:
            self.action_choose()
