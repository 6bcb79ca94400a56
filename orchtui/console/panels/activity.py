"""What agents did when: their attempts and waits as spans of time, read from the turns once.

Turns are read on as they come, and nothing is read twice; how spans are drawn is for the timeline.
A span that is over is never touched again, but for the turn in which it ended.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from orchtui.domain import events as e

IDLE = 30.0
"""How long nothing may happen, with nobody at work, before the time counts as a gap."""

RUNNING, GOOD, BAD, REJECTED, ENDED = "running", "good", "bad", "rejected", "ended"
HELD, AGAIN, GATE, PAUSED = "held", "again", "gate", "paused"
HIT, DIFFERS, LIMIT = "hit", "differs", "limit"


@dataclass(slots=True)
class Span:
    """A stretch of time: what it was, and what it cost."""

    start: float
    end: float
    how: str
    cost: int = 0


@dataclass(slots=True)
class Lane:
    """What one agent did, or what the run waited for: spans that are over, and those that go on."""

    over: list[Span] = field(default_factory=list)
    going: dict[str, Span] = field(default_factory=dict)

    def begin(self, name: str, how: str, at: float) -> None:
        """Something begins, which ends what went on by that name."""
        self.end(name, at)
        self.going[name] = Span(at, at, how)

    def end(self, name: str, at: float, how: str = "", cost: int = 0) -> None:
        """Something is over; `how` it ended, if that matters."""
        if (span := self.going.pop(name, None)) is not None:
            span.end, span.how, span.cost = max(at, span.start), how or span.how, cost
            self.over.append(span)


class Spans:
    """The spans of one run, by agent, and those of the run itself; marks are moments."""

    def __init__(self) -> None:
        self.first = self.last = 0.0  # when the run began, and when something happened last
        self.gaps: list[tuple[float, float]] = []
        self.lanes: dict[str, Lane] = {}
        self.run = Lane()
        self.marks: list[tuple[float, str]] = []
        self.groups: dict[str, tuple[float, float | None]] = {}
        self._agents: dict[str, str] = {}
        self._began = False

    @property
    def is_busy(self) -> bool:
        """Whether anybody is being asked."""
        lanes = self.lanes.values()
        return any(span.how == RUNNING for lane in lanes for span in lane.going.values())

    def take(self, turn: e.Turn) -> None:
        """Read the next turn. A clock that was set back stands still until it has caught up."""
        if not self._began:
            self.first = self.last = turn.at
            self._began = True
        at = max(turn.at, self.last)
        if at - self.last > IDLE and not self.is_busy:
            self.gaps.append((self.last, at))
        for event in turn.events:
            if (read := _READ.get(type(event))) is not None:
                read(self, event, at)
        self.last = at

    def lane_of(self, path: str) -> Lane:
        """The lane of a step's agent."""
        agent = self._agents.get(path, path)
        if (lane := self.lanes.get(agent)) is None:
            lane = self.lanes[agent] = Lane()
        return lane

    # -- events --------------------------------------------------------------------------------

    def _planned(self, event: e.StepPlanned, _at: float) -> None:
        self._agents[event.path] = event.agent

    def _asked(self, event: e.StepAsked, at: float) -> None:
        lane = self.lane_of(event.path)
        if event.path in lane.going and lane.going[event.path].how == RUNNING:
            lane.end(event.path, at, ENDED)
        lane.begin(event.path, RUNNING, at)

    def _replied(self, event: e.StepReplied, at: float) -> None:
        self._over(event.path, at, GOOD, event.cost)

    def _attempt_failed(self, event: e.AttemptFailed, at: float) -> None:
        self._over(event.path, at, BAD, event.cost)
        self.lane_of(event.path).begin(event.path, AGAIN, at)

    def _attempt_ended(self, event: e.AttemptEnded, at: float) -> None:
        self._over(event.path, at, ENDED, event.cost)

    def _abandoned(self, event: e.AttemptAbandoned, at: float) -> None:
        self._over(event.path, at, BAD)

    def _rejected(self, event: e.StepRejected, at: float) -> None:
        lane = self.lane_of(event.path)
        if lane.over and lane.over[-1].how == GOOD:
            lane.over[-1].how = REJECTED
        lane.begin(event.path, AGAIN, at)

    def _held(self, event: e.StepHeld, at: float) -> None:
        self._over(event.path, at, ENDED)
        self.lane_of(event.path).begin(event.path, HELD, at)

    def _step_over(self, event: e.StepFailed | e.StepCancelled, at: float) -> None:
        self._over(event.path, at, BAD if isinstance(event, e.StepFailed) else ENDED)

    def _let_go(self, event: e.StepHandedOver | e.StepOverridden, at: float) -> None:
        self._over(event.path, at, ENDED)

    def _over(self, path: str, at: float, how: str, cost: int = 0) -> None:
        """An attempt is over as it is said; a wait is over, and stays a wait."""
        lane = self.lane_of(path)
        going = lane.going.get(path)
        if going is not None:
            lane.end(path, at, how if going.how == RUNNING else "", cost)
        elif cost:  # the bill of a call that was given up before
            lane.over.append(Span(at, at, ENDED, cost))

    def _resumed(self, _event: e.RunResumed, _at: float) -> None:
        """What was in flight went with its process, which was last heard of before."""
        for lane in self.lanes.values():
            for path in [path for path, span in lane.going.items() if span.how == RUNNING]:
                lane.end(path, self.last, ENDED)

    def _pausing(self, _event: e.RunPausing, at: float) -> None:
        self.run.begin(PAUSED, PAUSED, at)

    def _continued(self, _event: e.RunContinued, at: float) -> None:
        self.run.end(PAUSED, at)

    def _gate(self, event: e.GateOpened, at: float) -> None:
        self.run.begin(event.id, GATE, at)

    def _gate_over(self, event: e.GateAnswered | e.GateClosed, at: float) -> None:
        self.run.end(event.id, at)

    def _finished(self, _event: e.RunFinished, at: float) -> None:
        for lane in (*self.lanes.values(), self.run):
            for name, span in list(lane.going.items()):
                lane.end(name, at, ENDED if span.how == RUNNING else "")

    def _mark(self, event: e.AnyEvent, at: float) -> None:
        self.marks.append((at, _MARKS[type(event)]))

    def _begun(self, event: e.GroupBegun, at: float) -> None:
        self.groups[event.path] = at, None

    def _group_ended(self, event: e.GroupEnded, at: float) -> None:
        self.groups[event.path] = self.groups.get(event.path, (at, None))[0], at


