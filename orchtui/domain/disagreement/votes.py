"""The votes that need nothing but what was said: by heads, by weight and confidence, by rank.

Each says in one sentence why it came out as it did. Where the best are equal nobody wins: the tied
are told, and `ties` or a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from orchtui.domain.disagreement.clustering import Cluster
from orchtui.domain.disagreement.position import confidence_of, weights_of

_EQUAL: Final = Fraction(1, 10**9)
_TOLD: Final = 3


@dataclass(frozen=True, slots=True)
class Vote:
    """How a vote came out: a winner, or those tied. `shares` are by the path of the centre.

    A share is of what the vote counts. Neither winner nor tied: there was nobody to vote.
    """

    winner: Cluster | None
    tied: tuple[Cluster, ...]
    shares: Mapping[str, float]
    why: str


def majority(clusters: Sequence[Cluster]) -> Vote:
    """The cluster with most members, whatever they weigh; more than half is not asked for."""
    heads = [len(cluster.members) for cluster in clusters]
    sentences = [
        f"{count} of {sum(heads)} {'says' if count == 1 else 'say'} {cluster.says}"
        for cluster, count in zip(clusters, heads, strict=True)
    ]
    return counted(clusters, shares_of([Fraction(count) for count in heads]), sentences)


def weighted(clusters: Sequence[Cluster]) -> Vote:
    """The cluster with most weight times confidence; a confidence not given counts as one half."""
    weights = iter(weights_of(member for cluster in clusters for member in cluster.members))
    scores = [
        sum((next(weights) * confidence_of(member) for member in cluster.members), Fraction(0))
        for cluster in clusters
    ]
    shares = shares_of(scores)
    sentences = [
        f"{cluster.says} has {float(share):.0%} of weight times confidence"
        for cluster, share in zip(clusters, shares, strict=True)
    ]
    return counted(clusters, shares, sentences, not_given(clusters))


def priority(clusters: Sequence[Cluster], order: Sequence[str]) -> Vote:
    """The cluster of the agent highest in the order; who is not in it ranks last, all the same."""
    ranks = {agent: rank for rank, agent in reversed([*enumerate(order, 1)])}
    last = len(order) + 1
    leaders = [
        min((ranks.get(member.agent, last), member.path, member.agent) for member in each.members)
        for each in clusters
    ]
    best = min((rank for rank, _, _ in leaders), default=last)
    sentences = [
        f"{agent} ({f'number {rank}' if rank < last else 'not'} in the order) says {cluster.says}"
        for cluster, (rank, _, agent) in zip(clusters, leaders, strict=True)
    ]
    shares = shares_of([Fraction(rank == best) for rank, _, _ in leaders])
    return counted(clusters, shares, sentences)


def not_given(clusters: Sequence[Cluster]) -> str:
    """What to add to a sentence that counts confidence, where somebody gave none."""
    given = [member.confidence is not None for each in clusters for member in each.members]
    return "" if all(given) else " (a confidence not given counts as 0.5)"


def shares_of(scores: Sequence[Fraction]) -> list[Fraction]:
    """Each score as a share of all; equal shares where there is nothing to share."""
    total = sum(scores)
    return [score / total if total else Fraction(1, len(scores)) for score in scores]


def counted(
    clusters: Sequence[Cluster],
    shares: Sequence[Fraction],
    sentences: Sequence[str],
    note: str = "",
) -> Vote:
    """The vote that gives each cluster its share; its sentence says how, and the note ends all."""
    if not clusters:
        return Vote(None, (), {}, "nobody took a position")
    rows = [*zip(clusters, shares, sentences, strict=True)]
    named = {cluster.centre.path: float(share) for cluster, share, _ in rows}
    top = max(shares)
    best = [row for row in rows if top - row[1] <= _EQUAL]
    if len(best) == 1:
        winner, _, sentence = best[0]
        return Vote(winner, (), named, sentence + note)
    told = "; ".join(sentence for _, _, sentence in best[:_TOLD])
    more = f"; and {len(best) - _TOLD} more" if len(best) > _TOLD else ""
    return Vote(None, tuple(cluster for cluster, _, _ in best), named, f"a tie: {told}{more}{note}")
