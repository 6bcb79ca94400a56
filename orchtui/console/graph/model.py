"""What stands in a run's graph: steps, the groups around them, and the edges between them.

This is structure alone. It is the same value until a step is planned, given something else, or a
group begins or is folded; what a step says at a moment is told by `faces`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from orchtui.console.graph.edges import Edge, edges_of, topological
from orchtui.domain.graph import critical_path
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


class Coming(NamedTuple):
    """A step that may come: after which others, as far as it is known, and how sure it is."""

    inputs: tuple[str, ...]
    sure: str


def still_ahead(state: RunState, drawn: Mapping[str, DrawnStep]) -> dict[str, Coming]:
    """The drawn steps that the run may yet come to, in the order drawn."""
    if state.finished is not None or not drawn:
        return {}
    passed = _passed(state, drawn)
    ended = tuple(f"{path}/" for path, group in state.groups.items() if group.ended)
    against = _decided_against(drawn[path] for path in state.steps if path in drawn)
    unforeseen = {_group(path) for path in state.steps if path not in drawn} - {""}
    kept = {
        path: step
        for path, step in drawn.items()
        if path not in state.steps
        and path not in passed
        and not path.startswith(ended)
        and against.isdisjoint(step.when)
        and not (step.when and _group(path) in unforeseen)
    }
    ends = _Ends(state, kept)
    return {
        path: Coming(ends.instead_of(path, step), "perhaps" if step.when else "to come")
        for path, step in kept.items()
    }


def _passed(state: RunState, drawn: Mapping[str, DrawnStep]) -> set[str]:
    """What the run has gone on from: something after it is known."""
    passed: set[str] = set()
    for path in reversed([*drawn]):
        if path in state.steps or path in passed:
            passed.update(drawn[path].inputs)
    return passed


def _decided_against(begun: Iterable[DrawnStep]) -> set[str]:
    """The conditions that do not hold, since the run went where they must not."""
    held = {condition for step in begun for condition in step.when}
    plain = {each[5:-1] for each in held if each.startswith("not (") and each.endswith(")")}
    return plain | {f"not ({condition})" for condition in held}


def _group(path: str) -> str:
    return path.rpartition("/")[0]


class _Ends:
    """The last steps of groups: what comes after a group comes after those, whatever was drawn."""

    def __init__(self, state: RunState, kept: Mapping[str, DrawnStep]) -> None:
        self._state, self._kept = state, kept
        self._of: dict[str, tuple[str, ...]] = {}

    def instead_of(self, path: str, step: DrawnStep) -> tuple[str, ...]:
        """What a step will come after, as it looks now."""
        found: dict[str, None] = {}
        for each in step.inputs:
            group = self._left(each, path)
            if group:
                found.update(dict.fromkeys(self._last(group)))
            elif each in self._state.steps or each in self._kept:
                found[each] = None
        return tuple(found)

    def _left(self, path: str, for_path: str) -> str:
        """The outermost group at work that is left on the way from one step to another."""
        names = path.split("/")
        groups = ("/".join(names[:end]) for end in range(1, len(names)))
        return next(
            (
                group
                for group in groups
                if group in self._state.groups and not for_path.startswith(f"{group}/")
            ),
            "",
        )

    def _last(self, group: str) -> tuple[str, ...]:
        if (known := self._of.get(group)) is not None:
            return known
        inside: dict[str, Iterable[str]] = {}
        for path, step in self._state.steps.items():
            if path.startswith(f"{group}/"):
                inside[path] = (*step.inputs, *step.planned.after)
        for path, drawn in self._kept.items():
            if path.startswith(f"{group}/"):
                inside[path] = drawn.inputs
        used = {each for earlier in inside.values() for each in earlier}
        self._of[group] = last = tuple(path for path in inside if path not in used)
        return last


def critical_way(graph: Graph, state: RunState) -> tuple[str, ...]:
    """The keys of the places that kept a run going longest, first to last."""
    before: dict[str, list[str]] = {key: [] for key in graph.places}
    for source, target in (*graph.edges, *graph.faint):
        before[target].append(source)

    def seconds(key: str) -> float:
        paths = graph.places[key].members or (key,)
        return sum(state.steps[path].seconds for path in paths if path in state.steps)

    in_order = {key: before[key] for key in topological(before)}
    chain = critical_path(in_order, seconds)
    while chain and not seconds(chain[-1]):
        chain.pop()
    return tuple(chain)
