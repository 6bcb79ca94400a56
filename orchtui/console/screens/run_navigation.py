"""What is looked at on a run screen: which panel, leaf and tab, which step, what is sought, zoomed.

Keys, rows and the mouse change it; nothing of it reaches the run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from orchtui.console.panels import TABS, step
from orchtui.console.panels.disagreements import turned
from orchtui.console.panels.format import plural
from orchtui.console.panels.found import pattern_of, search
from orchtui.console.text.row import Row
from orchtui.console.widgets.row_list import Sheet
from orchtui.domain.state import RunState
from orchtui.errors import UsageError

if TYPE_CHECKING:
    from orchtui.console.screens.run import RunScreen

PANES = ("agents", "graph", "step", "timeline", "tab")
GROWING = frozenset({"Events", "Messages"})
"""The tabs whose last row is kept in sight as they grow."""
PAGED = frozenset({"Disagreements"})
"""The tabs in which left and right show another page: there, another round."""


class Looking:
    """The eyes of a run screen."""

    def __init__(self, screen: RunScreen) -> None:
        self.screen, self.view = screen, screen.view
        self.leaf, self.tab = 0, "Events"
        self._chose_tab = False
        self._done: Mapping[str, Callable[[], object]] = {
            **{f"panel_{n}": partial(self._go_to, name) for n, name in enumerate(PANES, start=1)},
            "panel_6": partial(self.go_to_tab, "Meters"),
            "back": partial(self._turn, -1),
            "forth": partial(self._turn, 1),
            "zoom": self._zoom,
            "out": self._out,
            "theme": lambda: screen.app.next_theme(),
            "found_next": partial(self._to_found, 1),
            "found_before": partial(self._to_found, -1),
            "critical": self._mark_critical,
        }

    def do(self, name: str) -> None:
        """Do what only changes how things are looked at."""
        done = self._done.get(name)
        if done is not None:
            done()
        else:
            self.screen.graph.look(name)
        self.screen.mark_dirty()

    # -- what happens --------------------------------------------------------------------------

    def follow(self) -> None:
        """Look at what happens, until somebody looks at something else."""
        if self.view.state.open_disagreements:
            self.offer_tab("Disagreements")
        if not self.screen.graph.follows_run and self.view.selected in self.view.state.steps:
            return
        running = self.view.state.in_flight()
        steps = self.view.state.steps
        held = [each.path for each in steps.values() if each.status in ("held", "ready")]
        if self.view.selected in [each.path for each in running] + held:
            return
        if held or running:
            self.view.selected = held[-1] if held else running[-1].path
        elif self.view.state.finished and self.screen.graph.follows_run:
            # Whatever replied last is, as a rule, what the run comes to.
            replied = [each for each in steps.values() if each.reply]
            last = max(replied, key=lambda each: each.since, default=None)
            self.view.selected = last.path if last else next(iter(steps), "")
        elif not self.view.selected and steps:
            self.view.selected = next(iter(steps))

    # -- panels and tabs -----------------------------------------------------------------------

    def _go_to(self, pane: str) -> None:
        screen = self.screen
        screen.set_class(pane == "agents", "left-agents")
        screen.set_class(pane == "timeline", "low-timeline")
        self._use(pane)
        screen.call_after_refresh(screen.mark_dirty)  # it may not have been in sight

    def _use(self, pane: str) -> None:
        """Have keys go to a panel, whole where another one is."""
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
        """Show a tab, unless somebody has chosen another."""
        if not self._chose_tab:
            self._show_tab(name)

    def _show_tab(self, name: str) -> None:
        if name != self.tab:
            self.tab = name
            sheet = self.screen.sheet("tab")
            sheet.forget()
            sheet.follows, sheet.turns = name in GROWING, name in PAGED

    def _turn(self, by: int) -> None:
        focused = self.screen.focused
        if focused is not None and focused.id in ("tab", "timeline"):
            names = list(TABS)
            self._show_tab(names[(names.index(self.tab) + by) % len(names)])
            self._chose_tab = True
        else:
            self.leaf = (self.leaf + by) % len(step.LEAVES)

    def turn_round(self, by: int) -> None:
        """Show another round of what is disagreed on."""
        if self.view.state.disagreements:
            self.view.round = turned(self.view, by)
            self.screen.mark_dirty()

    def name_of(self, sheet: Sheet) -> str:
        """What a panel is called in the name of a file."""
        return (self.tab if sheet.id == "tab" else sheet.id or "panel").lower()

    # -- zoom ----------------------------------------------------------------------------------

    def _zoom(self) -> None:
        screen = self.screen
        if screen.maximized is not None:
            screen.minimize()
        elif isinstance(screen.focused, Sheet):
            screen.maximize(screen.focused)
        screen.call_after_refresh(screen.mark_dirty)  # what is folded to a width is folded again

    def _out(self) -> None:
        self._zoom() if self.screen.maximized is not None else self.screen.leave()

    def _mark_critical(self) -> None:
        self.view.critical = not self.view.critical

    # -- steps and rows ------------------------------------------------------------------------

    def select(self, path: str, *, by: str = "") -> None:
        """Look at a step."""
        if path and path in self.view.state.steps and path != self.view.selected:
            self.view.selected = path
            self.screen.graph.follows_run = False
            if by != "agents":
                self.screen.sheet("agents").point(path)
            self.screen.mark_dirty()

    def point(self, row: Row, *, by: str = "") -> None:
        """Look at the step that a row stands for, or at the latest of an agent's."""
        path = row.key if row.kind == "step" else ""
        if row.kind == "agent":
            path = _latest(self.view.state, row.key)
        if row.kind == "step" and path not in self.view.state.steps:
            told = f"{path} is not planned yet at this moment: enter goes to it"
            self.screen.acting.tell(told, "warn")
        self.select(path, by=by)

    def open(self, row: Row) -> None:
        """Open what a row stands for: a step's text, a disagreement's positions."""
        view, acting = self.view, self.screen.acting
        if row.kind == "disagreement":
            view.opened = "" if view.opened == row.key else row.key
            view.round = 0
        elif row.kind == "step":
            if row.key not in view.state.steps:
                acting.tell(acting.moving.to_step(row.key))
            self.select(row.key)
            self._use("step")
        self.screen.mark_dirty()

    # -- what is sought ------------------------------------------------------------------------

    def find(self, words: str) -> None:
        """Search the run, and show what was found."""
        view, acting = self.view, self.screen.acting
        try:
            view.found = search(view, words) if words else []
        except UsageError as error:
            acting.tell(str(error), "bad")
            return
        view.sought = words
        sought = None if words.startswith("!") else pattern_of(words)
        for sheet in self.screen.query(Sheet):
            sheet.sought = None if sheet.id == "tab" else sought
            sheet.refresh()
        if words:
            self.go_to_tab("Found")
            acting.tell(f"{plural(len(view.found), 'place')}; . and , go from one to the next")

    def _to_found(self, by: int) -> None:
        if not self.view.found:
            self.screen.acting.tell("nothing is searched for: / searches", "warn")
            return
        sheet = self.screen.sheet("tab")
        if self.tab != "Found":
            self.go_to_tab("Found")
            sheet.show(TABS["Found"](self.view, sheet.room))
        sheet.point_on(by)


def _latest(state: RunState, agent: str) -> str:
    """The path of the step that an agent began last; else of the first that it is to do."""
    theirs = [step for step in state.steps.values() if step.agent == agent]
    begun = [step.path for step in theirs if step.status != "planned"]
    return next(reversed(begun), theirs[0].path if theirs else "")
