"""Events of disagreement: what positions were taken, who differs from whom, and how it was settled.

Everything that is asked about one question has one id; it is compared once a round.
"""

from __future__ import annotations

from typing import Literal

from orchtui.domain.events.facts import Decision


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
