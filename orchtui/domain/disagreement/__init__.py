"""Disagreement, purely: what agents said is compared, clustered, measured and voted on.

`clusters` groups positions by the fields that were declared, `agreement` measures them, and a vote
needs nothing further to be decided. What asks agents or people again is left to the patterns.
"""

from __future__ import annotations

from orchtui.domain.disagreement.alike import alike_by_words, clusters_of
from orchtui.domain.disagreement.clustering import (
    MOST_DIFFERENCES,
    Cluster,
    Difference,
    agreement,
    clusters,
    differs,
    spokesman,
    who_differs,
)
from orchtui.domain.disagreement.comparing import (
    AsSet,
    Compared,
    Equal,
    How,
    Within,
    WithinPercent,
    parse_compared,
)
from orchtui.domain.disagreement.position import Position
from orchtui.domain.disagreement.ties import TieBreak, break_tie, parse_tie_break
from orchtui.domain.disagreement.votes import Vote, majority, priority, weighted

__all__ = [
    "MOST_DIFFERENCES",
    "AsSet",
    "Cluster",
    "Compared",
    "Difference",
    "Equal",
    "How",
    "Position",
    "TieBreak",
    "Vote",
    "Within",
    "WithinPercent",
    "agreement",
    "alike_by_words",
    "break_tie",
    "clusters",
    "clusters_of",
    "differs",
    "majority",
    "parse_compared",
    "parse_tie_break",
    "priority",
    "spokesman",
    "weighted",
    "who_differs",
]
