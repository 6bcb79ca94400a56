"""What stands in a run's graph: steps, the groups around them, and the edges between them.

This is structure alone. It is the same value until a step is planned, given something else, or a
group begins or is folded; what a step says at a moment is told by `faces`.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

from orchtui.console.canvas.ahead import still_ahead
from orchtui.console.canvas.edges import Edge, edges_of
from orchtui.domain.preview import DrawnStep
from orchtui.domain.state import RunState

NONE: Mapping[str, DrawnStep] = {}


@dataclass(frozen=True, slots=True)
class Place:
    """A step, or a folded group (which has `members`); `ahead` says how sure it is to come."""

    key: str
    label: str
    group: str = ""
    members: tuple[str, ...] = ()
    ahead: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """A group that is open: a titled box around what is in it."""

    key: str
    title: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Graph:
    """All of it, in planning order; `faint` edges are only what came before what, and `implied`
    ones are not drawn: a longer way tells them.
    """

    places: Mapping[str, Place] = field(default_factory=dict)
    frames: Mapping[str, Frame] = field(default_factory=dict)
    edges: tuple[Edge, ...] = ()
    faint: tuple[Edge, ...] = ()
    implied: tuple[Edge, ...] = ()
    stands_for: Mapping[str, str] = field(default_factory=dict)

    def seen(self, path: str) -> str:
        """The key under which a step is seen: its own, or that of the folded group it is in."""
        return self.stands_for.get(path, path)


def structure_of(
    state: RunState, folded: frozenset[str] = frozenset(), ahead: Mapping[str, DrawnStep] = NONE
) -> Hashable:
    """What changes whenever the graph does: cheap to ask for, and to compare."""
    given = sum(step.given is not None for step in state.steps.values())
    ended = sum(group.ended is not None for group in state.groups.values()) if ahead else 0
    over = bool(ahead) and state.finished is not None
    return (len(state.steps), len(state.groups), given, ended, over, folded, id(ahead))


def graph_of(
    state: RunState,
    *,
    folded: frozenset[str] = frozenset(),
    ahead: Mapping[str, DrawnStep] = NONE,
) -> Graph:
    """The graph of a run as far as it is known; `ahead` are the steps that its recipe expects."""
    coming = still_ahead(state, ahead)
    paths = [*state.steps, *coming]
    framed = _framed(paths, state)
    places: dict[str, Place] = {}
    frames: dict[str, Frame] = {}
    members: dict[str, list[str]] = {}
    stands_for: dict[str, str] = {}
    labels: dict[tuple[str, str], str] = {}
    for path in paths:
        around = _around(path, framed)
        closed = next((group for group in around if group in folded), "")
        if closed:
            members.setdefault(closed, []).append(path)
            stands_for[path] = closed
            around = around[: around.index(closed)]
        parent = ""
        for group in around:
            if group not in frames:
                frames[group] = Frame(group, _label(group, parent, labels), parent)
            parent = group
        if not closed:
            sure = coming[path].sure if path in coming else ""
            places[path] = Place(path, _label(path, parent, labels), parent, ahead=sure)
        elif closed not in places:
            places[closed] = Place(closed, _label(closed, parent, labels), parent)
    for key, within in members.items():
        place = places[key]
        places[key] = Place(key, place.label, place.group, tuple(within))
    inputs = {step.path: step.inputs for step in state.steps.values()}
    inputs |= {path: step.inputs for path, step in coming.items()}
    after = {step.path: step.planned.after for step in state.steps.values()}
    edges = edges_of(list(places), inputs, after, stands_for)
    return Graph(places, frames, *edges, stands_for)


def _framed(paths: list[str], state: RunState) -> set[str]:
    """The groups worth a box: a pattern at work, or more than one thing in it."""
    inside: dict[str, set[str]] = {}
    seen: set[str] = set()
    for path in paths:
        child = path
        while (parent := child.rpartition("/")[0]) and child not in seen:
            seen.add(child)
            inside.setdefault(parent, set()).add(child)
            child = parent
    steps = set(paths)
    return {
        group
        for group, children in inside.items()
        if (len(children) > 1 or group in state.groups) and group not in steps
    }


def _around(path: str, framed: set[str]) -> list[str]:
    """The boxes around a step, the outermost first."""
    names = path.split("/")
    starts = ("/".join(names[:end]) for end in range(1, len(names)))
    return [start for start in starts if start in framed]


def _label(path: str, parent: str, known: dict[tuple[str, str], str]) -> str:
    """What it is called within its box; a group between them that has no box of its own is named
    only where it tells one round from another.
    """
    if (label := known.get((path, parent))) is None:
        *hidden, name = path[len(parent) + 1 if parent else 0 :].split("/")
        rounds = [each for each in hidden if each.rpartition(".")[2].isdecimal()]
        label = known[path, parent] = "/".join([*rounds, name])
    return label
