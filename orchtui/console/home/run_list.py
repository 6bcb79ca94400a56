"""The runs that are known, and those of them that are listed, in their order.

The whole list is kept in memory, one small value a run: filtering and sorting ten thousand takes
some ten milliseconds. What is on the screen of it is made into rows only when it is seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from orchtui.console.home.run_filter import Wanted
from orchtui.domain.state.summary import Found, RunRow

_PRESSING = (
    "running",
    "pausing",
    "paused",
    "interrupted",
    "waiting",
    "failed",
    "rejected",
    "limited",
    "stopped",
    "partial",
    "done",
)
_RANK = {status: rank for rank, status in enumerate(_PRESSING)}

SORTS: Mapping[str, Callable[[RunRow], tuple[float | str, float]]] = {
    "age": lambda row: (0, -row.started),
    "cost": lambda row: (-row.summary.cost, -row.started),
    "time": lambda row: (-row.summary.seconds, -row.started),
    "recipe": lambda row: (row.recipe.casefold(), -row.started),
    "status": lambda row: (_RANK.get(row.summary.status, len(_RANK)), -row.started),
}
"""Every order there is; among equals the newest comes first."""

PLACES = 3
_PLACE = "\n"  # between a run and the number of a place in it: no id has one


class Listing:
    """What is known, what of it is wanted, and in which order."""

    def __init__(self) -> None:
        self.known: dict[str, RunRow] = {}
        self.is_read = False
        self.is_cut = False
        self.sort = "age"
        self.wanted = Wanted()
        self.sought = ""
        self.found: Mapping[str, Sequence[Found]] = {}
        self.marked: set[str] = set()
        self.keys: list[str] = []
        self.runs = 0

    # -- what is known -------------------------------------------------------------------------

    def take(self, rows: Iterable[RunRow], asked: Collection[str] = ()) -> bool:
        """Take in what the record says now; whoever was asked for and is not there is gone.

        Whether anything is otherwise than before.
        """
        self.is_read = True
        told = {row.id: row for row in rows}
        gone = [run for run in asked if run not in told and run in self.known]
        changed = {run: row for run, row in told.items() if self.known.get(run) != row}
        self.known.update(changed)
        self.forget(gone)
        if changed:
            self.arrange()
        return bool(changed or gone)

    def forget(self, runs: Collection[str]) -> None:
        """These runs are there no more."""
        for run in runs:
            self.known.pop(run, None)
        if runs:
            self.arrange()

    def counts(self) -> Mapping[str, int]:
        """How many runs there are of each status, the most pressing first."""
        counted = Counter(row.summary.status for row in self.known.values())
        return {status: counted[status] for status in _PRESSING if counted[status]}

    # -- what is listed ------------------------------------------------------------------------

    def arrange(self) -> None:
        """List what is wanted, in order; a mark on what is not listed is lost."""
        among: Iterable[RunRow] = self.known.values()
        if self.sought:
            among = [self.known[run] for run in self.found if run in self.known]
        if self.wanted.tests:
            among = [row for row in among if self.wanted.fits(row)]
        runs = [row.id for row in sorted(among, key=SORTS[self.sort])]
        self.runs = len(runs)
        self.keys = [key for run in runs for key in self._keys(run)] if self.found else runs
        self.marked &= set(runs)

    def _keys(self, run: str) -> Iterator[str]:
        yield run
        for number in range(min(PLACES, len(self.found.get(run, ())))):
            yield f"{run}{_PLACE}{number}"

    def search(self, words: str, found: Iterable[Found] = ()) -> None:
        """List only runs that say this, with where; no words list all again."""
        places: dict[str, list[Found]] = {}
        for each in found:
            places.setdefault(each.run, []).append(each)
        self.sought, self.found = words, places
        self.arrange()

    @staticmethod
    def run_of(key: str) -> str:
        """The id of the run that a line is about."""
        return key.partition(_PLACE)[0]

    def row(self, key: str) -> RunRow | None:
        """The run that a line is about."""
        return self.known.get(self.run_of(key))

    def place(self, key: str) -> Found | None:
        """The place that a line is about, where it is about one."""
        run, _, number = key.partition(_PLACE)
        return self.found[run][int(number)] if number else None

    def more_after(self, key: str) -> int:
        """How many places of the run are not listed, where this is the last that is."""
        run, _, number = key.partition(_PLACE)
        return len(self.found[run]) - PLACES if number == str(PLACES - 1) else 0

    @property
    def is_narrowed(self) -> bool:
        """Whether only some of the runs are listed on purpose."""
        return bool(self.sought or self.wanted.tests)

    def next_sort(self) -> str:
        """Take the next order; its name."""
        names = list(SORTS)
        self.sort = names[(names.index(self.sort) + 1) % len(names)]
        self.arrange()
        return self.sort
