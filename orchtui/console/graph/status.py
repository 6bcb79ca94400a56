"""What a place of the graph says at a moment: its status, its figures, and how it is marked.

Only what is seen is asked for, and each once; whoever shows the next moment makes new faces.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from orchtui.commands.breakpoints import Breakpoint, parse_breakpoint
from orchtui.console.graph.model import Graph
from orchtui.domain.money import DOLLAR, shown
from orchtui.domain.state import RunState, StepState
from orchtui.domain.state.lifecycle import STEP_OVER
from orchtui.errors import UsageError

STRENGTH = ("", "quiet", "warn")
"""How much a mark matters: not there, over or switched off, and now."""

_URGENT = ("running", "held", "waiting", "ready")
_OUTCOMES = ("failed", "done", "cancelled", "skipped")
_WORDS = {"done": "", "running": ""}


@dataclass(frozen=True, slots=True)
class Face:
    """What a place says; `word` is empty where figures say enough. Marks are told by strength."""

    status: str
    word: str = ""
    seconds: float = 0.0
    cost: int = 0
    tokens: int = 0
    estimated: bool = False
    breakpoint: str = ""
    differs: str = ""
    done: int = 0
    of: int = 0


class Faces:
    """The faces of all places of a graph, at one moment of a run.

    `now` is the run's time, for what is still going on; `heard` what is known of its tokens.
    """

    def __init__(
        self,
        graph: Graph,
        state: RunState,
        now: float | None = None,
        heard: Mapping[str, int] | None = None,
    ) -> None:
        self.graph, self.state = graph, state
        self._now = state.at if now is None else now
        self._heard = heard or {}
        self._differs = _differing(state)
        self._breaks = tuple(_breakpoints(state))
        self._known: dict[str, Face] = {}
        self._inside: dict[str, list[str]] = {}

    def of(self, key: str) -> Face:
        """What this place says."""
        face = self._known.get(key)
        if face is None:
            place = self.graph.places[key]
            face = self._together(place.members) if place.members else self._step(key)
            self._known[key] = face
        return face

    def status(self, key: str) -> str:
        """Its status alone, which is all that there is to a mark."""
        step = self.state.steps.get(key)
        return step.status if step else self.of(key).status

    def of_frame(self, key: str) -> Face:
        """What everything in an open group comes to."""
        if not self._inside:
            for name, place in self.graph.places.items():
                group = place.group
                while group:
                    self._inside.setdefault(group, []).extend(place.members or (name,))
                    group = self.graph.frames[group].parent
        return self._together(self._inside[key])

    def frame(self, key: str) -> tuple[str, str]:
        """What the title of an open group says after its name: what it does, or how it ended; and
        what that means.
        """
        group = self.state.groups.get(key)
        if group is None:
            return "", "quiet"
        if group.ended is not None:
            return group.ended.how, "quiet"
        pattern = group.begun.pattern
        return ("" if pattern == self.graph.frames[key].title else pattern), "busy"

    def _step(self, path: str) -> Face:
        step = self.state.steps.get(path)
        place = self.graph.places.get(path)
        if step is None:
            return Face("planned", place.ahead if place else "to come")
        seconds, tokens = step.seconds, step.tokens
        if step.status == "running":
            seconds += max(0.0, self._now - step.since)
            tokens += self._heard.get(path, 0)
        return Face(
            step.status,
            _WORDS.get(step.status, step.status),
            seconds,
            step.cost,
            tokens,
            step.estimated,
            self._breakpoint(step),
            self._differs.get(path, ""),
        )

    def _together(self, paths: Sequence[str]) -> Face:
        steps = [self._step(path) for path in paths]
        statuses = [step.status for step in steps]
        status = _most_urgent(statuses)
        return Face(
            status,
            _WORDS.get(status, status),
            self._passed(paths),
            sum(step.cost for step in steps),
            sum(step.tokens for step in steps),
            any(step.estimated for step in steps),
            max((step.breakpoint for step in steps), key=STRENGTH.index),
            max((step.differs for step in steps), key=STRENGTH.index),
            sum(status in STEP_OVER for status in statuses),
            len(steps),
        )

    def _passed(self, paths: Sequence[str]) -> float:
        """Seconds from the first of these steps' beginning to the last one's end, or to now."""
        known = [self.state.steps[path] for path in paths if path in self.state.steps]
        begun = [step for step in known if step.seconds or step.status == "running"]
        if not begun:
            return 0.0
        ends = [self._now if step.status == "running" else step.since for step in begun]
        return max(ends) - min(step.since - step.seconds for step in begun)

    def _breakpoint(self, step: StepState) -> str:
        found = [strength for named, strength in self._breaks if named.names(step.path, step.agent)]
        return max(found, key=STRENGTH.index, default="")


def _most_urgent(statuses: Sequence[str]) -> str:
    """What a group's steps come to: whatever is most urgent, else how they ended."""
    there = set(statuses)
    urgent = next((status for status in _URGENT if status in there), "")
    if urgent:
        return urgent
    if "planned" in there:
        return "waiting" if len(there) > 1 else "planned"
    return next((status for status in _OUTCOMES if status in there), "planned")


