"""A step as far as it has come, attempt by attempt."""

from __future__ import annotations

from dataclasses import dataclass, field

from orchtui.domain import events as e
from orchtui.domain.lifecycle import STEP_OVER
from orchtui.domain.state.part import Part


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
