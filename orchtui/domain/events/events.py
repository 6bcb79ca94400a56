"""The closed union of all events; a new one is added here, and nowhere else but its family."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Fact(BaseModel):
    """What every event is: frozen, and closed to unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Observation(Fact):
    """What the world did."""


class Decision(Fact):
    """What the flow made of it."""


class Unknown(Fact):
    """An event of a newer version: shown as it is, never lost."""

    kind: str
    raw: dict[str, object]


class Candidate(Fact):
    """A model that may answer, with what a token costs; `None` where nobody knows.

    Where a Python function answers, `code` is the hash of its file.
    """

    name: str
    read_price: int | None = None
    write_price: int | None = None
    api_base: str = ""
    code: str = ""

    def price(self, read: int, wrote: int) -> int:
        """What so many tokens cost; an unknown price counts as nothing."""
        return read * (self.read_price or 0) + wrote * (self.write_price or 0)

    @property
    def answers_as(self) -> str:
        """Who answers, to the letter: another file is another function, by whatever name."""
        return f"{self.name} {self.code}" if self.code else self.name

    @property
    def priced(self) -> bool:
        """Whether both prices are known."""
        return self.read_price is not None and self.write_price is not None


class Rehearsing(Fact):
    """How the rehearsal model was asked to behave."""

    speed: float = 1.0
    chaos: dict[str, float] = Field(default_factory=dict)


class RunStarted(Observation):
    """A run began; everything that decides its course, but for what the world will say."""

    kind: Literal["run.started"] = "run.started"
    recipe: str
    source: str
    task: str
    seed: int = 0
    parameters: dict[str, str | int | float | bool] = Field(default_factory=dict)
    limits: dict[str, float | None] = Field(default_factory=dict)
    tiers: dict[str, tuple[Candidate, ...]] = Field(default_factory=dict)
    rehearsing: Rehearsing | None = None
    folder: str = ""
    code: str = ""
    version: str = ""
    paused: bool = False
    breakpoints: tuple[str, ...] = ()
    on_gate: str = "fail"
    on_limit: str = "stop"


class RunInterrupted(Observation):
    """The process left the run on purpose; it can be resumed."""

    kind: Literal["run.interrupted"] = "run.interrupted"
    why: str = ""


class RunResumed(Observation):
    """A process took the run up again; what was in flight before is lost and counts as spent."""

    kind: Literal["run.resumed"] = "run.resumed"
    epoch: int


class DeadlinePassed(Observation):
    """The time of the run, or of a group in it, is up."""

    kind: Literal["deadline.passed"] = "deadline.passed"
    seconds: float
    path: str = ""


class RunPausing(Decision):
    """No step begins any more; these are still being answered, and may cost this much."""

    kind: Literal["run.pausing"] = "run.pausing"
    because: str
    in_flight: tuple[str, ...] = ()
    reserved: int = 0


class RunPaused(Decision):
    """Nothing is in flight: the run stands still."""

    kind: Literal["run.paused"] = "run.paused"


class RunContinued(Decision):
    """The run goes on; `until` names the group after which it is held again."""

    kind: Literal["run.continued"] = "run.continued"
    until: str = ""


class Noted(Decision):
    """The flow left a word for whoever reads the run."""

    kind: Literal["noted"] = "noted"
    text: str
    path: str = ""


class LimitReached(Decision):
    """A budget does not hold what comes next."""

    kind: Literal["limit.reached"] = "limit.reached"
    limit: str
    allowed: float
    used: float
    path: str = ""


class LimitsChanged(Decision):
    """The run's limits are otherwise now; `None` is lifted."""

    kind: Literal["limits.changed"] = "limits.changed"
    limits: dict[str, float | None]


class RunFinished(Decision):
    """The run is over; `missing` names what it ends without."""

    kind: Literal["run.finished"] = "run.finished"
    status: str
    output: str = ""
    why: str = ""
    missing: tuple[str, ...] = ()


