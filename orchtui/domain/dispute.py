"""A question that several have answered: compared round by round, and settled on the record.

What positions are and how they are compared is in `disagreement`; this is what a flow is given to
compare them with, while a person may settle it from outside at any time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from orchtui.domain.disagreement import Compared, Gathered, Position
from orchtui.domain.flow import Branch

T = TypeVar("T")

PICK, MERGE, AGAIN, ESCALATE = "pick", "merge", "again", "escalate"


@dataclass(frozen=True, slots=True)
class Word:
    """What a person said of it; `path` is the position picked, `text` a merger of several."""

    choice: str
    path: str = ""
    text: str = ""
    by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The positions of one round, and how far they agree."""

    positions: tuple[Position, ...]
    gathered: Gathered
    round: int
    estimated: bool = False

    @property
    def agreement(self) -> float:
        """The share of the largest cluster."""
        return self.gathered.agreement


class Dispute(Protocol):
    """One question, from the first comparison to its settlement."""

    @property
    def id(self) -> str:
        """The name by which a person settles it."""
        ...

    @property
    def cut_off(self) -> str:
        """Which limit of the pattern has kept somebody from being asked, or nothing."""
        ...

    def compare(
        self,
        positions: Sequence[Position],
        compared: Sequence[Compared],
        alike: Sequence[Sequence[str]] | None = None,
    ) -> Comparison:
        """Compare the positions of the next round by their fields, or as somebody has sorted them
        (paths that say the same, group by group), or else by the words they share; on the record.
        """
        ...

    def found(self, threshold: float, strategy: str) -> None:
        """Too few agree: it is open until it is settled."""
        ...

    async def unless_told(self, strategy: Branch[T]) -> T | Word:
        """Let a strategy settle it, unless a person has a word on it first: that ends it."""
        ...

    def let_go(self) -> None:
        """The flow goes on without its settlement: it is left open, and said to be."""
        ...

    def settled(self, how: str, path: str = "", *, by: str = "", why: str = "") -> None:
        """It is settled, for the reply of this step."""
        ...
