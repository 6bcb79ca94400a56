"""A vote has a winner or tells its tie, whatever order the positions came in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchtui.domain.data import Data
from orchtui.domain.disagreement import (
    Cluster,
    Position,
    Vote,
    break_tie,
    gather,
    majority,
    parse_compared,
    parse_tie_break,
    priority,
    spokesman,
    weighted,
    who_differs,
)
from orchtui.errors import UsageError
from tests.domain.positions import (
    COMPARED,
    INF,
    NAN,
    VERDICT,
    anything,
    clusters,
    crowds,
    says,
    sides,
    verdicts,
    words_of,
)


def winner(vote: Vote) -> Data:
    assert vote.winner is not None
    return vote.winner.centre.fields["verdict"]


def test_the_majority_wins_whatever_it_weighs() -> None:
    vote = majority(sides("no", "yes", "NO", weights=[1, 5, 1]))
    assert winner(vote) == "no"
    assert vote.why == "2 of 3 say verdict=no"
    assert majority(sides("no", "yes")).why == (
        "a tie: 1 of 2 says verdict=no; 1 of 2 says verdict=yes"
    )


def test_weight_and_confidence_together_can_outvote_a_crowd() -> None:
    vote = weighted(sides("no", "no", "yes", weights=[1, 1, 2], confidences=[0.4, 0.4, 0.9]))
    assert winner(vote) == "yes"
    assert vote.why == "verdict=yes has 69% of weight times confidence"
    doubtful = weighted(sides("no", "no", "yes", weights=[1, 1, 2], confidences=[0.4, 0.4, 0.3]))
    assert winner(doubtful) == "no"


def test_weights_that_add_up_to_the_same_as_written_are_a_tie() -> None:
    vote = weighted(sides("b", "a", "a", weights=[0.3, 0.1, 0.2]))
    assert words_of(vote.tied) == ["a", "b"]


def test_a_difference_too_small_to_mean_anything_is_a_tie() -> None:
    assert len(weighted(sides("a", "b", confidences=[0.7, 0.7 + 1e-11])).tied) == 2
    assert winner(weighted(sides("a", "b", confidences=[0.7, 0.7 + 1e-6]))) == "b"


def test_where_nobody_weighs_anything_a_weighted_vote_is_one_of_confidence() -> None:
    assert winner(weighted(sides("no", "no", "yes", weights=[0.0] * 3))) == "no"


def test_a_confidence_not_given_counts_as_a_half_and_that_is_said() -> None:
    silent = says({"verdict": "no"}, "panel/b")
    surer, less = (
        says({"verdict": "yes"}, "panel/a", confidence=confidence) for confidence in (0.51, 0.49)
    )
    assert winner(weighted(clusters([silent, surer], VERDICT))) == "yes"
    vote = weighted(clusters([silent, less], VERDICT))
    assert winner(vote) == "no"
    assert vote.why.endswith("of weight times confidence (a confidence not given counts as 0.5)")


@pytest.mark.parametrize(("odd", "as_if"), [(85.0, 1.0), (-3.0, 0.0), (NAN, 0.5), (INF, 0.5)])
def test_a_confidence_out_of_range_buys_nothing(odd: float, as_if: float) -> None:
    vote, plain = (weighted(sides("yes", "no", confidences=[each, 0.7])) for each in (odd, as_if))
    assert vote.why == plain.why


def test_where_nobody_is_sure_of_anything_a_weighted_vote_is_a_tie() -> None:
    vote = weighted(sides("yes", "no", confidences=[0, 0]))
    assert words_of(vote.tied) == ["no", "yes"]


def test_the_highest_agent_in_the_order_decides() -> None:
    found = sides("no", "no", "yes")
    assert winner(priority(found, ["absent", "agent2", "agent0"])) == "yes"
    vote = priority(found, ["agent1", "agent2"])
    assert winner(vote) == "no"
    assert vote.why == "agent1 (number 1 in the order) says verdict=no"
    assert winner(priority(found, ["agent2", "agent0", "agent2"])) == "yes"


def test_who_is_not_in_the_order_ranks_last_and_equally() -> None:
    vote = priority(sides("no", "no", "yes"), ["absent"])
    assert words_of(vote.tied) == ["no", "yes"]
    assert "agent2 (not in the order) says verdict=yes" in vote.why


def test_an_agent_that_says_both_does_not_decide() -> None:
    both = [says({"verdict": word}, f"panel/{word}", agent="chief") for word in ("no", "yes")]
    assert len(priority(clusters(both, VERDICT), ["chief"]).tied) == 2


@given(st.integers(1, 12), st.data())
def test_a_strict_majority_wins_and_moving_it_wins_for_the_other_side(
    count: int, data: st.DataObject
) -> None:
    most = data.draw(st.integers(count // 2 + 1, count))
    for many, few in (("yes", "no"), ("no", "yes")):
        votes = [many] * most + [few] * (count - most)
        found = sides(*data.draw(st.permutations(votes)))
        for vote in (majority(found), weighted(found)):
            assert winner(vote) == many
            assert not vote.tied


@given(st.integers(2, 6), st.integers(2, 3), st.booleans())
def test_a_tie_is_told_with_all_its_sides(number: int, each: int, dissent: bool) -> None:
    tied = majority(sides(*[f"side{n}" for n in range(number)] * each, *["alone"] * dissent))
    assert tied.winner is None
    assert words_of(tied.tied) == [f"side{n}" for n in range(number)]
    assert tied.why.startswith("a tie: ")
    assert tied.why.count("verdict=") == min(3, number)
    assert ("more" in tied.why) == (number > 3)


@given(crowds(anything, least=1))
def test_a_vote_has_a_winner_and_who_speaks_for_it_or_a_tie(crowd: list[Position]) -> None:
    found = gather(crowd, COMPARED).crowds
    for vote in (majority(found), weighted(found), priority(found, ["clerk"])):
        assert bool(vote.winner) == bool(vote.speaker) != bool(vote.tied)
        assert len(vote.tied) != 1
        assert vote.winner is None or vote.speaker in vote.winner.members
        assert vote.why
    most = max(len(each.members) for each in found)
    won = majority(found).tied or (majority(found).winner,)
    assert won == tuple(each for each in found if len(each.members) == most)


@given(st.data(), crowds(anything, said=st.none() | st.floats()))
def test_the_order_of_arrival_changes_nothing(data: st.DataObject, crowd: list[Position]) -> None:
    other = data.draw(st.permutations(crowd))
    both, anew = gather(crowd, COMPARED), gather(other, COMPARED)
    assert both == anew
    found, again = both.crowds, anew.crowds
    assert who_differs(crowd, COMPARED) == who_differs(other, COMPARED)
    for vote in (majority, weighted, lambda sides: priority(sides, ["chief", "deputy"])):
        first, second = vote(found), vote(again)
        assert first == second
        for how in ("confidence", "priority: chief", "escalate"):
            assert break_tie(first, how) == break_tie(second, how)
    assert [spokesman(each) for each in found] == [spokesman(each) for each in again]


@given(crowds(st.integers(1, 1000).map(float)), st.sampled_from([0.5, 2.0, 3.0, 1e6]))
def test_only_the_ratio_of_weights_matters(crowd: list[Position], factor: float) -> None:
    scaled = [
        Position(p.path, p.agent, p.fields, p.text, p.confidence, p.reasons, p.weight * factor)
        for p in crowd
    ]
    one, other = gather(crowd, COMPARED), gather(scaled, COMPARED)
    for these, those in ((one.clusters, other.clusters), (one.crowds, other.crowds)):
        assert [[m.path for m in c.members] for c in these] == [
            [m.path for m in c.members] for c in those
        ]
    assert one.agreement == pytest.approx(other.agreement)
    assert weighted(one.crowds).why == weighted(other.crowds).why


def test_nobody_to_vote_is_neither_a_winner_nor_a_tie() -> None:
    for vote in (majority(()), weighted(()), priority((), ["chief"])):
        assert vote == Vote(None, (), "nobody took a position")
        assert break_tie(vote, "confidence") == vote


# Whoever is near two


def scored(*scores: float, **each: Sequence[float]) -> list[Position]:
    """One position a score, on which those at most 1 apart agree."""
    confidences = each.get("confidences", [0.5] * len(scores))
    weights = each.get("weights", [1.0] * len(scores))
    return [
        says({"score": score}, f"panel/{n}", agent=f"agent{n}", confidence=sure, weight=weight)
        for n, (score, sure, weight) in enumerate(zip(scores, confidences, weights, strict=True))
    ]


SCORE = (parse_compared("score ± 1"),)


def crowded(*scores: float, **each: Sequence[float]) -> tuple[Cluster, ...]:
    return gather(scored(*scores, **each), SCORE).crowds


def what_stands(vote: Vote, sign: int = 1) -> list[list[float]]:
    """The scores of the crowd that won, or of all those tied."""
    crowds = [vote.winner] if vote.winner else vote.tied
    return sorted(
        sorted(sign * float(str(member.fields["score"])) for member in crowd.members)
        for crowd in crowds
    )


def test_two_centres_between_which_a_rule_of_thumb_would_choose_are_tied() -> None:
    for vote in (majority(crowded(1, 2, 3, 4)), weighted(crowded(1, 2, 3, 4))):
        assert what_stands(vote) == [[1, 2, 3], [2, 3, 4]]
    assert majority(crowded(1, 2, 3, 4)).why == "a tie: 3 of 4 say score=2; 3 of 4 say score=3"
    assert what_stands(weighted(crowded(1, 2, 3, 4, confidences=[0.5, 0.5, 0.5, 0.6]))) == [
        [2, 3, 4]
    ]


def test_a_tie_of_crowds_is_broken_as_any_other() -> None:
    tied = majority(crowded(1, 2, 3, 4, confidences=[0.9, 0.5, 0.5, 0.1]))
    assert what_stands(break_tie(tied, "confidence")) == [[1, 2, 3]]
    assert what_stands(break_tie(tied, "priority: agent3")) == [[2, 3, 4]]
    assert len(break_tie(tied, "escalate").tied) == 2


def test_who_is_within_another_s_crowd_takes_nothing_from_it() -> None:
    assert what_stands(majority(crowded(1, 2, 3))) == [[1, 2, 3]]
    assert what_stands(weighted(crowded(1, 2, 3, confidences=[0, 0.5, 0]))) == [[1, 2, 3]]


def test_the_highest_in_the_order_speaks_for_itself() -> None:
    found = crowded(2, 2.5, 9, 9, confidences=[0.1, 0.9, 0.9, 0.9])
    vote = priority(found, ["agent0", "agent2"])
    assert vote.speaker is not None
    assert vote.speaker.path == "panel/0", "though another is surer"
    broken = break_tie(majority(found), "priority: agent0")
    assert broken.speaker == vote.speaker


def test_two_crowds_of_one_leader_are_no_tie_since_its_word_stands_for_either() -> None:
    for leader in ("agent1", "agent2"):
        vote = priority(crowded(1, 2, 3, 4), [leader])
        assert vote.speaker is not None
        assert vote.speaker.agent == leader
    for unranked in permutations([1, 2, 3, 4]):
        assert len(priority(crowded(*unranked), ["absent"]).tied) == 2
    broken = break_tie(majority(crowded(1, 2, 3, 4)), "priority: agent1")
    assert broken.speaker is not None
    assert broken.speaker.agent == "agent1"


near_scores = st.lists(st.sampled_from([0.0, 0.5, 1, 1.5, 2, 3, 4, 5]), min_size=1, max_size=8)
VOTES: Mapping[str, Callable[[Sequence[Cluster]], Vote]] = {
    "majority": majority,
    "weighted": weighted,
    "by confidence": lambda crowds: break_tie(majority(crowds), "confidence"),
}


@given(near_scores, st.data(), st.sampled_from(sorted(VOTES)))
def test_neither_what_is_said_nor_whose_name_it_is_breaks_a_tie(
    scores: list[float], data: st.DataObject, how: str
) -> None:
    sure = [data.draw(st.sampled_from([0.0, 0.5, 1.0])) for _ in scores]
    heavy = [data.draw(st.sampled_from([0.0, 1.0, 2.0])) for _ in scores]
    vote = VOTES[how](crowded(*scores, confidences=sure, weights=heavy))
    order = data.draw(st.permutations(range(len(scores))))
    renamed = [[each[n] for n in order] for each in (scores, sure, heavy)]
    other = VOTES[how](crowded(*renamed[0], confidences=renamed[1], weights=renamed[2]))
    assert what_stands(other) == what_stands(vote), "whatever they are called"
    if vote.speaker and other.speaker:
        assert other.speaker.fields == vote.speaker.fields, "and so does who speaks for them"
    mirrored = [-score for score in scores]
    other = VOTES[how](crowded(*mirrored, confidences=sure, weights=heavy))
    assert what_stands(other, -1) == what_stands(vote), "whatever is less and more"


# Who speaks for a cluster


def test_the_surest_speaks_for_a_cluster_then_the_heaviest_then_the_centre() -> None:
    assert spokesman(sides("a", "a", confidences=[0.6, 0.7])[0]).path == "panel/1"
    assert spokesman(sides("a", "a", weights=[1, 2])[0]).path == "panel/1"
    assert spokesman(sides("a", "a")[0]).path == "panel/0"
    for names in permutations("abc"):
        near = [says({"score": n}, f"panel/{name}") for n, name in enumerate(names)]
        assert spokesman(clusters(near, COMPARED)[0]) == near[1], "the one that all of them equal"
    silent = says({"verdict": "a"}, "panel/9")
    assert spokesman(clusters([*verdicts("a", confidences=[0.4]), silent], VERDICT)[0]) == silent


# Ties broken


def test_a_tie_is_broken_by_the_mean_confidence_and_says_so() -> None:
    tied = majority(sides("no", "yes", "no", "yes", confidences=[0.9, 0.7, 0.1, 0.7]))
    vote = break_tie(tied, "confidence")
    assert winner(vote) == "yes"
    assert not vote.tied
    assert vote.why == (
        "a tie: 2 of 4 say verdict=no; 2 of 4 say verdict=yes; "
        "broken by confidence: verdict=yes is said with a mean confidence of 0.70"
    )


def test_a_tie_broken_by_confidence_says_where_none_was_given() -> None:
    silent = says({"verdict": "no"}, "panel/b")
    surer = says({"verdict": "yes"}, "panel/a", confidence=0.6)
    vote = break_tie(majority(clusters([silent, surer], VERDICT)), "confidence")
    assert winner(vote) == "yes"
    assert vote.why.endswith("confidence of 0.60 (a confidence not given counts as 0.5)")


def test_a_tie_is_broken_by_rank_among_the_tied_only() -> None:
    tied = majority(sides("a", "b", "a", "b", "c"))
    vote = break_tie(tied, "priority: agent4, agent3, agent0")
    assert winner(vote) == "b"
    assert "broken by priority: agent3 (number 2 in the order) says verdict=b" in vote.why


def test_what_breaks_only_part_of_a_tie_leaves_the_rest_tied_and_says_so() -> None:
    tied = majority(sides("a", "b", "c", confidences=[0.9, 0.9, 0.1]))
    vote = break_tie(tied, "confidence")
    assert words_of(vote.tied) == ["a", "b"]
    assert "confidence does not break it: a tie: verdict=a is said" in vote.why
    assert winner(break_tie(vote, "priority: agent1")) == "b"


def test_a_tie_left_to_a_person_stays_one() -> None:
    tied = majority(sides("no", "yes"))
    vote = break_tie(tied, "escalate")
    assert (vote.winner, vote.tied) == (None, tied.tied)
    assert vote.why == f"{tied.why}; left to a person"


def test_what_is_not_tied_stays_as_it_is() -> None:
    vote = majority(sides("no", "yes", "no"))
    assert all(break_tie(vote, how) is vote for how in ("confidence", "priority: a", "escalate"))


def test_how_to_break_a_tie_is_read_from_a_recipe() -> None:
    assert parse_tie_break(" confidence ").by == "confidence"
    assert parse_tie_break("escalate").by == "escalate"
    rule = parse_tie_break("priority:chief, deputy")
    assert (rule.by, rule.order) == ("priority", ("chief", "deputy"))


@pytest.mark.parametrize("how", ["", "coin", "priority", "priority:", "priority: a,", "Confidence"])
def test_another_way_to_break_a_tie_is_refused_even_where_none_is(how: str) -> None:
    with pytest.raises(UsageError, match="write confidence, escalate, or priority"):
        break_tie(majority(sides("no")), how)