class AttemptOver(Observation):
    """What every end of an attempt tells: text, tokens, money and time, and how it was paced."""

    path: str
    attempt: int = 1
    text: str = ""
    model: str = ""
    read: int = 0
    wrote: int = 0
    cost: int = 0
    seconds: float = 0.0
    estimated: bool = False
    pace: tuple[int, ...] = ()


class StepReplied(AttemptOver):
    """An answer came, whole; it stands unless the flow rejects it in the same turn."""

    kind: Literal["step.replied"] = "step.replied"
    confidence: float | None = None
    by: str = ""


class AttemptFailed(AttemptOver):
    """The model did not answer; what had come by then is kept."""

    kind: Literal["attempt.failed"] = "attempt.failed"
    fault: str
    message: str


class AttemptEnded(AttemptOver):
    """A call that was no longer wanted is gone; this is what it had said and cost."""

    kind: Literal["attempt.ended"] = "attempt.ended"


class AttemptAbandoned(Observation):
    """A call that was to be ended would not end in time; the run goes on without it."""

    kind: Literal["attempt.abandoned"] = "attempt.abandoned"
    path: str
    attempt: int = 1
    seconds: float


class StepPlanned(Decision):
    """A step is known; `inputs` feed it, `after` is only what the flow knew when it asked.

    `whole` is a step that is given its inputs uncut, however long they are.
    """

    kind: Literal["step.planned"] = "step.planned"
    path: str
    agent: str
    says: str = ""
    inputs: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    optional: bool = False
    temperature: float | None = None
    whole: bool = False


class StepGiven(Decision):
    """The step is given these instead of what it was planned with: its inputs were summarised."""

    kind: Literal["step.given"] = "step.given"
    path: str
    inputs: tuple[str, ...]


class StepAsked(Decision):
    """An attempt begins: what was asked, what is sent, and what it may cost at most; `trimmed` are
    the tokens of its inputs that were left out.
    """

    kind: Literal["step.asked"] = "step.asked"
    path: str
    attempt: int = 1
    digest: str
    sent: str
    model: str
    cost: int = 0
    tokens: int = 0
    because: str = ""
    trimmed: int = 0


class StepRejected(Decision):
    """The reply just given is not a good one; `why` is what the agent will be told."""

    kind: Literal["step.rejected"] = "step.rejected"
    path: str
    attempt: int = 1
    why: str


class StepHeld(Decision):
    """A step waits at the gate: before it begins, or with its outcome not handed over yet."""

    kind: Literal["step.held"] = "step.held"
    path: str
    at: Literal["before", "after"]
    error: str = ""


class StepHandedOver(Decision):
    """A held outcome is the flow's now; it can no longer be retried or replaced."""

    kind: Literal["step.handed_over"] = "step.handed_over"
    path: str


class StepOverridden(Decision):
    """A person's reply stands in for the step's."""

    kind: Literal["step.overridden"] = "step.overridden"
    path: str
    text: str
    by: str
    confidence: float | None = None


class StepExtracted(Decision):
    """A part of what was replied stands as this step's reply: the flow has cut it out."""

    kind: Literal["step.extracted"] = "step.extracted"
    path: str
    text: str
    confidence: float | None = None


class StepEdited(Decision):
    """The next attempt of a step is asked otherwise than it was planned."""

    kind: Literal["step.edited"] = "step.edited"
    path: str
    by: str
    says: str = ""
    model: str = ""
    temperature: float | None = None


class StepFailed(Decision):
    """The step is over without a reply."""

    kind: Literal["step.failed"] = "step.failed"
    path: str
    error: str


class StepCancelled(Decision):
    """Nobody wants the step any more."""

    kind: Literal["step.cancelled"] = "step.cancelled"
    path: str
    why: str


class StepSkipped(Decision):
    """The run ended and the step had never been wanted."""

    kind: Literal["step.skipped"] = "step.skipped"
    path: str


class CommandGiven(Observation):
    """Somebody asked something of the run; `text` is what goes with it, if anything does."""

    kind: Literal["command.given"] = "command.given"
    id: str
    verb: str
    who: str = ""
    reason: str = ""
    target: str = ""
    text: str = ""
    options: dict[str, str | float | bool | None] = Field(default_factory=dict)


