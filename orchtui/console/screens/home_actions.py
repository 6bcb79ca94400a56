"""What keys, the colon line, the palette and the mouse do at home, and why something cannot be."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from orchtui.commands.rules import LIVE
from orchtui.console.home.run_filter import wanted
from orchtui.console.home.run_list import SORTS
from orchtui.console.home.start_run import Starting
from orchtui.console.keymap import HOME, PANES, TYPED, Action, keys_in_force
from orchtui.console.widgets.footer import TOLD_FOR, Key, Told
from orchtui.domain.state.summary import RunRow
from orchtui.domain.suggest import nearest
from orchtui.errors import UsageError

if TYPE_CHECKING:
    from orchtui.console.screens.home import HomeScreen

READ_ONLY = "the console is read-only"
_CHANGING = frozenset({"home.resume", "home.delete", "home.run"})
_OF_A_RUN = frozenset({"home.open", "home.replay", "home.resume", "home.mark", "home.delete"})
_EVERYWHERE = frozenset({"home.run", "find"})
_OF_A_RECIPE = frozenset({"home.describe", "home.check"})


class HomeActing:
    """The hands of the home screen."""

    def __init__(self, screen: HomeScreen) -> None:
        self.screen, self.listing = screen, screen.listing
        self.starting = Starting(screen)
        self._told: Told | None = None
        self._done: Mapping[str, Callable[[str], object]] = {
            "home.open": lambda run: self._open(run, play=False),
            "home.replay": lambda run: self._open(run, play=True),
            "home.resume": self._resume,
            "home.mark": self._mark,
            "home.delete": self._delete,
            "home.filter": self._filter,
            "find": self._search,
            "home.sort": self._sort,
            "home.run": self.starting.begin,
            "home.describe": lambda name: self.describe(name, check=False),
            "home.check": lambda name: self.describe(name, check=True),
            "home.clear": lambda _: self._clear(),
            "home.refresh": lambda _: screen.read_anew(),
            "line": lambda _: screen.ask(":", "", self.typed, hint=", ".join(TYPED)),
            "theme": lambda _: screen.app.next_theme(),
            "help": lambda _: screen.explain(),
            "copy": lambda _: self._copy(),
            "leave": lambda _: screen.app.exit(),
            **{f"panel_{n}": self._panel(name) for n, name in enumerate(PANES, start=1)},
        }

    # -- what is possible ----------------------------------------------------------------------

    def keys(self) -> Sequence[Key]:
        """What the footer shows now."""
        pane = self.screen.pane
        in_force = keys_in_force(self.screen.app.user.keys, HOME)
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
        """Whether an action has anything to do with what is used now."""
        if action.id == "home.clear":
            return self.listing.is_narrowed or bool(self.listing.marked)
        if pane == "details":
            pane = f"{self.screen.about.kind}s"
        return action.room in ("look", pane) or action.id in _EVERYWHERE

    def refusal(self, name: str, typed: str = "") -> str:
        """Why something cannot be done now, or nothing where it can."""
        if name in _CHANGING and self.screen.app.readonly:
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

    def do(self, name: str, typed: str = "") -> None:
        """Do something, or tell why it is not possible."""
        if refused := self.refusal(name, typed):
            self.tell(f"{HOME[name].word or name}: {refused}", "warn")
            return
        self._done[name](typed)

    def typed(self, line: str) -> None:
        """Do what was typed after the colon."""
        verb, _, rest = line.strip().partition(" ")
        if not verb:
            return
        name = TYPED[verb][0] if verb in TYPED else verb
        if name not in HOME:
            self.tell(f"{verb!r} is nothing to do here{nearest(verb, TYPED)}: ? explains", "bad")
            return
        self.do(name, rest.strip())

    def tell(self, text: str, style: str = "accent") -> None:
        """Say something in the footer, for a few seconds."""
        self._told = Told(text, style, self.screen.app.now() + TOLD_FOR)
        self.screen.show_footer()

    def hush(self) -> None:
        """Say nothing more."""
        self._told = None
        self.screen.show_footer()

    @property
    def told(self) -> Told | None:
        """What is being said."""
        if self._told is not None and self.screen.app.now() > self._told.until:
            self._told = None
        return self._told

    # -- runs and recipes ----------------------------------------------------------------------

    def _open(self, typed: str, *, play: bool) -> None:
        """Open a run; at the place that is pointed at, where that is one in its text."""
        name, path = typed, ""
        if not name and (run := self.screen.run):
            place = self.listing.place(self.screen.runs_list.pointed.key)
            name, path = run.id, place.path if place else ""
        self.tell(f"opening {name} …")
        self.screen.begin(self.screen.doing.open(name, path, play=play), "opening")

    def _resume(self, typed: str) -> None:
        run = self.screen.run
        name = typed or (run.id if run else "")
        self.screen.begin(self.screen.doing.resume(name), "opening")

    def describe(self, typed: str, *, check: bool) -> None:
        """Tell about a recipe, or find its mistakes."""
        name = typed or self.screen.recipe
        self.screen.begin(self.screen.doing.describe(name, check=check), "details")

    # -- the list ------------------------------------------------------------------------------

    def _mark(self, _typed: str) -> None:
        run = self.screen.run
        if run is not None:
            self.listing.marked ^= {run.id}
            self.screen.next_run()

    def _filter(self, typed: str) -> None:
        hint = "words, is:failed,stopped, /regex/, !not; empty lists all"
        if typed:
            self._filtered(typed)
        else:
            self.screen.ask("filter", self.listing.wanted.typed, self._filtered, hint=hint)

    def _filtered(self, typed: str) -> None:
        try:
            self.listing.wanted = wanted(typed)
        except UsageError as error:
            self.tell(str(error), "bad")
            return
        self.listing.arrange()
        self.screen.show_runs(top=True)

    def _search(self, typed: str) -> None:
        if typed:
            self._searched(typed)
        else:
            hint = "words that were asked or replied; empty lists all"
            self.screen.ask("/", self.listing.sought, self._searched, hint=hint)

    def _searched(self, words: str) -> None:
        if words:
            self.tell("searching …")
        self.screen.begin(self.screen.doing.search(words), "searching")

    def _sort(self, typed: str) -> None:
        if typed and typed not in SORTS:
            self.tell(f"runs are sorted by {', '.join(SORTS)}, not by {typed}", "bad")
            return
        self.sort_by(typed or self.listing.next_sort())

    def sort_by(self, name: str) -> None:
        """Sort the list."""
        self.listing.sort = name
        self.listing.arrange()
        self.screen.show_runs(top=True)

    def _clear(self) -> None:
        if self.screen.back():
            return
        self.listing.wanted = wanted("")
        self.listing.marked.clear()
        self.listing.search("")
        self.screen.show_runs()

    def _copy(self) -> None:
        subject = self.screen.about.name
        if subject:
            self.screen.app.copy_to_clipboard(subject)
            self.tell(f"copied {subject}")
        else:
            self.tell("point at a run or a recipe first", "warn")

    def _panel(self, name: str) -> Callable[[str], object]:
        return lambda _: self.screen.go_to(name)

    # -- deleting ------------------------------------------------------------------------------

    def _delete(self, typed: str) -> None:
        """Ask whether some runs are really to be deleted; none that goes on is."""
        pointed = [self.screen.run.id] if self.screen.run else []
        names = typed.split() or sorted(self.listing.marked) or pointed
        rows = [self.listing.known.get(name) for name in names]
        live = [row.id for row in rows if row is not None and row.summary.status in LIVE]
        if live:
            going = f"{', '.join(live)} {'is' if len(live) == 1 else 'are'} going on"
            self.tell(f"delete: {going}: stop first what is to be deleted", "warn")
            return
        what = f"run {names[0]}" if len(names) == 1 else f"{len(names)} runs"
        told = rows[0].recipe if len(rows) == 1 and rows[0] is not None else ", ".join(names)

        def delete(_answer: str) -> None:
            self.screen.begin(self.screen.doing.delete(names), "deleting")

        self.screen.choose(
            f"Delete {what}?",
            f"{told}\nThe record is deleted for good: it cannot be replayed or resumed.",
            {"delete": ("d", f"delete {what}", ""), "": ("escape", "keep", "")},
            delete,
        )


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
