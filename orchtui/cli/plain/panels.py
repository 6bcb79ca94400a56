"""What can be looked at in the plain mode: each panel of the console by its name, as lines.

A panel gives the very rows that the console shows. In a pipe they are made as wide as a good
terminal, and texts of many lines are not folded at all.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from orchtui.console.glyphs import SETS, Glyphs
from orchtui.console.graph.model import graph_of
from orchtui.console.graph.status import Faces
from orchtui.console.graph.tree import tree_rows
from orchtui.console.panels import TABS, agents, header, step, timeline
from orchtui.console.run_view import View
from orchtui.console.text.row import Row, row
from orchtui.domain.preview import nearest
from orchtui.errors import UsageError
from orchtui.session import ahead, user_settings

IN_A_PIPE = 100
UNFOLDED = 1_000_000
EVENTS = 20
_PRESSING = ("running", "held", "ready", "failed", "waiting", "done", "planned")

Rows = Callable[[View, int | None, str], Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Panel:
    """Something to look at: its rows by a view, the room and what was typed after its name."""

    about: str
    rows: Rows
    takes: str = ""


def shown(view: View, typed: str, room: int | None) -> list[str]:
    """What `show` tells: the rows of the panel that was typed, in so many columns."""
    name, _, rest = typed.partition(" ")
    known = panels()
    panel = known.get(name)
    if panel is None:
        near = nearest(name, known)
        raise UsageError(f"there is nothing called {name} to show{near}; help show names it all")
    if rest.strip() and not panel.takes:
        raise UsageError(f"show {name} takes nothing more, not {rest.strip()!r}")
    return [row.plain for row in panel.rows(view, room, rest.strip())]


@cache
def panels() -> Mapping[str, Panel]:
    """All there are, by name."""
    leaves = "|".join(each.lower() for each in step.LEAVES)
    return {
        "run": Panel("which run this is, and its meters", _alone(header.rows)),
        "agents": Panel("what each agent is doing", _alone(agents.rows)),
        "graph": Panel("the steps as a tree", _alone(_graph)),
        "step": Panel("one step, whole", _step, f"[STEP] [{leaves}]"),
        "timeline": Panel("when what went on", _alone(timeline.rows)),
        **{name.lower(): Panel(_TABS.get(name, ""), _alone(rows)) for name, rows in TABS.items()},
        "events": Panel("the last events of the record", _events, "[N]"),
    }


_TABS: Mapping[str, str] = {
    "Disagreements": "where agents disagree, and how it was settled",
    "Messages": "what agents sent each other",
    "Board": "what agents wrote on the blackboard",
    "Breakpoints": "where the run is to be held",
    "Watches": "what the watched expressions come to",
    "Gates": "what the run asks, or asked, a person",
    "Meters": "cost, tokens, time and steps against their limits",
    "Found": "what was found last",
}


def glyphs() -> Glyphs:
    """The marks that are set, or those that the stream that is told on can show; none turns."""
    wanted = user_settings().glyphs
    encoding = (sys.stderr.encoding or "").lower()
    found = SETS[wanted] if wanted in SETS else SETS["unicode" if "utf" in encoding else "ascii"]
    return replace(found, frames=found.status["running"])


def pressing(view: View) -> str:
    """The step one would look at first: what runs, what is held, what was asked last."""
    steps = view.state.steps.values()
    for status in _PRESSING:
        if paths := [each.path for each in steps if each.status == status]:
            return paths[0] if status == "planned" else paths[-1]
    return ""


def _alone(rows: Callable[[View, int], Sequence[Row]]) -> Rows:
    return lambda view, room, _: rows(view, room or IN_A_PIPE)


def _graph(view: View, width: int) -> Sequence[Row]:
    graph = graph_of(view.state, ahead=ahead(view.recipe))
    return tree_rows(graph, Faces(graph, view.state, view.now), view.glyphs, width)


def _step(view: View, room: int | None, typed: str) -> Sequence[Row]:
    words = typed.split()
    leaves = {each.lower(): each for each in step.LEAVES}
    leaf = leaves[words.pop()] if words and words[-1] in leaves else step.LEAVES[0]
    path = words[0] if words else pressing(view)
    if path and (path not in view.state.steps or len(words) > 1):
        known = (*view.state.steps, *leaves)
        raise UsageError(f"there is no step {' '.join(words)}{nearest(words[-1], known)}")
    view.selected = path
    return [row((path, "strong")), *step.rows(view, room or UNFOLDED, leaf)]


def _events(view: View, room: int | None, typed: str) -> Sequence[Row]:
    if typed and not (typed.isdecimal() and int(typed)):
        raise UsageError(f"{typed!r} is no number of events: write, say, show events 50")
    events = TABS["Events"](view, room or IN_A_PIPE)
    return events[-int(typed or EVENTS) :]
