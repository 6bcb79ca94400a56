"""The run screen: one run, live, attached or recorded, in panels that all read the same view.

Turns are folded on a beat, fifteen times a second; a beat fills what is in sight and has changed,
the focused panel each time, the others in turn, so that no beat is long.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Static

from orchtui.console.dialogs.choice import Answers, Choice
from orchtui.console.dialogs.help import Help, run_page
from orchtui.console.filling import Filling
from orchtui.console.keymap import ACTIONS
from orchtui.console.panels import TABS, timeline
from orchtui.console.run_source import Source
from orchtui.console.screens.run_actions import Acting
from orchtui.console.screens.run_navigation import Looking
from orchtui.console.theme import Look
from orchtui.console.widgets.footer import Footer
from orchtui.console.widgets.graph import GraphPane
from orchtui.console.widgets.prompt import Line
from orchtui.console.widgets.row_list import Sheet
from orchtui.console.widgets.tab_bar import TabLine
from orchtui.console.widgets.timeline import Scrubber
from orchtui.session import ahead

if TYPE_CHECKING:
    from orchtui.console.app import Console

BEAT = 1 / 15
_FRAMES = 8
NARROW, WIDE = 100, 160
SMALLEST = (60, 18)
TOO_SMALL = """\
orchtui needs 60 columns and 18 lines here.
The run goes on. Enlarge the window, or press q to leave."""


def nothing_wrong(_text: str) -> str:
    """Any text will do."""
    return ""


class RunScreen(Screen[None]):
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
    app: Console

    def __init__(self, source: Source) -> None:
        super().__init__()
        self.source, self.view = source, source.view
        self.looking: Looking = Looking(self)
        self.acting: Acting = Acting(self)
        self.filling = Filling(self)
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
        self.new_look(self.app.look)
        self.sheet("header").can_focus = False
        self.sheet("banner").can_focus = False
        self.graph.focus()
        self.sheet("tab").follows = True
        if not self.view.selected:
            self.looking.follow()
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

    def sheet(self, name: str) -> Sheet:
        """A panel, by its name."""
        return self.query_one(f"#{name}", Sheet)

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
        now = self.app.now()
        if came or not self._turned:
            self._turned = now
        state = view.player.live
        going = view.is_going
        if going:
            passed = 0.0 if state.stands_still else (now - self._turned) * view.speed
            view.clock = state.at + passed
            view.frame = int(now * _FRAMES)
        self.acting.play(now)
        moved = view.position != self._position
        self._position = view.position
        if came or moved or self.acting.moving.playing:
            view.frame = int(now * _FRAMES)
            self._dirty = True
        if moved or (came and not view.is_past):
            self.looking.follow()
        seen = self._seen()
        self._dirty |= seen != self._was_seen
        self._was_seen = seen
        turns = going and not view.is_past and (state.flying > 0 or not state.stands_still)
        if self._dirty or turns:
            self.filling.fill(everything=self._dirty)
            self._dirty = False
            self._draw()

    def _draw(self) -> None:
        """Draw what was filled, as one frame and now: each panel would tell of itself when it comes
        to it, and what a key did would be seen a frame or two later.
        """
        self._dirty_widgets.update(each for each in self._sheets if each.is_to_be_drawn)
        self._on_timer_update()

    def _seen(self) -> tuple[object, ...]:
        """All that changes what is shown while nothing happens in the run, and no time passes."""
        view, focused, looking = self.view, self.focused, self.looking
        pointed = focused.pointed.key if isinstance(focused, Sheet) else ""
        return (
            *(view.is_going, view.gone, view.selected, view.folded, view.critical, view.opened),
            *(view.sought, len(view.found), tuple(view.watches), tuple(view.stops)),
            *(self.graph.zoom, looking.leaf, looking.tab, self.size, self.maximized),
            *(focused, pointed, self.acting.told),
            *(each.is_on_screen and each.size for each in self._sheets),
        )

    # -- keys, rows and the mouse --------------------------------------------------------------

    @on(Sheet.Pointed)
    def _pointed(self, message: Sheet.Pointed) -> None:
        self.looking.point(message.row, by=message.sheet.id or "")

    @on(Sheet.Turned)
    def _paged(self, message: Sheet.Turned) -> None:
        self.looking.turn_round(message.by)

    @on(TabLine.Pressed)
    def _tab_pressed(self, message: TabLine.Pressed) -> None:
        self.looking.go_to_tab(list(TABS)[message.number])

    @on(Scrubber.Moved)
    def _scrubbed(self, message: Scrubber.Moved) -> None:
        view, width = self.view, self.query_one(Scrubber).room
        if message.column is None:
            self.acting.moving.by(message.by)
        elif message.lane.key and message.column < timeline.column_of(view, width, 0):
            self.looking.point(message.lane)
        else:
            self.acting.moving.to_position(timeline.at_column(view, width, message.column))
        self.mark_dirty()

    @on(Sheet.Chosen)
    def _chosen(self, message: Sheet.Chosen) -> None:
        self.acting.open(message.row)

    @on(Footer.Pressed)
    def _footer_pressed(self, message: Footer.Pressed) -> None:
        self.acting.do(message.name)

    def action_act(self, name: str) -> None:
        """Do what a key stands for, or tell why it is not possible."""
        self.acting.do(name)

    # -- what is asked over it -----------------------------------------------------------------

    def ask(
        self,
        prompt: str,
        begun: str,
        done: Callable[[str], None],
        *,
        hint: str = "",
        suggest: Callable[[str], str] | None = None,
    ) -> None:
        """Ask for a line at the bottom."""
        self.query_one(Line).ask(prompt, begun, done, hint=hint, suggest=suggest)

    def choose(self, title: str, about: str, answers: Answers, done: Callable[[str], None]) -> None:
        """Ask for one of a few answers."""

        def chosen(name: str | None) -> None:
            if name:
                done(name)

        self.app.push_screen(Choice(title, about, answers, self.app.look), chosen)

    def write(
        self,
        title: str,
        begun: str,
        send: Callable[[str], Awaitable[str]],
        *,
        note: str = "",
        wrong: Callable[[str], str] = nothing_wrong,
    ) -> None:
        """Ask for a text."""
        from orchtui.console.dialogs.text_editor import Writing

        self.app.push_screen(Writing(title, begun, send, note, wrong))

    def explain(self) -> None:
        """Every key, explained."""
        self.app.push_screen(Help(partial(run_page, self.app.user.keys), self.app.look))

    def leave(self) -> None:
        """Leave the run, or the console."""
        self.app.leave(self)

    # -- size ----------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """Lay everything out for another size."""
        self.set_class(self.is_narrow, "narrow")
        self.set_class(self.size.width >= WIDE, "wide")
        self.graph.as_tree = self.is_narrow
        self.set_class(self.size.width < SMALLEST[0] or self.size.height < SMALLEST[1], "too-small")
        self.mark_dirty()
