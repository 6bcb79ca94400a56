"""Fills the panels of a run screen: those in sight, some each beat and the others in turn.

The panels themselves are functions from the view to rows; what is asked here is whose turn it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from rich.text import Text

from orchtui.console.glyphs import ASCII, IN_ASCII
from orchtui.console.panels import TABS, agents, header, step, timeline
from orchtui.console.panels.gates import banner
from orchtui.console.text.row import Row
from orchtui.console.widgets.footer import Footer
from orchtui.console.widgets.tab_bar import TabLine
from orchtui.domain.sanitize import first_line

if TYPE_CHECKING:
    from orchtui.console.screens.run import RunScreen

_IN_TURN = 3
"""So many beats, and each panel has been filled."""
_LATE = 0.15
"""Seconds that the timeline may be behind where only time has passed."""
Fill = Callable[[int], Sequence[Row]]


class Filling:
    """What each panel of a run screen shows, and when it is told so."""

    def __init__(self, screen: RunScreen) -> None:
        self.screen, self.view = screen, screen.view
        self._beats = 0
        self._timeline_shows: tuple[object, ...] = ()
        self._timeline_at = 0.0
        self._titled = ""
        self._panes: Mapping[str, Fill] = {
            "header": lambda width: header.rows(self.view, width),
            "agents": lambda width: agents.rows(self.view, width),
            "step": lambda width: step.rows(self.view, width, step.LEAVES[screen.looking.leaf]),
            "timeline": lambda width: timeline.rows(self.view, width),
            "tab": lambda width: TABS[screen.looking.tab](self.view, width),
            "banner": lambda width: banner(self.view, width),
        }

    def fill(self, *, everything: bool) -> None:
        """Fill what is in sight: all of it, or what is used and whatever else it is the turn of."""
        screen = self.screen
        self._beats += 1
        each_time = ("header", screen.focused.id if screen.focused else "")
        for number, (id_, fill) in enumerate(self._panes.items()):
            sheet = screen.sheet(id_)
            if not sheet.is_on_screen or not sheet.size.height:
                continue
            is_its_turn = number % _IN_TURN == self._beats % _IN_TURN
            wanted = everything or is_its_turn or id_ in each_time
            if wanted and (id_ != "timeline" or self._timeline_is_late(sheet.room)):
                sheet.show(fill(sheet.room))
        screen.graph.beat(everything=everything or self._beats % _IN_TURN == 0)
        self._title()
        footer = screen.query_one(Footer)
        if told := screen.acting.told:
            footer.tell(told)
        else:
            footer.show_keys(screen.acting.offered())

    def _timeline_is_late(self, room: int) -> bool:
        """Whether it would show something else, or time has passed; it is the slowest to fill, and
        keys that only choose a step are not to wait for it.
        """
        view, now = self.view, self.screen.app.now()
        stamp = (room, view.position, view.since_turn, view.state.events, tuple(view.stops))
        if stamp == self._timeline_shows and 0 < now - self._timeline_at < _LATE:
            return False
        self._timeline_shows, self._timeline_at = stamp, now
        return True

    def _title(self) -> None:
        screen, looking = self.screen, self.screen.looking
        sheet = screen.sheet("step")
        name = self.view.selected.rpartition("/")[2] or "Step"
        room = sheet.size.width - sum(len(leaf) + 1 for leaf in step.LEAVES) - 6
        said = f"3 {first_line(name, max(4, room))} ─"
        title = Text(said.translate(IN_ASCII) if self.view.glyphs is ASCII else said)
        for number, leaf in enumerate(step.LEAVES):
            title.append(" ")
            title.append(leaf, "reverse" if number == looking.leaf else "")
        if self._titled != title.markup:  # to set it draws all of the panel again
            self._titled = title.markup
            sheet.border_title = title
        tab = screen.sheet("tab")
        # Zoomed, the line of tabs above it, which tells what it is, is not there.
        said = f"5 {looking.tab}" if screen.maximized is tab else ""
        if tab.border_title != said:
            tab.border_title = said
        screen.query_one(TabLine).show_tabs(self.view, list(TABS), looking.tab)
        asks = bool(self.view.state.open_gates) and not self.view.is_past
        screen.sheet("banner").display = asks
