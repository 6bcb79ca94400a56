"""Events of steps: planned, asked, answered, judged, held, over."""

from __future__ import annotations

from typing import Literal

from orchtui.domain.events.facts import Decision, Observation


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
