"""How a tie is broken: by confidence, by rank, or not at all but by a person.

A tie is never broken silently: the vote that comes of it says what was tied, what broke it and how,
or that it still stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, Literal

from orchtui.domain.disagreement.gathering import Cluster
from orchtui.domain.disagreement.position import confidence_of
from orchtui.domain.disagreement.votes import Vote, counted, not_given, priority
from orchtui.errors import UsageError

_SHORT_FORM: Final = re.compile(
    r"(confidence|escalate)|priority\s*:\s*([A-Za-z]\w*(?:\s*,\s*[A-Za-z]\w*)*)", re.ASCII
)


@dataclass(frozen=True, slots=True)
class TieBreak:
    """What breaks a tie; `order` is the agents' for priority, the highest first."""

    by: Literal["confidence", "priority", "escalate"]
    order: tuple[str, ...] = ()


def parse_tie_break(text: str) -> TieBreak:
    """`confidence`, `priority: chief, deputy`, or `escalate`, as a recipe says it."""
    match = _SHORT_FORM.fullmatch(text.strip())
    if match is None:
        raise UsageError(
            f"{text!r} does not say how to break a tie: write confidence, escalate, "
            "or priority: and the agents, the highest first (priority: chief, deputy)"
        )
    if match[2]:
        return TieBreak("priority", tuple(agent.strip() for agent in match[2].split(",")))
    return TieBreak("confidence" if match[1] == "confidence" else "escalate")


def break_tie(vote: Vote, how: str) -> Vote:
    """The vote with its tie broken, if that can be; one that is not tied stays as it is.

    `escalate` leaves the tie to a person.
    """
    rule = parse_tie_break(how)
    if not vote.tied:
        return vote
    if rule.by == "escalate":
        return replace(vote, why=f"{vote.why}; left to a person")
    by_rank = rule.by == "priority"
    again = priority(vote.tied, rule.order) if by_rank else _surest(vote.tied)
    came = f"broken by {rule.by}: " if again.winner else f"{rule.by} does not break it: "
    return replace(again, why=f"{vote.why}; {came}{again.why}")


def _surest(tied: Sequence[Cluster]) -> Vote:
    means = [
        sum(map(confidence_of, each.members), Fraction(0)) / len(each.members) for each in tied
    ]
    sentences = [
        f"{cluster.says} is said with a mean confidence of {float(mean):.2f}"
        for cluster, mean in zip(tied, means, strict=True)
    ]
    return counted(tied, means, sentences, not_given(tied))
