"""What a run screen shows: which panel, leaf and tab, which step, what is searched for, the zoom.

Keys, rows and the mouse change it; nothing of it reaches the run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from orchtui.console.panels import TABS, step
from orchtui.console.panels.disagreements import turned
from orchtui.console.panels.format import plural
from orchtui.console.panels.found import pattern_of, search
from orchtui.console.playback import Moving
from orchtui.console.run_view import View
from orchtui.console.screens.base import ConsoleScreen
from orchtui.console.text.row import Row, RowKind
from orchtui.console.widgets.graph import GraphPane
from orchtui.console.widgets.row_list import Sheet
from orchtui.domain.state import RunState
from orchtui.errors import UsageError

PANES: Final = ("agents", "graph", "step", "timeline", "tab")
GROWING = frozenset({"Events", "Messages"})
"""The tabs whose last row is kept in sight as they grow."""
PAGED = frozenset({"Disagreements"})
"""The tabs in which left and right show another round."""


class RunNavigation:
    """What a run screen shows, and how actions change it."""

    def __init__(
        self, screen: ConsoleScreen, view: View, playback: Moving, leave: Callable[[], None]
    ) -> None:
        self.screen, self.view, self.playback = screen, view, playback
        self._leave = leave
        self.leaf, self.tab = 0, "Events"
        self._chose_tab = False

    @property
    def graph(self) -> GraphPane:
        """The graph."""
        return self.screen.query_one(GraphPane)

    def perform(self, name: str) -> None:
        """Perform an action that changes only what is shown."""
        own: Callable[[], object] | None = getattr(self, f"action_{name}", None)
        if own is not None:
            own()
        elif name.startswith("panel_"):
            self._go_to_panel(int(name.removeprefix("panel_")))
        else:
            self.graph.look(name)
        self.screen.mark_dirty()

    # -- following the run ---------------------------------------------------------------------

    def follow(self) -> None:
        """Select what happens, until something else is selected."""
        if self.view.state.open_disagreements:
            self.offer_tab("Disagreements")
        if not self.graph.follows_run and self.view.selected in self.view.state.steps:
            return
        running = self.view.state.in_flight()
        steps = self.view.state.steps
        held = [each.path for each in steps.values() if each.status in ("held", "ready")]
        if self.view.selected in [each.path for each in running] + held:
            return
        if held or running:
            self.view.selected = held[-1] if held else running[-1].path
        elif self.view.state.finished and self.graph.follows_run:
            # The last reply is, as a rule, the outcome of the run.
            replied = [each for each in steps.values() if each.reply]
            last = max(replied, key=lambda each: each.since, default=None)
            self.view.selected = last.path if last else next(iter(steps), "")
        elif not self.view.selected and steps:
            self.view.selected = next(iter(steps))

    # -- panels and tabs -----------------------------------------------------------------------

    def _go_to_panel(self, number: int) -> None:
        if number > len(PANES):
            self.go_to_tab("Meters")
            return
        screen, pane = self.screen, PANES[number - 1]
        screen.set_class(pane == "agents", "left-agents")
        screen.set_class(pane == "timeline", "low-timeline")
        self._use(pane)
        screen.call_after_refresh(screen.mark_dirty)  # it may not have been in sight

    def _use(self, pane: str) -> None:
        """Focus a panel, zoomed where another one is."""
        sheet, zoomed = self.screen.sheet(pane), self.screen.maximized
        if zoomed is not None and zoomed is not sheet:
            self.screen.maximize(sheet)
        sheet.focus()

    def go_to_tab(self, name: str) -> None:
        """Show one of the tabs below."""
        screen = self.screen
        self._show_tab(name)
        self._chose_tab = True
        screen.remove_class("low-timeline")
        self._use("tab")
        screen.mark_dirty()
        screen.call_after_refresh(screen.mark_dirty)

    def offer_tab(self, name: str) -> None:
        """Show a tab, unless a person chose another."""
        if not self._chose_tab:
            self._show_tab(name)

    def _show_tab(self, name: str) -> None:
        if name != self.tab:
            self.tab = name
            sheet = self.screen.sheet("tab")
            sheet.forget()
            sheet.follows, sheet.turns = name in GROWING, name in PAGED

    def action_back(self) -> None:
        """Show the leaf or the tab before."""
        self._turn(-1)

    def action_forth(self) -> None:
        """Show the next leaf or tab."""
        self._turn(1)

    def _turn(self, by: int) -> None:
        focused = self.screen.focused
        if focused is not None and focused.id in ("tab", "timeline"):
            names = list(TABS)
            self._show_tab(names[(names.index(self.tab) + by) % len(names)])
            self._chose_tab = True
        else:
            self.leaf = (self.leaf + by) % len(step.LEAVES)

    def turn_round(self, by: int) -> None:
        """Show another round of a disagreement."""
        if self.view.state.disagreements:
            self.view.round = turned(self.view, by)
            self.screen.mark_dirty()

    def name_of(self, sheet: Sheet) -> str:
        """Return the name of a panel, as a file name has it."""
        return (self.tab if sheet.id == "tab" else sheet.id or "panel").lower()

    # -- zoom ----------------------------------------------------------------------------------

    def action_zoom(self) -> None:
        """Show the focused panel over the whole screen, or all panels again."""
        screen = self.screen
        if screen.maximized is not None:
            screen.minimize()
        elif isinstance(screen.focused, Sheet):
            screen.maximize(screen.focused)
        screen.call_after_refresh(screen.mark_dirty)  # what is folded to a width is folded again

    def action_out(self) -> None:
        """Show all panels again, or leave."""
        self.action_zoom() if self.screen.maximized is not None else self._leave()

    def action_critical(self) -> None:
        """Mark the critical path, or not."""
        self.view.critical = not self.view.critical

    def action_theme(self) -> None:
        """Use the next theme."""
        self.screen.console_app.next_theme()

    # -- steps and rows ------------------------------------------------------------------------

    def select(self, path: str, *, by: str = "") -> None:
        """Select a step."""
        if path and path in self.view.state.steps and path != self.view.selected:
            self.view.selected = path
            self.graph.follows_run = False
            if by != "agents":
                self.screen.sheet("agents").point(path)
            self.screen.mark_dirty()

    def point(self, row: Row, *, by: str = "") -> None:
        """Select the step that a row represents, or the latest step of an agent."""
        path = row.key if row.kind is RowKind.STEP else ""
        if row.kind is RowKind.AGENT:
            path = _latest(self.view.state, row.key)
        if row.kind is RowKind.STEP and path not in self.view.state.steps:
            message = f"{path} is not planned yet at this moment: enter goes to it"
            self.screen.show_message(message, "warn")
        self.select(path, by=by)

    def open(self, row: Row) -> None:
        """Open what a row represents: a step's text, a disagreement's positions."""
        view = self.view
        if row.kind is RowKind.DISAGREEMENT:
            view.opened = "" if view.opened == row.key else row.key
            view.round = 0
        elif row.kind is RowKind.STEP:
            if row.key not in view.state.steps:
                self.screen.show_message(self.playback.to_step(row.key))
            self.select(row.key)
            self._use("step")
        self.screen.mark_dirty()

    # -- what is sought ------------------------------------------------------------------------

    def find(self, words: str) -> None:
        """Search the run, and show what was found."""
        view = self.view
        try:
            view.found = search(view, words) if words else []
        except UsageError as error:
            self.screen.show_message(str(error), "bad")
            return
        view.sought = words
        sought = None if words.startswith("!") else pattern_of(words)
        for sheet in self.screen.query(Sheet):
            sheet.sought = None if sheet.id == "tab" else sought
            sheet.refresh()
        if words:
            self.go_to_tab("Found")
            found = plural(len(view.found), "place")
            self.screen.show_message(f"{found}; . and , go from one to the next")

    def action_found_next(self) -> None:
        """Go to the next place that was found."""
        self._to_found(1)

    def action_found_before(self) -> None:
        """Go to the place before."""
        self._to_found(-1)

    def _to_found(self, by: int) -> None:
        if not self.view.found:
            self.screen.show_message("nothing is searched for: / searches", "warn")
            return
        sheet = self.screen.sheet("tab")
        if self.tab != "Found":
            self.go_to_tab("Found")
            sheet.show(TABS["Found"](self.view, sheet.room))
        sheet.point_on(by)


def _latest(state: RunState, agent: str) -> str:
    """Return the step that an agent began last, else its first planned one."""
    theirs = [step for step in state.steps.values() if step.agent == agent]
    begun = [step.path for step in theirs if step.status != "planned"]
    return next(reversed(begun), theirs[0].path if theirs else "")
