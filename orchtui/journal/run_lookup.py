"""How a run is named by a person, and what is said when it cannot be had by that name."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from orchtui.domain.state.summary import RunRow
from orchtui.errors import OwnershipLost, RunIsOwned, UnknownRun

LAST = "last"
SHOWN = 5
HEADLINE = 200


def headline(task: str) -> str:
    """A task as a run's row keeps it; the whole of it is in the run's first event."""
    return task if len(task) <= HEADLINE else task[: HEADLINE - 1] + "…"


def sought(name: str) -> str:
    """What was typed, as ids are written; `UnknownRun` if it names nothing."""
    typed = name.strip().lower()
    if not typed:
        raise UnknownRun("No run was named; name a run: its id, the beginning of it, or last.")
    # What the shell could not decode comes as half a letter, which a database cannot be asked for.
    return typed.encode("utf-8", "backslashreplace").decode()


def only(name: str, fitting: Sequence[RunRow]) -> RunRow:
    """The one run that a name fits; `UnknownRun` lists them if there are several."""
    if len(fitting) > 1:
        raise several_runs(name, fitting)
    return fitting[0]


def no_runs() -> UnknownRun:
    """Nothing was ever run."""
    return UnknownRun(
        "There are no runs yet in this database. Start one with `orchtui run RECIPE`, or name "
        "another database with `--db`."
    )


def no_such_run(name: str, known: Sequence[str]) -> UnknownRun:
    """No run goes by that name; the nearest ids are offered."""
    if not known:
        return no_runs()
    close = difflib.get_close_matches(name, known, n=3, cutoff=0.6)
    nearest = f" The nearest: {', '.join(close)}." if close else ""
    return UnknownRun(
        f"No run is called {name!r}.{nearest} `orchtui runs` lists them; `last` is the newest."
    )


def several_runs(name: str, candidates: Sequence[RunRow]) -> UnknownRun:
    """A prefix fits more than one run."""
    lines = [f"  {row.id}  {row.recipe}  {row.summary.status}" for row in candidates[:SHOWN]]
    if len(candidates) > SHOWN:
        lines.append("  …")
    listed = "\n".join(lines)
    return UnknownRun(f"Several runs begin with {name!r}; type more of the id:\n{listed}")


def already_claimed(run: str, owner: str) -> RunIsOwned:
    """Somebody was quicker."""
    host, process = [*owner.split(":"), ""][:2]  # and when it began, which says nothing to people
    by = f" by process {process} on {host}" if process else ""
    return RunIsOwned(
        f"Run {run} has just been taken up{by}. Let it end there, or ask again when it has."
    )


def taken_over(run: str) -> OwnershipLost:
    """A lease is not the run's any more."""
    return OwnershipLost(
        f"Run {run} was taken over by another process, or deleted. Nothing more is written to it "
        "from here; `orchtui runs` shows who has it."
    )


def id_is_taken(run: str) -> OwnershipLost:
    """Two processes gave the same id to a new run."""
    return OwnershipLost(
        f"Another process has just begun a run by the same id, {run}. Start this one again."
    )
