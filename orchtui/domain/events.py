"""The facts a run is made of: one closed, tagged union, in the past tense.

An event is an *observation* (what the world did: a reply, a failure, a command) or a *decision*
(what the flow made of it: planned, asked, cancelled). A turn is one observation and every decision
it led to; the journal keeps turns, the fold in `state` reads events, the core makes them. Texts are
*kept* texts (see `digest`); money is in nano-dollars.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

FORMAT = 1


class Fact(BaseModel):
    """What every event is: frozen, and closed to unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Observation(Fact):
    """What the world did."""


class Decision(Fact):
    """What the flow made of it."""


class Candidate(Fact):
    """A model that may answer, with what a token costs; `None` where nobody knows."""

    name: str
    read_price: int | None = None
    write_price: int | None = None
    api_base: str = ""

    def price(self, read: int, wrote: int) -> int:
        """What so many tokens cost; an unknown price counts as nothing."""
        return read * (self.read_price or 0) + wrote * (self.write_price or 0)

    @property
    def priced(self) -> bool:
        """Whether both prices are known."""
        return self.read_price is not None and self.write_price is not None


class Rehearsing(Fact):
    """How the rehearsal model was asked to behave."""

    speed: float = 1.0
    chaos: dict[str, float] = {}


class RunStarted(Observation):
    """A run began; everything that decides its course, but for what the world will say."""

    kind: Literal["run.started"] = "run.started"
    recipe: str
    source: str
    task: str
    seed: int = 0
    parameters: dict[str, str | int | float | bool] = {}
    limits: dict[str, float | None] = {}
    tiers: dict[str, tuple[Candidate, ...]] = {}
    rehearsing: Rehearsing | None = None
    folder: str = ""
    code: str = ""
    version: str = ""


class RunInterrupted(Observation):
    """The process left the run on purpose; it can be resumed."""

    kind: Literal["run.interrupted"] = "run.interrupted"
    why: str = ""


class RunResumed(Observation):
    """A process took the run up again; what was in flight before is lost and counts as spent."""

    kind: Literal["run.resumed"] = "run.resumed"
    epoch: int


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


class DeadlinePassed(Observation):
    """The run's time is up."""

    kind: Literal["deadline.passed"] = "deadline.passed"
    seconds: float


class StepPlanned(Decision):
    """A step is known; `inputs` feed it, `after` is only what the flow knew when it asked."""

    kind: Literal["step.planned"] = "step.planned"
    path: str
    agent: str
    says: str = ""
    inputs: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    optional: bool = False


class StepAsked(Decision):
    """An attempt begins: what was asked, what is sent, and what it may cost at most."""

    kind: Literal["step.asked"] = "step.asked"
    path: str
    attempt: int = 1
    digest: str
    sent: str
    model: str
    cost: int = 0
    tokens: int = 0
    because: str = ""


class StepRejected(Decision):
    """The reply just given is not a good one; `why` is what the agent will be told."""

    kind: Literal["step.rejected"] = "step.rejected"
    path: str
    attempt: int = 1
    why: str


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


class RunFinished(Decision):
    """The run is over; `missing` names what it ends without."""

    kind: Literal["run.finished"] = "run.finished"
    status: str
    output: str = ""
    why: str = ""
    missing: tuple[str, ...] = ()


class Unknown(Fact):
    """An event of a newer version: shown as it is, never lost."""

    kind: str
    raw: dict[str, object]


Over = StepReplied | AttemptFailed | AttemptEnded
Event = (
    RunStarted
    | RunInterrupted
    | RunResumed
    | StepReplied
    | AttemptFailed
    | AttemptEnded
    | DeadlinePassed
    | StepPlanned
    | StepAsked
    | StepRejected
    | StepFailed
    | StepCancelled
    | StepSkipped
    | Noted
    | LimitReached
    | RunFinished
)
AnyEvent = Event | Unknown

_TURN: TypeAdapter[list[Event]] = TypeAdapter(
    list[Annotated[Event, Field(discriminator="kind")]],
)
_ONE: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])


@dataclass(frozen=True, slots=True)
class Turn:
    """One observation and every decision it led to, with the time it came in."""

    at: float
    events: tuple[AnyEvent, ...]


def encode(events: Sequence[AnyEvent]) -> bytes:
    """A turn's events as the journal stores them: JSON, without what is said by default."""
    return b"[" + b",".join(encode_event(event) for event in events) + b"]"


def encode_event(event: AnyEvent) -> bytes:
    """One event as JSON, its kind first."""
    if isinstance(event, Unknown):
        return json.dumps(event.raw, ensure_ascii=False, separators=(",", ":")).encode()
    rest = event.__pydantic_serializer__.to_json(event, exclude_defaults=True)
    head = b'{"kind":"' + event.kind.encode() + b'"'
    return head + (b"," + rest[1:] if len(rest) > 2 else b"}")


def decode(body: bytes) -> tuple[AnyEvent, ...]:
    """What `encode` wrote; what a newer version wrote comes back as `Unknown`."""
    try:
        return tuple(_TURN.validate_json(body))
    except ValidationError:
        return tuple(_decode_one(raw) for raw in json.loads(body))


def _decode_one(raw: dict[str, object]) -> AnyEvent:
    try:
        return _ONE.validate_python(raw)
    except ValidationError:
        return Unknown(kind=str(raw.get("kind", "?")), raw=raw)
