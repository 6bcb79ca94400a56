"""The first line of home: how many runs there are, how they stand; in little room, the panes."""

from __future__ import annotations

from textual import events
from textual.message import Message

from orchtui.console.glyphs import Glyphs
from orchtui.console.home.actions import PANES
from orchtui.console.home.listing import Listing
from orchtui.console.meanings import RUN_STYLES
from orchtui.console.row import Row, Span, row
from orchtui.console.sheet import Sheet
from orchtui.domain.sanitize import clean, first_line

_ENDS = "   "


class Top(Sheet, can_focus=False):
    """The first line."""

    class Pressed(Message):
        """A pane was clicked."""

        def __init__(self, pane: str) -> None:
            super().__init__()
            self.pane = pane

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id, points=False)
        self._edges: list[tuple[int, int, str]] = []

    def show_top(self, listing: Listing, glyphs: Glyphs, pane: str, narrow: bool) -> None:
        """Show how things stand."""
        width = self.size.width
        tabs, edges = panes(pane) if narrow else (row(), [])
        left = width - tabs.width
        self._edges = [(left + start, left + end, name) for start, end, name in edges]
        told = standing(listing, glyphs, left)
        gap = " " * max(0, left - told.width)
        self.show([row(*told.spans, gap, *tabs.spans)])

    def on_click(self, event: events.Click) -> None:
        """Go to the pane that is clicked."""
        offset = event.get_content_offset(self)
        for start, end, name in self._edges:
            if offset is not None and start <= offset.x < end:
                self.post_message(self.Pressed(name))
                return


def title(listing: Listing) -> str:
    """What is listed, as it stands over the list."""
    whole = len(listing.known)
    told = [f"{listing.runs:,} of {whole:,}"] if listing.runs != whole else []
    told += [f"says {first_line(listing.sought, 30)}"] if listing.sought else []
    told += [f"filter {first_line(listing.wanted.typed, 30)}"] if listing.wanted.typed else []
    told += [f"{len(listing.marked)} marked"] if listing.marked else []
    return clean(" - ".join(["1 Runs", *told]))


def standing(listing: Listing, glyphs: Glyphs, width: int) -> Row:
    """How many runs there are of each status, as many as there is room for."""
    number = len(listing.known)
    more = "+" if listing.is_cut else ""
    spans: list[Span] = [(" orchtui", "strong accent"), (_ENDS, "")]
    if listing.is_read:
        spans.append((f"{number:,}{more} run{'s' if number != 1 else ''}", "strong"))
    for status, count in listing.counts().items():
        told = f"{_ENDS}{glyphs.run.get(status, ' ')} {count:,} {status}"
        if row(*spans, told).width > width - 1:
            break
        spans.append((told, RUN_STYLES.get(status, "quiet")))
    return row(*spans)


def panes(chosen: str) -> tuple[Row, list[tuple[int, int, str]]]:
    """The panes, one of which is seen; and where each stands."""
    spans: list[Span] = []
    edges = []
    for number, name in enumerate(PANES, start=1):
        start = row(*spans).width
        spans.append((f" {number} {name.title()} ", "strong turned" if name == chosen else "quiet"))
        edges.append((start, row(*spans).width, name))
    return row(*spans, " "), edges
