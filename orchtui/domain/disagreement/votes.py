"""The votes that need nothing but what was said: by heads, by weight and confidence, by rank.

They are between crowds, so that whoever is near two counts for both. Each says in one sentence why
it came out as it did. Where the best are equal nobody wins: the tied are told, and `ties` or a
person decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from orchtui.domain.disagreement.gathering import Cluster, spokesman
from orchtui.domain.disagreement.position import Position, confidence_of, weights_of

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
