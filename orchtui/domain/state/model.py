"""The state of a run: what every screen, command and list reads. Only `fold` changes it."""

from __future__ import annotations

from dataclasses import dataclass, field

from orchtui.domain import events as e
from orchtui.domain.state.copy_on_write import Part, copy_of
from orchtui.domain.state.lifecycle import OVER, STEP_OVER
from orchtui.domain.state.summary import Summary


@dataclass(slots=True, eq=True)
class Attempt(Part):
    """One try of a step: how it was asked and, once over, how it ended."""

    asked: e.StepAsked
    over: e.Over | None = None
    rejected: str = ""
    lost: bool = False
    says: str = ""  # what a person wanted said instead of the plan's instruction
    words: tuple[str, ...] = ()  # what people had said to the agent by then

    @property
    def is_open(self) -> bool:
        """Whether its end is still to be heard of."""
        return self.over is None and not self.lost


@dataclass(slots=True)
class StepState(Part):
    """A step as far as it has come."""

    planned: e.StepPlanned
    status: str = "planned"
    attempts: list[Attempt] = field(default_factory=list)
    error: str = ""
    since: float = 0.0
    overridden: e.StepOverridden | None = None
    extracted: e.StepExtracted | None = None
    edited: str = ""
    given: tuple[str, ...] | None = None

    @property
    def inputs(self) -> tuple[str, ...]:
        """The steps whose replies it is given."""
        return self.planned.inputs if self.given is None else self.given

    @property
    def path(self) -> str:
        return self.planned.path

    @property
    def agent(self) -> str:
        return self.planned.agent

    @property
    def attempt(self) -> int:
        """How often it was asked."""
        return len(self.attempts)

    @property
    def is_over(self) -> bool:
        """Whether nothing can become of it any more; what is held is not over."""
        return self.status in STEP_OVER

    @property
    def reply(self) -> e.StepReplied | e.StepOverridden | e.StepExtracted | None:
        """The reply that stands."""
        if self.status not in ("done", "held") or self.error:
            return None
        if stands := self.overridden or self.extracted:
            return stands
        over = self.attempts[-1].over if self.attempts else None
        return over if isinstance(over, e.StepReplied) else None

    @property
    def cost(self) -> int:
        """What all attempts cost; one that was lost counts as what was reserved for it."""
        return sum(_spent(attempt)[0] for attempt in self.attempts)

    @property
    def tokens(self) -> int:
        return sum(_spent(attempt)[1] for attempt in self.attempts)

    @property
    def seconds(self) -> float:
        return sum(attempt.over.seconds for attempt in self.attempts if attempt.over)

    @property
    def estimated(self) -> bool:
        """Whether what it cost is partly a guess."""
        return any(a.lost or (a.over is not None and a.over.estimated) for a in self.attempts)


def _spent(attempt: Attempt) -> tuple[int, int]:
    if attempt.over is not None:
        return attempt.over.cost, attempt.over.read + attempt.over.wrote
    return (attempt.asked.cost, attempt.asked.tokens) if attempt.lost else (0, 0)


@dataclass(slots=True)
class GroupState(Part):
    """A pattern at work, and how it ended once it has."""

    begun: e.GroupBegun
    ended: e.GroupEnded | None = None


@dataclass(slots=True)
class DisagreementState(Part):
    """One question as it was compared round by round; found when too few agreed."""

    question: str
    rounds: list[e.PositionsCompared] = field(default_factory=list)
    found: e.DisagreementFound | None = None
    settled: e.DisagreementSettled | None = None

    @property
    def is_open(self) -> bool:
        """Whether it was found and is not settled yet."""
        return self.found is not None and self.settled is None


@dataclass(slots=True)
class CommandState(Part):
    """A command, and what came of it once it is answered."""

    given: e.CommandGiven
    answered: e.CommandAnswered | None = None


@dataclass(slots=True)
class BreakpointState(Part):
    """A breakpoint: as it was typed, whether it is on, and how often it held the run."""

    text: str
    enabled: bool = True
    hits: int = 0


@dataclass(slots=True)
class GateState(Part):
    """A question to a person, and its answer once there is one."""

    opened: e.GateOpened
    answered: e.GateAnswered | None = None
    closed: bool = False

    @property
    def is_open(self) -> bool:
        """Whether somebody still waits for its answer."""
        return self.answered is None and not self.closed


@dataclass(slots=True)
class RunState(Part):
    """A run as far as it has come."""

    status: str = "new"
    held_as: str = ""
    started: e.RunStarted | None = None
    finished: e.RunFinished | None = None
    steps: dict[str, StepState] = field(default_factory=dict)
    notes: list[e.Noted] = field(default_factory=list)
    limits_reached: list[e.LimitReached] = field(default_factory=list)
    unknown: list[e.Unknown] = field(default_factory=list)
    why: str = ""
    gates: dict[str, GateState] = field(default_factory=dict)
    breakpoints: dict[str, BreakpointState] = field(default_factory=dict)
    commands: dict[str, CommandState] = field(default_factory=dict)
    limits: dict[str, float | None] = field(default_factory=dict)
    groups: dict[str, GroupState] = field(default_factory=dict)
    disagreements: dict[str, DisagreementState] = field(default_factory=dict)
    agreement: float | None = None
    waiting_words: dict[str, list[e.Said]] = field(default_factory=dict)
    events: int = 0
    asked: int = 0
    done: int = 0
    cost: int = 0
    tokens: int = 0
    estimated: bool = False
    reserved: int = 0
    epoch: int = 1
    at: float = 0.0
    flying: int = 0
    asking: int = 0
    _live_since: float | None = None
    _earlier: float = 0.0

    def copy(self) -> RunState:
        """The same state, independent from here on: what either changes the other does not see."""
        new = copy_of(self)
        self.edition, new.edition = object(), object()
        return new

    @property
    def seconds(self) -> float:
        """How long the run has been going on; time it stood still, or only waited for a person,
        does not count.
        """
        return self.seconds_at(self.at)

    def seconds_at(self, now: float) -> float:
        """How long it will have been going on by then, if it does."""
        live = self._live_since
        return self._earlier if live is None else self._earlier + max(0.0, now - live)

    @property
    def stands_still(self) -> bool:
        """Whether its time does not go on: it is held, or waits for a person and nothing else."""
        return self._live_since is None

    def in_flight(self) -> list[StepState]:
        """The steps that are being answered now."""
        return [step for step in self.steps.values() if step.status == "running"]

    @property
    def open_gates(self) -> dict[str, e.GateOpened]:
        """The questions that wait for an answer."""
        return {name: gate.opened for name, gate in self.gates.items() if gate.is_open}

    @property
    def open_disagreements(self) -> dict[str, DisagreementState]:
        """What several differ on and nobody has settled."""
        return {name: each for name, each in self.disagreements.items() if each.is_open}

    def summary(self) -> Summary:
        """The run in one line."""
        return Summary(
            status=self.status,
            steps=len(self.steps),
            done=self.done,
            cost=self.cost,
            tokens=self.tokens,
            seconds=round(self.seconds, 3),
            over=self.status in OVER,
        )
