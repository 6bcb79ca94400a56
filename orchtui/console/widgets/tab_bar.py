"""A line of tabs, pressed by key or by mouse; how many things are behind each stands beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual import events
from textual.message import Message

from orchtui.console.run_view import View
from orchtui.console.text.row import Span, row
from orchtui.console.widgets.row_list import Sheet


class TabLine(Sheet, can_focus=False):
    """The names of the tabs, the chosen one turned."""

    class Pressed(Message):
        """Another tab was clicked."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id, points=False)
        self._edges: list[int] = []

    def show_tabs(self, view: View, names: Sequence[str], chosen: str) -> None:
        """Show these tabs."""
        counts = _counts(view)
        labels = [f" {name} {counts[name]} " if counts.get(name) else f" {name} " for name in names]
        at = names.index(chosen)
        first = _first_in_sight([len(label) for label in labels], at, self.size.width - 4)
        spans: list[Span | str] = [("5 " if first == 0 else "5 <", "quiet")]
        self._edges = [-1] * first
        for number in range(first, len(names)):
            waits = names[number] in _PRESSING and counts.get(names[number]) and number != at
            style = "strong turned" if number == at else "warn strong" if waits else "quiet"
            spans.append((labels[number], style))
            self._edges.append(row(*spans).width)
        self.show([row(*spans)])

    def on_click(self, event: events.Click) -> None:
        """Go to the tab that is clicked."""
        offset = event.get_content_offset(self)
        for number, edge in enumerate(self._edges):
            if offset is not None and offset.x < edge:
                self.post_message(self.Pressed(number))
                return


def _first_in_sight(widths: Sequence[int], chosen: int, room: int) -> int:
    """The first tab to show, so that the chosen one is in sight."""
    first = 0
    while first < chosen and sum(widths[first : chosen + 1]) > room:
        first += 1
    return first


_PRESSING = ("Disagreements", "Gates")


def _counts(view: View) -> Mapping[str, int]:
    """How many open questions, breakpoints and watches there are."""
    state = view.state
    return {
        "Disagreements": len(state.open_disagreements) or len(state.disagreements),
        "Gates": len(state.open_gates),
        "Breakpoints": len(state.breakpoints) + len(view.stops),
        "Watches": len(view.watches),
    }
