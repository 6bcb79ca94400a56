"""The votes that need nothing but what was said: by heads, by weight and confidence, by rank.

They are between crowds, so that whoever is near two counts for both. Each says in one sentence why
it came out as it did. Where the best are equal nobody wins: the tied are told, and `ties` or a
person decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, Literal

from orchtui.domain.disagreement.agreement import Cluster, spokesman
from orchtui.domain.disagreement.position import Position, confidence_of, weights_of
from orchtui.errors import UsageError

_EQUAL: Final = Fraction(1, 10**9)
_TOLD: Final = 3


@dataclass(frozen=True, slots=True)
class Vote:
    """How a vote came out: a winner and who speaks for it, or those tied.

    Neither winner nor tied: there was nobody to vote.
    """

    winner: Cluster | None
    tied: tuple[Cluster, ...]
    why: str
    speaker: Position | None = None


def majority(crowds: Sequence[Cluster]) -> Vote:
    """The crowd with most members, whatever they weigh; more than half is not asked for."""
    of = len(_everybody(crowds))
    heads = [len(crowd.members) for crowd in crowds]
    sentences = [
        f"{count} of {of} {'says' if count == 1 else 'say'} {crowd.says}"
        for crowd, count in zip(crowds, heads, strict=True)
    ]
    return counted(crowds, [Fraction(count, of) for count in heads], sentences)


def weighted(crowds: Sequence[Cluster]) -> Vote:
    """The crowd with most weight times confidence; a confidence not given counts as one half."""
    everybody = _everybody(crowds)
    score = {
        each.path: weight * confidence_of(each)
        for each, weight in zip(everybody, weights_of(everybody), strict=True)
    }
    total = sum(score.values()) or Fraction(1)
    shares = [sum((score[m.path] for m in each.members), Fraction(0)) / total for each in crowds]
    sentences = [
        f"{crowd.says} has {float(share):.0%} of weight times confidence"
        for crowd, share in zip(crowds, shares, strict=True)
    ]
    return counted(crowds, shares, sentences, not_given(crowds))


def priority(crowds: Sequence[Cluster], order: Sequence[str]) -> Vote:
    """What the agent highest in the order says; who is not in it ranks last, all the same."""
    ranks = {agent: rank for rank, agent in reversed([*enumerate(order, 1)])}
    last = len(order) + 1
    leaders = [
        min((ranks.get(member.agent, last), member.path, member.agent) for member in each.members)
        for each in crowds
    ]
    best = min(leaders, default=(last, "", ""))
    sentences = [
        f"{agent} ({f'number {rank}' if rank < last else 'not'} in the order) says {crowd.says}"
        for crowd, (rank, _, agent) in zip(crowds, leaders, strict=True)
    ]
    # Two crowds of one leader are no tie: the same reply would stand for either.
    first = {leader: n for n, leader in reversed([*enumerate(leaders)])}
    ahead = [
        leader[0] == best[0] and (leader[0] == last or first[leader] == n)
        for n, leader in enumerate(leaders)
    ]
    return counted(crowds, [Fraction(each) for each in ahead], sentences, order=order)


def not_given(crowds: Sequence[Cluster]) -> str:
    """What to add to a sentence that counts confidence, where somebody gave none."""
    given = [member.confidence is not None for each in crowds for member in each.members]
    return "" if all(given) else " (a confidence not given counts as 0.5)"


def counted(
    crowds: Sequence[Cluster],
    counts: Sequence[Fraction],
    sentences: Sequence[str],
    note: str = "",
    order: Sequence[str] = (),
) -> Vote:
    """The vote in which each crowd has this count, at most 1; its sentence says how, and the note
    ends all. For the winner speaks whoever is highest in the order.
    """
    if not crowds:
        return Vote(None, (), "nobody took a position")
    rows = [*zip(crowds, counts, sentences, strict=True)]
    best = [row for row in rows if max(counts) - row[1] <= _EQUAL]
    if len(best) == 1:
        winner, _, sentence = best[0]
        return Vote(winner, (), sentence + note, spokesman(winner, order))
    told = "; ".join(sentence for _, _, sentence in best[:_TOLD])
    more = f"; and {len(best) - _TOLD} more" if len(best) > _TOLD else ""
    return Vote(None, tuple(crowd for crowd, _, _ in best), f"a tie: {told}{more}{note}")


def _everybody(crowds: Sequence[Cluster]) -> list[Position]:
    return [*{each.path: each for crowd in crowds for each in crowd.members}.values()]


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