_MARKS: Mapping[type, str] = {
    e.BreakpointHit: HIT,
    e.DisagreementFound: DIFFERS,
    e.LimitReached: LIMIT,
}
_READ: Mapping[type, Callable[..., None]] = {
    e.StepPlanned: Spans._planned,
    e.StepAsked: Spans._asked,
    e.StepReplied: Spans._replied,
    e.AttemptFailed: Spans._attempt_failed,
    e.AttemptEnded: Spans._attempt_ended,
    e.AttemptAbandoned: Spans._abandoned,
    e.StepRejected: Spans._rejected,
    e.StepHeld: Spans._held,
    e.StepFailed: Spans._step_over,
    e.StepCancelled: Spans._step_over,
    e.StepHandedOver: Spans._let_go,
    e.StepOverridden: Spans._let_go,
    e.RunResumed: Spans._resumed,
    e.RunPausing: Spans._pausing,
    e.RunContinued: Spans._continued,
    e.GateOpened: Spans._gate,
    e.GateAnswered: Spans._gate_over,
    e.GateClosed: Spans._gate_over,
    e.RunFinished: Spans._finished,
    e.GroupBegun: Spans._begun,
    e.GroupEnded: Spans._group_ended,
    **dict.fromkeys(_MARKS, Spans._mark),
}
