"""The home screen: the runs there are, the recipes there are, and what is pointed at among them.

The record is asked once a second, and only for what is on the screen and what is newest; what a
run or a recipe is about is read when the pointer has rested on it for a moment.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine, Iterable
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.css.query import NoMatches
from textual.timer import Timer
from textual.widgets import Static

from orchtui.console.dialogs.help import Page, home_page
from orchtui.console.home import run_table
from orchtui.console.home.recipes import OWN, Listed, recipe_rows, shipped
from orchtui.console.home.run_details import About
from orchtui.console.home.run_list import Listing
from orchtui.console.home.run_table import Heads, Lazy, RunList, Top, empty_rows, title
from orchtui.console.keymap import HOME, PANES
from orchtui.console.screens.home_actions import HomeActions, HomeLists
from orchtui.console.text.row import Row, RowKind
from orchtui.console.theme import Look
from orchtui.console.widgets.footer import Footer
from orchtui.console.widgets.prompt import Line
from orchtui.console.widgets.row_list import Sheet
from orchtui.domain.sanitize import first_line
from orchtui.domain.state.summary import RunRow
from orchtui.errors import OrchtuiError
from orchtui.session import Settings

NARROW = 100
SMALLEST = (60, 18)
TOO_SMALL = """\
orchtui needs 60 columns and 18 lines here.
Enlarge the window, or press q to leave."""
EVERY = 1.0
RESTING = 0.12


class HomeScreen(HomeLists):
    """Runs and recipes.

    `settings` are what every run that begins here begins with; by `clock` it is told how old one
    is.
    """

    CSS_PATH: ClassVar[str] = "../home.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(each.keys, f"act('{each.id}')", each.about, id=each.id, show=False)
            for each in HOME.values()
        ),
        Binding("ctrl+c,ctrl+q", "act('leave')", "Leave", show=False, priority=True),
        Binding("tab", "next_pane(1)", "The next panel", show=False),
        Binding("shift+tab", "next_pane(-1)", "The panel before", show=False),
    ]

    def __init__(
        self, settings: Settings | None = None, *, clock: Callable[[], float] = time.time
    ) -> None:
        super().__init__()
        self.clock = clock
        self.settings = settings or Settings(on_gate="wait")
        self.listing, self.about = Listing(), About()
        self.listed = shipped()
        self.pane = "runs"
        self.actions = HomeActions(self)
        self._resting: Timer | None = None
        self._is_looking = False
        self._placed: list[run_table.Placed] = []

    # -- what it is made of --------------------------------------------------------------------

    def compose(self) -> ComposeResult:
        yield Top(id="top")
        with Horizontal(id="home"):
            with Vertical(id="runs-pane"):
                yield Heads(id="heads")
                yield RunList(id="runs")
            with Vertical(id="beside"):
                yield Sheet(id="recipes", title="2 Recipes")
                yield Sheet(id="details", title="3 Details", points=False)
        yield Line(id="line")
        yield Footer(id="footer")
        yield Static(TOO_SMALL, id="small", markup=False)

    def on_mount(self) -> None:
        """Begin to look."""
        self.new_look(self.console_app.look)
        self.app.theme_changed_signal.subscribe(
            self, lambda _theme: self.new_look(self.console_app.look)
        )
        self.runs_list.focus()
        self.set_interval(EVERY, self.beat)
        self.begin(self.actions.read(), "reading")

    def _theme_changed(self, _theme: object) -> None:
        self.new_look(self.console_app.look)

    @property
    def runs_list(self) -> RunList:
        """The list of runs."""
        return self.query_one(RunList)

    @property
    def recipe_list(self) -> Sheet:
        """The list of recipes."""
        return self.query_one("#recipes", Sheet)

    def new_look(self, look: Look) -> None:
        """Show everything in the colours of another theme."""
        for sheet in self.query(Sheet):
            sheet.new_look(look)

    # -- what is read --------------------------------------------------------------------------

    def begin(self, work: Coroutine[object, object, None], group: str) -> None:
        """Begin something that takes a moment, in place of another of its group."""
        self.run_worker(self._watched(work), group=group, exclusive=True)

    async def _watched(self, work: Coroutine[object, object, None]) -> None:
        try:
            await work
        except OrchtuiError as error:
            self.show_message(first_line(str(error), 300), "bad")
        except NoMatches:
            if self.app.is_running:  # else its panes went with the console, and nobody looks
                raise

    def beat(self) -> None:
        """Once a second, while it is seen: how what is in sight stands."""
        if self.is_current and self.listing.is_read and not self._is_looking:
            self._is_looking = True
            self.run_worker(self._watched(self._look_again()), group="looking")

    async def _look_again(self) -> None:
        try:
            seen = dict.fromkeys(self.listing.run_of(key) for key in self.runs_list.in_sight())
            await self.actions.look_again(list(seen))
        finally:
            self._is_looking = False

    def on_screen_resume(self) -> None:
        """It is seen again: what happened meanwhile."""
        self.beat()

    def read_anew(self) -> None:
        """Read everything anew."""
        self.about.forget()
        self.listed = [*shipped(), *(each for each in self.listed if each.own)]
        self._fill_recipes()
        self.begin(self.actions.read(), "reading")
        self.show_message("read anew")

    # -- what is shown -------------------------------------------------------------------------

    def show_runs(self, *, top: bool = False) -> None:
        """Show the list as it is now, and what goes with it."""
        self._fill_runs()
        if self.listing.keys and (top or not self.runs_list.pointed.key):
            self.runs_list.action_far(-1)
        self._fill_top()
        self._tell_of()
        self.show_footer()

    def show_again(self, *, changed: bool) -> None:
        """Show the list a moment later: what changed, or only the ages."""
        if changed:
            self.show_runs()
        else:
            self._fill_runs()
            self.show_footer()

    def _fill_runs(self) -> None:
        sheet, listing, glyphs = self.runs_list, self.listing, self.console_app.glyphs
        width = max(1, sheet.room)
        self._placed = run_table.placed(width, listing.sort)
        self.query_one(Heads).show_heads(self._placed, listing.sort, glyphs.arrows[2])
        now = self.clock()
        rows = Lazy(listing.keys, lambda key: self._row(key, width, now))
        sheet.show(rows if listing.keys else empty_rows(listing, width))

    def _row(self, key: str, width: int, now: float) -> Row:
        listing, glyphs = self.listing, self.console_app.glyphs
        run, place = listing.row(key), listing.place(key)
        if run is None:
            return Row()
        if place is not None:
            more = listing.more_after(key)
            return run_table.place_row(place, key, listing.sought, width, glyphs, more)
        is_marked = run.id in listing.marked
        return run_table.run_row(run, self._placed, glyphs, now, is_marked=is_marked)

    def _fill_top(self) -> None:
        self.query_one(Top).show_top(
            self.listing, self.console_app.glyphs, self.pane, self.is_narrow
        )
        self.query_one("#runs-pane").border_title = Content(title(self.listing))

    def _fill_recipes(self) -> None:
        sheet = self.recipe_list
        sheet.show(recipe_rows(self.listed, sheet.room))
        if not sheet.pointed.key:
            sheet.point(self.listed[0].name)

    def _fill_details(self, *, top: bool = False) -> None:
        sheet = self.query_one("#details", Sheet)
        sheet.show(self.about.rows(sheet.room, self.console_app.glyphs, self.clock()))
        if top:
            sheet.scroll_home(animate=False)

    def show_footer(self) -> None:
        """Show what can be done now, or what is being said."""
        footer = self.query_one(Footer)
        if message := self.message:
            footer.tell(message)
        else:
            footer.show_keys(self.actions.keys())

    def _tell_of(self) -> None:
        """Tell of what is pointed at in the list that is used, once the pointer rests."""
        moved = False
        if self.pane == "runs":
            moved = self.about.point_at_run(self.run)
        elif self.pane == "recipes":
            moved = self.about.point_at_recipe(self.recipe)
        self._fill_details(top=moved)
        if self._resting is not None:
            self._resting.stop()
        if not self.about.is_told and self.query_one("#details").is_on_screen:
            self._resting = self.set_timer(RESTING, lambda: self.begin(self._told(), "details"))

    async def _told(self) -> None:
        await self.about.read(self.console_app.session)
        self._fill_details()

    # -- pointing ------------------------------------------------------------------------------

    @property
    def run(self) -> RunRow | None:
        """The run that is pointed at."""
        return self.listing.row(self.runs_list.pointed.key)

    @property
    def recipe(self) -> str:
        """The recipe that is pointed at."""
        return self.recipe_list.pointed.key

    @on(Sheet.Pointed)
    def _pointed(self, _message: Sheet.Pointed) -> None:
        self._tell_of()
        self.show_footer()

    @on(Sheet.Chosen)
    def _chosen(self, message: Sheet.Chosen) -> None:
        self.actions.perform("home.describe" if message.row.kind is RowKind.RECIPE else "home.open")

    def on_descendant_focus(self) -> None:
        """Another pane is used."""
        focused = self.focused.id if self.focused else ""
        if focused in PANES and focused != self.pane:
            self._give_room(str(focused))

    def go_to(self, pane: str) -> None:
        """Use a pane."""
        self._give_room(pane)  # where it is hidden, it cannot be focused
        self.query_one(f"#{pane}", Sheet).focus()

    def _give_room(self, pane: str) -> None:
        """A pane that is used gets more room, or all of it where there is little."""
        self.pane = pane
        for each in PANES:
            self.set_class(each == pane, f"on-{each}")
        self._fill_top()
        self._tell_of()
        self.show_footer()

    def action_next_pane(self, by: int) -> None:
        """Use the next pane, or the one before."""
        self.go_to(PANES[(PANES.index(self.pane) + by) % len(PANES)])

    def back(self) -> bool:
        """Go back to the list that brought one here; whether there is one to go back to."""
        if self.pane == "details" or (self.is_narrow and self.pane != "runs"):
            come_from = self.pane == "details" and self.about.kind == "recipe"
            self.go_to("recipes" if come_from else "runs")
            return True
        return False

    def next_run(self) -> None:
        """Point at the run below, as when several are marked one after the other."""
        self.runs_list.action_move(1)
        self.show_runs()

    def list_recipe(self, name: str, about: str) -> None:
        """Have a recipe in the list, somebody's own after the others, and point at it."""
        if all(name != each.name for each in self.listed):
            self.listed.append(Listed(name, about or OWN, own=True))
        self._fill_recipes()
        self.recipe_list.point(name)

    # -- acting --------------------------------------------------------------------------------

    def action_act(self, name: str) -> None:
        """Do what a key stands for, or tell why it is not possible."""
        self.actions.perform(name)

    def commands(self) -> Iterable[tuple[str, str, Callable[[], None]]]:
        """What the palette lists: names, what each does, and how to have it done."""
        for each in HOME.values():
            name = each.id.removeprefix("home.").replace("_", " ")
            yield name, each.about, partial(self.actions.perform, each.id)

    @on(Footer.Pressed)
    def _footer_pressed(self, message: Footer.Pressed) -> None:
        self.actions.perform(message.name)

    @on(Heads.Pressed)
    def _head_pressed(self, message: Heads.Pressed) -> None:
        self.actions.sort_by(message.sort)

    @on(Top.Pressed)
    def _top_pressed(self, message: Top.Pressed) -> None:
        self.go_to(message.pane)

    def perform(self, name: str) -> None:
        """Perform an action by its id."""
        self.actions.perform(name)

    def mark_dirty(self) -> None:
        """Show the footer again."""
        self.show_footer()

    def help_page(self) -> Page:
        """Return the page that explains every key."""
        return partial(home_page, self.console_app.user.keys)

    # -- size ----------------------------------------------------------------------------------

    @property
    def is_narrow(self) -> bool:
        """Whether there is room for one pane only."""
        return self.size.width < NARROW

    def on_resize(self) -> None:
        """Lay everything out for another size."""
        self.set_class(self.is_narrow, "narrow")
        self.set_class(self.size.width < SMALLEST[0] or self.size.height < SMALLEST[1], "too-small")

    @on(Sheet.Resized)
    def _resized(self, message: Sheet.Resized) -> None:
        """Fill a pane for the width it has now."""
        fill = {
            "runs": self.show_runs,
            "recipes": self._fill_recipes,
            "details": self._tell_of,
            "footer": self.show_footer,
            "top": self._fill_top,
        }.get(message.sheet.id or "")
        if fill is not None:
            fill()