class CommandAnswered(Decision):
    """What came of a command: done, or refused and why."""

    kind: Literal["command.answered"] = "command.answered"
    id: str
    done: bool = True
    said: str = ""


class Said(Decision):
    """A person's message waits for an agent's next prompt."""

    kind: Literal["said"] = "said"
    agent: str
    text: str
    by: str


class BreakpointChanged(Decision):
    """A breakpoint was set, switched or deleted."""

    kind: Literal["breakpoint.changed"] = "breakpoint.changed"
    id: str
    text: str = ""
    enabled: bool = True
    deleted: bool = False


class BreakpointHit(Decision):
    """A breakpoint held; the run is being paused."""

    kind: Literal["breakpoint.hit"] = "breakpoint.hit"
    id: str
    path: str = ""


class GateOpened(Decision):
    """The run waits on a person; `about` is what for: the recipe's own question, or a limit."""

    kind: Literal["gate.opened"] = "gate.opened"
    id: str
    question: str
    choices: tuple[str, ...]
    default: str = ""
    about: str = "recipe"
    given: tuple[str, ...] = ()


class GateClosed(Decision):
    """Nobody waits for the answer any more: what asked was let go of."""

    kind: Literal["gate.closed"] = "gate.closed"
    id: str


class GateAnswered(Decision):
    """A question has its answer; `by` is empty where the run answered as it was told to."""

    kind: Literal["gate.answered"] = "gate.answered"
    id: str
    choice: str
    by: str = ""
    note: str = ""
    text: str = ""


class GroupBegun(Decision):
    """A pattern is at work in this group of steps, within limits of its own if it has any."""

    kind: Literal["group.begun"] = "group.begun"
    path: str
    pattern: str
    limits: dict[str, float] = Field(default_factory=dict)


class GroupEnded(Decision):
    """The pattern has come to an end; `how` in a few words."""

    kind: Literal["group.ended"] = "group.ended"
    path: str
    how: str = ""


class PositionsCompared(Decision):
    """The positions of one round: steps in clusters, biggest first, and who differs from whom: two
    steps and the fields they differ in.

    `agreement` is the share of the largest cluster; `estimated` where free text was compared by its
    words alone.
    """

    kind: Literal["positions.compared"] = "positions.compared"
    id: str
    question: str = ""
    round: int = 1
    clusters: tuple[tuple[str, ...], ...] = ()
    says: tuple[str, ...] = ()
    differs: tuple[tuple[str, ...], ...] = ()
    agreement: float = 1.0
    estimated: bool = False


class DisagreementFound(Decision):
    """The agreement is below what was asked for; `strategy` is how it is to be settled."""

    kind: Literal["disagreement.found"] = "disagreement.found"
    id: str
    agreement: float
    threshold: float
    strategy: str


class DisagreementSettled(Decision):
    """It was settled: by which strategy or whom, for the reply of which step, and why."""

    kind: Literal["disagreement.settled"] = "disagreement.settled"
    id: str
    how: str
    path: str = ""
    by: str = ""
    why: str = ""
    agreement: float = 1.0


FORMAT = 1

Over = StepReplied | AttemptFailed | AttemptEnded
Event = (
    RunStarted
    | RunInterrupted
    | RunResumed
    | StepReplied
    | AttemptFailed
    | AttemptEnded
    | AttemptAbandoned
    | CommandGiven
    | DeadlinePassed
    | StepPlanned
    | StepAsked
    | StepRejected
    | StepFailed
    | StepCancelled
    | StepSkipped
    | Noted
    | LimitReached
    | CommandAnswered
    | RunPausing
    | RunPaused
    | RunContinued
    | StepHeld
    | StepHandedOver
    | StepOverridden
    | StepEdited
    | StepExtracted
    | Said
    | LimitsChanged
    | BreakpointChanged
    | BreakpointHit
    | GateOpened
    | GateAnswered
    | GateClosed
    | GroupBegun
    | GroupEnded
    | PositionsCompared
    | DisagreementFound
    | DisagreementSettled
    | StepGiven
    | RunFinished
)
AnyEvent = Event | Unknown
