"""The run screen: one run, live, attached or recorded, in panels that all read the same view.

Commits are folded on a beat, fifteen times a second; a beat fills what is in sight and has changed:
the focused panel each time, the others in turn, so that no beat is long. The panels themselves are
functions from the view to rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widgets import Static

from orchtui.console.dialogs.help import Page, run_page
from orchtui.console.glyphs import ASCII, IN_ASCII
from orchtui.console.keymap import ACTIONS
from orchtui.console.panels import TABS, agents, header, step, timeline
from orchtui.console.panels.gates import banner
from orchtui.console.playback import Moving
from orchtui.console.run_source import Source
from orchtui.console.screens.base import ConsoleScreen
from orchtui.console.screens.run_actions import RunActions
from orchtui.console.screens.run_navigation import RunNavigation
from orchtui.console.text.row import Row
from orchtui.console.theme import Look
from orchtui.console.widgets.footer import Footer
from orchtui.console.widgets.graph import GraphPane
from orchtui.console.widgets.prompt import Line
from orchtui.console.widgets.row_list import Sheet
from orchtui.console.widgets.tab_bar import TabLine
from orchtui.console.widgets.timeline import Scrubber
from orchtui.domain.sanitize import first_line
from orchtui.session import ahead

BEAT = 1 / 15
_FRAMES = 8
NARROW, WIDE = 100, 160
SMALLEST = (60, 18)
TOO_SMALL = """\
orchtui needs 60 columns and 18 lines here.
The run goes on. Enlarge the window, or press q to leave."""


_IN_TURN = 3
"""So many beats, and each panel has been filled."""
_LATE = 0.15
"""Seconds that the timeline may be behind where only time has passed."""
Fill = Callable[[int], Sequence[Row]]


class RunScreen(ConsoleScreen):
    """A run."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(each.keys, f"act('{each.id}')", each.about, id=each.id, show=False)
            for each in ACTIONS.values()
        ),
        Binding("ctrl+c,ctrl+q", "act('leave')", "Leave", show=False, priority=True),
        Binding("tab", "app.focus_next", "The next panel", show=False),
        Binding("shift+tab", "app.focus_previous", "The panel before", show=False),
    ]
    ESCAPE_TO_MINIMIZE: ClassVar[bool] = False
    ALLOW_IN_MAXIMIZED_VIEW: ClassVar[str] = "#header, #banner, #line, #footer"

    def __init__(self, source: Source) -> None:
        super().__init__()
        self.source, self.view = source, source.view
        self.playback = Moving(self.view)
        self.navigation = RunNavigation(self, self.view, self.playback, self.leave)
        self.actions = RunActions(self, source, self.playback, self.navigation, self.leave)
        self._beats = 0
        self._timeline_shows: tuple[object, ...] = ()
        self._timeline_at = 0.0
        self._titled = ""
        self._panels: Mapping[str, Fill] = {
            "header": lambda width: header.rows(self.view, width),
            "agents": lambda width: agents.rows(self.view, width),
            "step": lambda width: step.rows(self.view, width, step.LEAVES[self.navigation.leaf]),
            "timeline": lambda width: timeline.rows(self.view, width),
            "tab": lambda width: TABS[self.navigation.tab](self.view, width),
            "banner": lambda width: banner(self.view, width),
        }
        self._timer: Timer | None = None
        self._dirty = True
        self._turned = 0.0
        self._position: int | None = None
        self._was_seen: tuple[object, ...] = ()
        self._beat_is_due = False
        self._sheets: Sequence[Sheet] = ()

    # -- what it is made of --------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        yield Sheet(id="header", points=False)
        with Horizontal(id="upper"):
            yield Sheet(id="agents", title="1 Agents")
            yield GraphPane(self.view, ahead(self.view.recipe), id="graph", title="2 Graph")
            yield Sheet(id="step", title="3 Step", points=False)
        yield Scrubber(id="timeline", title="4 Timeline", points=False)
        with Vertical(id="lower"):
            yield TabLine(id="tabs")
            yield Sheet(id="tab")
        yield Sheet(id="banner", points=False)
        yield Line(id="line")
        yield Footer(id="footer")
        yield Static(TOO_SMALL, id="small", markup=False)

    def on_mount(self) -> None:
        """Begin to look."""
        self._sheets = list(self.query(Sheet))
        self.new_look(self.console_app.look)
        self.sheet("header").can_focus = False
        self.sheet("banner").can_focus = False
        self.graph.focus()
        self.sheet("tab").follows = True
        if not self.view.selected:
            self.navigation.follow()
        self._timer = self.set_interval(BEAT, self.beat)
        self._feed()
        self.beat()

    @work(exclusive=True)
    async def _feed(self) -> None:
        await self.source.feed()
        self._dirty = True

    @property
    def graph(self) -> GraphPane:
        """The graph's pane."""
        return self.query_one(GraphPane)

    @property
    def is_narrow(self) -> bool:
        """Whether there is no room for panels side by side."""
        return self.size.width < NARROW

    def new_look(self, look: Look) -> None:
        """Show everything in the colours of another theme."""
        for sheet in self.query(Sheet):
            sheet.new_look(look)
        self.mark_dirty()

    # -- the beat ------------------------------------------------------------------------------

    def mark_dirty(self) -> None:
        """Something else is looked at: fill everything once what asked for it is done."""
        self._dirty = True
        if not self._beat_is_due:
            self._beat_is_due = self.call_later(self.beat)

    def beat(self) -> None:
        """Fold what came in, and fill what is in sight and has changed."""
        self._beat_is_due = False
        view = self.view
        came = view.beat()
        now = self.console_app.now()
        if came or not self._turned:
            self._turned = now
        state = view.player.live
        going = view.is_going
        if going:
            passed = 0.0 if state.stands_still else (now - self._turned) * view.speed
            view.clock = state.at + passed
            view.frame = int(now * _FRAMES)
        self.playback.beat(now)
        moved = view.position != self._position
        self._position = view.position
        if came or moved or self.playback.playing:
            view.frame = int(now * _FRAMES)
            self._dirty = True
        if moved or (came and not view.is_past):
            self.navigation.follow()
        seen = self._seen()
        self._dirty |= seen != self._was_seen
        self._was_seen = seen
        turns = going and not view.is_past and (state.flying > 0 or not state.stands_still)
        if self._dirty or turns:
            self._fill(everything=self._dirty)
            self._dirty = False
            self._draw()

    # -- filling -------------------------------------------------------------------------------

    def _fill(self, *, everything: bool) -> None:
        """Fill what is in sight: all of it, or the focused panel and the others in turn."""
        self._beats += 1
        each_time = ("header", self.focused.id if self.focused else "")
        for number, (id_, fill) in enumerate(self._panels.items()):
            sheet = self.sheet(id_)
            if not sheet.is_on_screen or not sheet.size.height:
                continue
            is_its_turn = number % _IN_TURN == self._beats % _IN_TURN
            wanted = everything or is_its_turn or id_ in each_time
            if wanted and (id_ != "timeline" or self._timeline_is_late(sheet.room)):
                sheet.show(fill(sheet.room))
        self.graph.beat(everything=everything or self._beats % _IN_TURN == 0)
        self._show_titles()
        footer = self.query_one(Footer)
        if message := self.message:
            footer.tell(message)
        else:
            footer.show_keys(self.actions.offered())

    def _timeline_is_late(self, room: int) -> bool:
        """Return whether the timeline would change; it is the slowest panel to fill, and keys that
        only select a step do not wait for it.
        """
        view, now = self.view, self.console_app.now()
        stamp = (room, view.position, view.since_turn, view.state.events, tuple(view.stops))
        if stamp == self._timeline_shows and 0 < now - self._timeline_at < _LATE:
            return False
        self._timeline_shows, self._timeline_at = stamp, now
        return True

    def _show_titles(self) -> None:
        looking = self.navigation
        sheet = self.sheet("step")
        name = self.view.selected.rpartition("/")[2] or "Step"
        room = sheet.size.width - sum(len(leaf) + 1 for leaf in step.LEAVES) - 6
        said = f"3 {first_line(name, max(4, room))} ─"
        title = Text(said.translate(IN_ASCII) if self.view.glyphs is ASCII else said)
        for number, leaf in enumerate(step.LEAVES):
            title.append(" ")
            title.append(leaf, "reverse" if number == looking.leaf else "")
        if self._titled != title.markup:  # setting it draws the whole panel again
            self._titled = title.markup
            sheet.border_title = title
        tab = self.sheet("tab")
        # When it is zoomed, the line of tabs above it is not in sight.
        said = f"5 {looking.tab}" if self.maximized is tab else ""
        if tab.border_title != said:
            tab.border_title = said
        self.query_one(TabLine).show_tabs(self.view, list(TABS), looking.tab)
        is_asked = bool(self.view.state.open_gates) and not self.view.is_past
        self.sheet("banner").display = is_asked

    def _draw(self) -> None:
        """Draw what was filled, as one frame and now: each panel would tell of itself when it comes
        to it, and what a key did would be seen a frame or two later.
        """
        self._dirty_widgets.update(each for each in self._sheets if each.is_to_be_drawn)
        self._on_timer_update()

    def _seen(self) -> tuple[object, ...]:
        """All that changes what is shown while nothing happens in the run, and no time passes."""
        view, focused, shown = self.view, self.focused, self.navigation
        pointed = focused.pointed.key if isinstance(focused, Sheet) else ""
        return (
            *(view.is_going, view.gone, view.selected, view.folded, view.critical, view.opened),
            *(view.sought, len(view.found), tuple(view.watches), tuple(view.stops)),
            *(self.graph.zoom, shown.leaf, shown.tab, self.size, self.maximized),
            *(focused, pointed, self.message),
            *(each.is_on_screen and each.size for each in self._sheets),
        )

    # -- keys, rows and the mouse --------------------------------------------------------------

    @on(Sheet.Pointed)
    def _pointed(self, message: Sheet.Pointed) -> None:
        self.navigation.point(message.row, by=message.sheet.id or "")

    @on(Sheet.Turned)
    def _paged(self, message: Sheet.Turned) -> None:
        self.navigation.turn_round(message.by)

    @on(TabLine.Pressed)
    def _tab_pressed(self, message: TabLine.Pressed) -> None:
        self.navigation.go_to_tab(list(TABS)[message.number])

    @on(Scrubber.Moved)
    def _scrubbed(self, message: Scrubber.Moved) -> None:
        view, width = self.view, self.query_one(Scrubber).room
        if message.column is None:
            self.playback.by(message.by)
        elif message.lane.key and message.column < timeline.column_of(view, width, 0):
            self.navigation.point(message.lane)
        else:
            self.playback.to_position(timeline.at_column(view, width, message.column))
        self.mark_dirty()

    @on(Sheet.Chosen)
    def _chosen(self, message: Sheet.Chosen) -> None:
        self.actions.open(message.row)

    @on(Footer.Pressed)
    def _footer_pressed(self, message: Footer.Pressed) -> None:
        self.actions.perform(message.name)

    def action_act(self, name: str) -> None:
        """Do what a key stands for, or tell why it is not possible."""
        self.actions.perform(name)

    # -- help and leaving ----------------------------------------------------------------------

    def perform(self, name: str) -> None:
        """Perform an action by its id."""
        self.actions.perform(name)

    def help_page(self) -> Page:
        """Return the page that explains every key."""
        return partial(run_page, self.console_app.user.keys)

    def leave(self) -> None:
        """Leave the run, or the console."""
        self.console_app.leave(self, self.source)

    # -- size ----------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Lay everything out for another size."""
        self.set_class(self.is_narrow, "narrow")
        self.set_class(self.size.width >= WIDE, "wide")
        self.graph.as_tree = self.is_narrow
        self.set_class(self.size.width < SMALLEST[0] or self.size.height < SMALLEST[1], "too-small")
        self.mark_dirty()
