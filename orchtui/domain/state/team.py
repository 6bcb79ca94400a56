"""What a team has come to, as far as the run has come: its patterns at work, its disagreements."""

from __future__ import annotations

from dataclasses import dataclass, field

from orchtui.domain import events as e
from orchtui.domain.state.part import Part


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
