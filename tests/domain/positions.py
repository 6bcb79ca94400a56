"""Positions to compare and vote on: a few words for examples, crowds of odd ones for laws."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from orchtui.domain.data import Data
from orchtui.domain.disagreement import (
    Cluster,
    Compared,
    Position,
    gather,
    parse_compared,
)

COMPARED = tuple(map(parse_compared, ("verdict", "score ± 1", "tags overlap 0.5")))
VERDICT = (parse_compared("verdict"),)
NAN, INF = math.nan, math.inf


def says(
    fields: Mapping[str, Data],
    path: str = "panel/a",
    *,
    agent: str = "a",
    confidence: float | None = None,
    weight: float = 1.0,
) -> Position:
    return Position(path, agent, fields, "", confidence, "", weight)


def verdicts(*words: str, **each: Sequence[float]) -> list[Position]:
    """One position a word; `weights` and `confidences` go with them in order."""
    weights = each.get("weights", [1.0] * len(words))
    confidences = each.get("confidences", [0.5] * len(words))
    return [
        says({"verdict": word}, f"panel/{n}", agent=f"agent{n}", confidence=sure, weight=weight)
        for n, (word, weight, sure) in enumerate(zip(words, weights, confidences, strict=True))
    ]


def clusters(positions: Sequence[Position], compared: Sequence[Compared]) -> tuple[Cluster, ...]:
    return gather(positions, compared).clusters


def sides(*words: str, **each: Sequence[float]) -> tuple[Cluster, ...]:
    return gather(verdicts(*words, **each), VERDICT).crowds


def agreement(*words: str, **each: Sequence[float]) -> float:
    return gather(verdicts(*words, **each), VERDICT).agreement


def words_of(found: Sequence[Cluster]) -> list[Data]:
    return [cluster.centre.fields["verdict"] for cluster in found]


leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
plain_data: st.SearchStrategy[Data] = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=3,
)
scores = st.integers(0, 12).map(lambda halves: halves / 2)
tags: st.SearchStrategy[Data] = st.lists(st.sampled_from(["x", "y", "z"]))
near_ones: st.SearchStrategy[Mapping[str, Data]] = st.fixed_dictionaries({"score": scores})
odd_ones: st.SearchStrategy[Mapping[str, Data]] = st.fixed_dictionaries(
    {},
    optional={
        "verdict": st.sampled_from(["yes", "YES ", "no"]) | plain_data,
        "score": st.sampled_from([0, 1, 2, 2.5, 3.0, NAN]) | plain_data,
        "tags": tags | plain_data,
    },
)
fields = near_ones | odd_ones
paths = st.integers(0, 99).map(lambda n: f"panel/{n}")
sure = st.none() | st.floats(0, 1)


def crowds(
    weights: st.SearchStrategy[float],
    *,
    least: int = 0,
    said: st.SearchStrategy[float | None] = sure,
) -> st.SearchStrategy[list[Position]]:
    agents = st.sampled_from(["chief", "deputy", "clerk"])
    positions = st.builds(
        Position, paths, agents, fields, st.just(""), said, st.just(""), weight=weights
    )
    return st.lists(positions, min_size=least, max_size=9, unique_by=lambda each: each.path)


weighing = st.floats(0.01, 100)
anything = st.floats()
