"""The actions of the home screen, and why one is not possible.

An action is the method `action_` and its id. What takes a moment is a coroutine that the screen
runs, one of a kind at a time; its errors are shown in the footer.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence

from orchtui.commands.rules import LIVE
from orchtui.console.home.run_details import About
from orchtui.console.home.run_filter import wanted
from orchtui.console.home.run_list import SORTS, Listing
from orchtui.console.home.run_table import RunList
from orchtui.console.home.start_run import HomeState, StartRun
from orchtui.console.keymap import HOME, PANES, TYPED, Action, keys_in_force
from orchtui.console.run_source import Here, stored
from orchtui.console.widgets.footer import Key
from orchtui.domain.state.summary import RunRow
from orchtui.domain.suggest import nearest
from orchtui.errors import UsageError
from orchtui.session import Live

READ_ONLY = "the console is read-only"
_CHANGING = frozenset({"home.resume", "home.delete", "home.run"})
_OF_A_RUN = frozenset({"home.open", "home.replay", "home.resume", "home.mark", "home.delete"})
_EVERYWHERE = frozenset({"home.run", "find"})
_OF_A_RECIPE = frozenset({"home.describe", "home.check"})
MOST = 20_000
"""How many runs are listed at most, the newest."""

_FIRST = 200
_NEWEST = 50
_PLACES = 500


class HomeLists(HomeState):
    """The home screen, as far as its actions need it."""

    listing: Listing
    about: About

    @property
    def runs_list(self) -> RunList:
        """The list of runs."""
        raise NotImplementedError

    def begin(self, work: Coroutine[object, object, None], group: str) -> None:
        """Run something that takes a moment, in place of another of its group."""
        raise NotImplementedError

    def show_runs(self, *, top: bool = False) -> None:
        """Show the list as it is now."""
        raise NotImplementedError

    def show_again(self, *, changed: bool) -> None:
        """Show the list a moment later."""
        raise NotImplementedError

    def read_anew(self) -> None:
        """Read everything again."""
        raise NotImplementedError

    def go_to(self, pane: str) -> None:
        """Focus a panel."""
        raise NotImplementedError

    def back(self) -> bool:
        """Go back to the list before; return whether there is one."""
        raise NotImplementedError

    def next_run(self) -> None:
        """Highlight the run below."""
        raise NotImplementedError


class HomeActions:
    """What can be done at home."""

    def __init__(self, screen: HomeLists) -> None:
        self.screen, self.listing = screen, screen.listing
        self.start_run = StartRun(screen, screen.begin, self.describe, self.show)

    # -- what is possible ----------------------------------------------------------------------

    def keys(self) -> Sequence[Key]:
        """Return what the footer shows now."""
        pane = self.screen.pane
        in_force = keys_in_force(self.screen.console_app.user.keys, HOME)
        return [
            Key(
                each.id,
                in_force[each.id],
                f"sort: {self.listing.sort}" if each.id == "home.sort" else each.word,
                each.rank,
                not self.refusal(each.id),
            )
            for each in HOME.values()
            if each.rank and self._concerns(each, pane)
        ]

    def _concerns(self, action: Action, pane: str) -> bool:
        """Return whether an action concerns the focused panel."""
        if action.id == "home.clear":
            return self.listing.is_narrowed or bool(self.listing.marked)
        if pane == "details":
            pane = f"{self.screen.about.kind}s"
        return action.room in ("look", pane) or action.id in _EVERYWHERE

    def refusal(self, name: str, typed: str = "") -> str:
        """Return why an action is not possible now, or nothing if it is."""
        if name in _CHANGING and self.screen.console_app.readonly:
            return READ_ONLY
        if typed:
            return ""
        if name in _OF_A_RECIPE:
            return "" if self.screen.recipe else "point at a recipe first: 2 goes there"
        if name not in _OF_A_RUN:
            return ""
        run = self.screen.run
        if run is None:
            return "no run is there yet" if not self.listing.keys else "point at a run first"
        return _not_with(name, run) if not self.listing.marked else ""

    # -- doing ---------------------------------------------------------------------------------

    def perform(self, name: str, typed: str = "") -> None:
        """Perform an action, or show why it is not possible."""
        if refused := self.refusal(name, typed):
            self.screen.show_message(f"{HOME[name].word or name}: {refused}", "warn")
            return
        if name.startswith("panel_"):
            self.screen.go_to(PANES[int(name.removeprefix("panel_")) - 1])
            return
        action: Callable[[str], object] = getattr(self, f"action_{name.replace('.', '_')}")
        action(typed)

    def typed(self, line: str) -> None:
        """Perform what was typed after the colon."""
        verb, _, rest = line.strip().partition(" ")
        if not verb:
            return
        name = TYPED[verb][0] if verb in TYPED else verb
        if name not in HOME:
            self.screen.show_message(
                f"{verb!r} is nothing to do here{nearest(verb, TYPED)}: ? explains", "bad"
            )
            return
        self.perform(name, rest.strip())

    # -- what needs no target ------------------------------------------------------------------

    def action_line(self, _typed: str) -> None:
        """Ask for an action."""
        self.screen.prompt(":", "", self.typed, hint=", ".join(TYPED))

    def action_theme(self, _typed: str) -> None:
        """Use the next theme."""
        self.screen.console_app.next_theme()

    def action_help(self, _typed: str) -> None:
        """Explain every key."""
        self.screen.explain()

    def action_leave(self, _typed: str) -> None:
        """Leave the console."""
        self.screen.app.exit()

    def action_home_refresh(self, _typed: str) -> None:
        """Read everything again."""
        self.screen.read_anew()

    def action_home_run(self, typed: str) -> None:
        """Start a run."""
        self.start_run.begin(typed)

    # -- runs and recipes ----------------------------------------------------------------------

    def action_home_open(self, typed: str) -> None:
        """Open a run."""
        self._open(typed, play=False)

    def action_home_replay(self, typed: str) -> None:
        """Play a recorded run from its start."""
        self._open(typed, play=True)

    def _open(self, typed: str, *, play: bool) -> None:
        """Open a run; at the place that is pointed at, where that is one in its text."""
        name, path = typed, ""
        if not name and (run := self.screen.run):
            place = self.listing.place(self.screen.runs_list.pointed.key)
            name, path = run.id, place.path if place else ""
        self.screen.show_message(f"opening {name} …")
        self.screen.begin(self.open(name, path, play=play), "opening")

    def action_home_resume(self, typed: str) -> None:
        """Resume an interrupted run here."""
        run = self.screen.run
        name = typed or (run.id if run else "")
        self.screen.begin(self.resume(name), "opening")

    def action_home_describe(self, typed: str) -> None:
        """Describe a recipe."""
        self.describe(typed, check=False)

    def action_home_check(self, typed: str) -> None:
        """Find the mistakes of a recipe."""
        self.describe(typed, check=True)

    def describe(self, typed: str, *, check: bool) -> None:
        """Describe a recipe, or find its mistakes."""
        name = typed or self.screen.recipe
        self.screen.begin(self.read_recipe(name, check=check), "details")

    # -- the list ------------------------------------------------------------------------------

    def action_home_mark(self, _typed: str) -> None:
        """Mark a run, or mark it no longer."""
        run = self.screen.run
        if run is not None:
            self.listing.marked ^= {run.id}
            self.screen.next_run()

    def action_home_filter(self, typed: str) -> None:
        """Filter the list."""
        hint = "words, is:failed,stopped, /regex/, !not; empty lists all"
        if typed:
            self._filtered(typed)
        else:
            self.screen.prompt("filter", self.listing.wanted.typed, self._filtered, hint=hint)

    def _filtered(self, typed: str) -> None:
        try:
            self.listing.wanted = wanted(typed)
        except UsageError as error:
            self.screen.show_message(str(error), "bad")
            return
        self.listing.arrange()
        self.screen.show_runs(top=True)

    def action_find(self, typed: str) -> None:
        """Search all runs."""
        if typed:
            self._searched(typed)
        else:
            hint = "words that were asked or replied; empty lists all"
            self.screen.prompt("/", self.listing.sought, self._searched, hint=hint)

    def _searched(self, words: str) -> None:
        if words:
            self.screen.show_message("searching …")
        self.screen.begin(self.search(words), "searching")

    def action_home_sort(self, typed: str) -> None:
        """Sort the list."""
        if typed and typed not in SORTS:
            self.screen.show_message(
                f"runs are sorted by {', '.join(SORTS)}, not by {typed}", "bad"
            )
            return
        self.sort_by(typed or self.listing.next_sort())

    def sort_by(self, name: str) -> None:
        """Sort the list."""
        self.listing.sort = name
        self.listing.arrange()
        self.screen.show_runs(top=True)

    def action_home_clear(self, _typed: str) -> None:
        """Go back, or show all runs again."""
        if self.screen.back():
            return
        self.listing.wanted = wanted("")
        self.listing.marked.clear()
        self.listing.search("")
        self.screen.show_runs()

    def action_copy(self, _typed: str) -> None:
        """Copy the id of the run, or the name of the recipe."""
        subject = self.screen.about.name
        if subject:
            self.screen.app.copy_to_clipboard(subject)
            self.screen.show_message(f"copied {subject}")
        else:
            self.screen.show_message("point at a run or a recipe first", "warn")

    # -- deleting ------------------------------------------------------------------------------

    def action_home_delete(self, typed: str) -> None:
        """Ask whether runs are to be deleted; none that is live is."""
        pointed = [self.screen.run.id] if self.screen.run else []
        names = typed.split() or sorted(self.listing.marked) or pointed
        rows = [self.listing.known.get(name) for name in names]
        live = [row.id for row in rows if row is not None and row.summary.status in LIVE]
        if live:
            going = f"{', '.join(live)} {'is' if len(live) == 1 else 'are'} going on"
            self.screen.show_message(f"delete: {going}: stop first what is to be deleted", "warn")
            return
        what = f"run {names[0]}" if len(names) == 1 else f"{len(names)} runs"
        told = rows[0].recipe if len(rows) == 1 and rows[0] is not None else ", ".join(names)

        def delete(_answer: str) -> None:
            self.screen.begin(self.delete(names), "deleting")

        self.screen.choose(
            f"Delete {what}?",
            f"{told}\nThe record is deleted for good: it cannot be replayed or resumed.",
            {"delete": ("d", f"delete {what}", ""), "": ("escape", "keep", "")},
            delete,
        )

    # -- reading -------------------------------------------------------------------------------

    async def read(self) -> None:
        """Read all runs; the newest are shown first."""
        session, known = self.screen.console_app.session, set(self.listing.known)
        newest = await session.runs(limit=_FIRST)
        self.listing.take(newest)
        self.screen.show_runs()
        rows = newest if len(newest) < _FIRST else await session.runs(limit=MOST + 1)
        self.listing.is_cut = len(rows) > MOST
        if self.listing.take(rows[:MOST], known):
            self.screen.show_runs()

    async def look_again(self, seen: Sequence[str]) -> None:
        """Read the runs in sight again, and newer ones."""
        session = self.screen.console_app.session
        rows = await session.runs(only=seen) if seen else []
        newest = await session.runs(limit=_NEWEST)
        self.screen.show_again(changed=self.listing.take([*newest, *rows], seen))

    async def search(self, words: str) -> None:
        """List the runs that say this, with where they do."""
        session = self.screen.console_app.session
        found = await session.search(words, _PLACES) if words else []
        unknown = {each.run for each in found} - set(self.listing.known)
        if unknown:
            self.listing.take(await session.runs(only=sorted(unknown)))
        self.listing.search(words, found)
        self.screen.show_runs(top=True)
        if words:
            places = f"{len(found)} place{'s' if len(found) != 1 else ''}"
            runs = f"{self.listing.runs} run{'s' if self.listing.runs != 1 else ''}"
            self.screen.show_message(f"{places} in {runs}; escape lists all again")

    # -- opening -------------------------------------------------------------------------------

    async def open(self, name: str, path: str, *, play: bool) -> None:
        """Show a run, at a step of it if one is named; played, from its start."""
        app = self.screen.console_app
        source = await stored(app.session, name, app.database)
        if path in source.view.player.live.steps:
            source.view.selected = path
        shown = await app.open_run(source)
        if play and source.view.kind == "recorded":
            shown.perform("pause")
        self.screen.clear_message()

    async def resume(self, name: str) -> None:
        """Resume an interrupted run here."""
        await self.show(await self.screen.console_app.session.resume(name))

    async def show(self, live: Live) -> None:
        """Show a run of this process."""
        app = self.screen.console_app
        await app.open_run(Here(app.session, live, app.database))

    # -- the rest ------------------------------------------------------------------------------

    async def delete(self, names: Sequence[str]) -> None:
        """Delete runs for good."""
        gone = await self.screen.console_app.session.remove(names)
        self.listing.forget(gone)
        self.screen.show_runs()
        what = f"run {gone[0]}" if len(gone) == 1 else f"{len(gone)} runs"
        self.screen.show_message(f"deleted {what}")

    async def read_recipe(self, name: str, *, check: bool) -> None:
        """Describe a recipe; to check it, read it again and count its mistakes."""
        described = await self.screen.about.read_recipe(name)
        if described.recipe is not None:
            self.screen.list_recipe(name, described.recipe.about)
        self.screen.about.point_at_recipe(name, check=check)
        self.screen.go_to("details")
        if check:
            number = len(described.problems)
            found = f"{number} mistake{'s' if number != 1 else ''}" if number else "no mistakes"
            self.screen.show_message(f"{name}: {found}", "bad" if number else "good")


def _not_with(name: str, run: RunRow) -> str:
    """Why something cannot be done with this run."""
    status = run.summary.status
    if name == "home.resume" and status != "interrupted":
        return f"run {run.id} is {status}: only one that was interrupted can be taken up again"
    if name == "home.replay" and status in LIVE:
        return f"run {run.id} goes on: enter opens it as it does"
    if name == "home.delete" and status in LIVE:
        return f"run {run.id} goes on: stop it first"
    return ""