def _differing(state: RunState) -> dict[str, str]:
    """The steps that took different positions; those that still do, strongly."""
    found: dict[str, str] = {}
    for each in state.disagreements.values():
        for compared in each.rounds:
            strength = "warn" if each.is_open and compared is each.rounds[-1] else "quiet"
            for one, other, *_ in compared.differs:
                found[one] = found[other] = strength
    return found


def _breakpoints(state: RunState) -> Iterator[tuple[Breakpoint, str]]:
    """The breakpoints that are set on steps, and whether each is on."""
    for each in state.breakpoints.values():
        try:
            point = parse_breakpoint(each.text)
        except UsageError:
            continue  # of a version that knew more kinds: the run tells of it elsewhere
        if point.where in ("before", "after"):
            yield point, "warn" if each.enabled else "quiet"


@dataclass(frozen=True, slots=True)
class Looks:
    """How a graph is looked at: what its places say, which is selected, which way is marked (keys
    that follow each other), and how far whatever turns has turned.
    """

    faces: Faces
    selected: str = ""
    critical: tuple[str, ...] = ()
    tick: int = 0


_MINUTE, _HOUR = 60, 3600
_DIGITS = ((1, 2), (0.001, 3))
_UNITS = ((1_000_000, "M"), (1_000, "k"))


def duration(seconds: float) -> str:
    """`3.9 s`, `1m 12s`, `2h 05m`."""
    if seconds < _MINUTE - 0.05:
        return f"{max(0.0, seconds):.1f} s"
    whole = round(seconds)
    if whole < _HOUR:
        return f"{whole // _MINUTE}m {whole % _MINUTE:02d}s"
    return f"{whole // _HOUR}h {whole % _HOUR // _MINUTE:02d}m"


def count(number: int) -> str:
    """`371`, `4.1k`, `2.0M`."""
    for unit, letter in _UNITS:
        if number >= unit:
            return f"{number / unit:.1f}{letter}"
    return str(number)


def money(amount: int, *, estimated: bool = False) -> str:
    """`$0.004`: to the cent from a dollar on, and below that only the digits that matter most."""
    mark = "~" if estimated else ""
    value = amount / DOLLAR
    digits = next((digits for least, digits in _DIGITS if value >= least), 4)
    least = 10**-digits
    return f"{mark}${value:.{digits}f}" if value >= least / 2 or not amount else f"{mark}<${least}"


def fitting(seconds: float, cost: int, tokens: int, room: int, *, estimated: bool = False) -> str:
    """As many figures as go into this many columns."""
    time, used = duration(seconds), f"{count(tokens)} t"
    prices = [money(cost, estimated=estimated)] if cost else []
    if cost >= DOLLAR // 1000:
        prices.insert(0, shown(cost, estimated=estimated))
    choices = [f"{time} {price} {used}" for price in prices if tokens]
    choices += [f"{time} {price}" for price in prices]
    choices += [f"{time} {used}"] if tokens else []
    choices.append(time)
    return next((choice for choice in choices if len(choice) <= room), "")
