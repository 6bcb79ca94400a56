"""Disagreement, purely: what agents said is compared, clustered, measured and voted on.

`gather` groups positions by the fields that were declared and measures how far they agree, and a
vote needs nothing further to be decided. What asks agents or people again is left to the patterns.
"""

from __future__ import annotations

from orchtui.domain.disagreement.agreement import (
    MOST_DIFFERENCES,
    Cluster,
    Difference,
    Gathered,
    differs,
    gather,
    gather_as_sorted,
    gather_by_words,
    spokesman,
    who_differs,
)
from orchtui.domain.disagreement.comparison import (
    AsSet,
    Compared,
    Equal,
    How,
    Within,
    WithinPercent,
    parse_compared,
)
from orchtui.domain.disagreement.position import Position
from orchtui.domain.disagreement.votes import (
    TieBreak,
    Vote,
    break_tie,
    majority,
    parse_tie_break,
    priority,
    weighted,
)

__all__ = [
    "MOST_DIFFERENCES",
    "AsSet",
    "Cluster",
    "Compared",
    "Difference",
    "Equal",
    "Gathered",
    "How",
    "Position",
    "TieBreak",
    "Vote",
    "Within",
    "WithinPercent",
    "break_tie",
    "differs",
    "gather",
    "gather_as_sorted",
    "gather_by_words",
    "majority",
    "parse_compared",
    "parse_tie_break",
    "priority",
    "spokesman",
    "weighted",
    "who_differs",
]
