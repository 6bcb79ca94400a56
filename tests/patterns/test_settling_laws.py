"""The laws of settling: votes are counted alike whoever casts them, and nothing stays unsettled.

Verdicts, confidences, weights, failures, strategies and the order of answers are all generated.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import NamedTuple

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from orchtui.domain import events as e
from tests.patterns.settled import CHECKER, GONE, JUDGE, SORTER
from tests.patterns.team import Play, Said, recipe, verdict

NAMES = ("ann", "bob", "cat", "dan", "eve", "fay")
VERDICTS = ("good", "bad", "odd")

STANDS = ("majority", "weighted", "{by: weighted, tie: confidence}", "refine")
few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Ballot(NamedTuple):
    """What a member says, how sure it is (in tenths), and what it counts for."""

    verdict: str
    sure: int | None
    weight: int


ballot = st.builds(
    Ballot,
    st.sampled_from(VERDICTS),
    st.none() | st.integers(0, 10),
    st.integers(1, 4),
)
ballots = st.lists(ballot, min_size=2, max_size=6)


def outcome(cast: Sequence[Ballot], settle: str, seed: int, names: Sequence[str] = NAMES) -> str:
    """The verdict that stands, or nothing where a person has to say."""
    members = dict(zip(names, cast, strict=False))
    flow = f"""
panel: {{{", ".join(f"{name}: a" for name in members)}}}
compare: verdict
expertise: {{{", ".join(f"{name}: {each.weight}" for name, each in members.items())}}}
settle: {settle}
"""
    replies = {
        f"panel/{name}": verdict(each.verdict, None if each.sure is None else each.sure / 10)
        for name, each in members.items()
    }
    run = Play(recipe(flow), replies, seed)
    ended = run.play()
    assert run.re_executes()
    if ended == "waits: panel/decision":
        return ""
    return str(json.loads(ended.removeprefix("done: "))["verdict"])


def counted(cast: Sequence[Ballot], settle: str) -> str:
    """The same by plain arithmetic: most heads, or most weight times confidence."""
    counts: Counter[str] = Counter()
    for each in cast:
        sure = Fraction(1, 2) if each.sure is None else Fraction(each.sure, 10)
        counts[each.verdict] += 1 if settle == "majority" else each.weight * sure  # type: ignore[assignment]  # fractions count as well
    if len(counts) == 1:
        return cast[0].verdict
    best = [name for name, count in counts.items() if count == max(counts.values())]
    return best[0] if len(best) == 1 else ""


@given(ballots, st.sampled_from(["majority", "weighted"]), st.integers())
@few
def test_what_most_say_or_what_weighs_most_stands(
    cast: list[Ballot], settle: str, seed: int
) -> None:
    assert outcome(cast, settle, seed) == counted(cast, settle)


@given(
    ballots, st.sampled_from(["majority", "weighted", "{by: majority, tie: confidence}"]), st.data()
)
@few
def test_permuted_votes_give_the_same_winner(
    cast: list[Ballot], settle: str, data: st.DataObject
) -> None:
    others = data.draw(st.permutations(cast))
    assert outcome(cast, settle, 1) == outcome(others, settle, 2)
    names = data.draw(st.permutations(NAMES))
    assert outcome(cast, settle, 1) == outcome(cast, settle, 3, names)


@given(st.lists(st.integers(1, 6), min_size=2, max_size=6), st.sampled_from(STANDS), st.data())
@few
def test_permuted_scores_that_are_near_each_other_give_the_same_winner(
    scores: list[int], settle: str, data: st.DataObject
) -> None:
    won = []
    for cast in (scores, data.draw(st.permutations(scores))):
        members = dict(zip(NAMES, cast, strict=False))
        flow = f"""
panel: {{{", ".join(f"{name}: a" for name in members)}}}
compare: score ± 1
threshold: 0.5
settle: {settle}
"""
        replies = {f"panel/{name}": verdict("good", score=n) for name, n in members.items()}
        won.append(Play(recipe(flow), replies).play())
    assert won[0] == won[1]


@given(ballots, st.sampled_from(["majority", "weighted"]), st.sampled_from(VERDICTS))
@few
def test_changed_votes_change_the_winner(cast: list[Ballot], settle: str, to: str) -> None:
    won = outcome(cast, settle, 1)
    assume(won)
    changed = [each._replace(verdict=to) if each.verdict == won else each for each in cast]
    assert outcome(changed, settle, 1) == to


@given(ballots, st.permutations(NAMES), st.data())
@few
def test_the_highest_in_the_order_decides_whatever_the_others_say(
    cast: list[Ballot], order: Sequence[str], data: st.DataObject
) -> None:
    members = dict(zip(NAMES, cast, strict=False))
    order = [name for name in order if name in members]
    ranked = order[: data.draw(st.integers(1, len(order)))]
    settle = f"{{by: priority, order: [{', '.join(ranked)}]}}"
    assert outcome(cast, settle, 1) == members[ranked[0]].verdict


# -- nothing stays unsettled -----------------------------------------------------------------------

said: st.SearchStrategy[Said] = st.one_of(
    st.builds(
        lambda v, score, sure: verdict(v, sure, score=score),
        st.sampled_from(VERDICTS),
        st.sampled_from([1, 2, 3, 4, 9]),
        st.sampled_from([None, 0.1, 0.5, 0.9]),
    ),
    st.builds(lambda v: verdict(v), st.sampled_from(VERDICTS)),
    st.just(GONE),
)
checks: st.SearchStrategy[Said] = st.sampled_from([{"holds": True}, {"holds": False}, GONE])
judged: st.SearchStrategy[Said] = st.sampled_from(
    [{"answer": "Both.", "confidence": sure} for sure in (0.1, 0.6, 0.9)]
    + [{"answer": "Both."}, GONE]
)


def strategies(members: Sequence[str], compared: bool) -> st.SearchStrategy[str]:
    """Any strategy, with others in it."""
    name = st.sampled_from(members)
    tie = st.sampled_from(["escalate", "confidence"]) | name.map(lambda n: f"'priority: {n}'")
    leaf = st.one_of(
        st.sampled_from(["majority", "weighted", "escalate", "refine"]),
        tie.map(lambda tie: f"{{by: majority, tie: {tie}}}"),
        name.map(lambda name: f"{{by: priority, order: [{name}]}}"),
        name.map(lambda name: f"{{by: escalate, default: {name}}}"),
        st.just("{by: synthesise, agent: judge}"),
        st.just("{by: check, agent: checker}"),
        *[
            st.just(f"{{by: tiers, facts: {facts}, check: checker, judge: judge}}")
            for facts in ("score", "[verdict, score]")
            if compared
        ],
    )

    def nested(then: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.one_of(
            st.builds("{{by: refine, rounds: {}, then: {}}}".format, st.integers(1, 3), then),
            then.map(lambda then: f"{{by: check, agent: checker, then: {then}}}"),
        )

    return st.recursive(leaf, nested, max_leaves=3)


class Panels(NamedTuple):
    """A panel, and all that anybody in it will say."""

    flow: str
    replies: Mapping[str, Said | Sequence[Said]]


@st.composite
def panels(draw: st.DrawFn) -> Panels:
    members = NAMES[: draw(st.integers(2, 6))]
    compared = draw(st.booleans())
    compare = (
        "compare: [verdict, score ± 1]"
        if compared
        else draw(st.sampled_from(["comparer: sorter", "threshold: 0.6"]))
    )
    settle = draw(strategies(members, compared))
    replies: dict[str, Said | Sequence[Said]] = {
        f"panel/{name}{again}": draw(said)
        for name in members
        for again in ("", *(f".{n}" for n in range(2, 12)))
    }
    groups = st.lists(st.lists(st.sampled_from([*members, "who"]), max_size=3), max_size=4)
    replies |= {
        "checker": draw(st.lists(checks, min_size=1, max_size=6)),
        "judge": draw(st.lists(judged, min_size=1, max_size=3)),
        "sorter": draw(st.lists(groups.map(lambda g: {"groups": g}) | st.just(GONE), min_size=1)),
    }
    flow = f"""
- panel: {{{", ".join(f"{name}: a" for name in members)}}}
  {compare}
  settle: {settle}
- editor
"""
    return Panels(flow, replies)


def a_person_s_word(run: Play, dice: Random) -> None:
    """Somebody settles it, or answers the gate, one way or another."""
    (gate,) = run.core.state.open_gates.values()
    (name, found), *_ = run.core.state.open_disagreements.items()
    paths = [path for cluster in found.rounds[-1].clusters for path in cluster]
    word: Mapping[str, object] = dice.choice(
        [{"pick": dice.choice(paths)}, {"text": "Merged."}, {"again": True}, {"escalate": True}, {}]
    )
    if word:
        text = str(word.get("text", ""))
        rest = {key: value for key, value in word.items() if key != "text"}
        assert run.do("settle", name, text, **rest) == f"done: {name}"
    else:
        assert run.do("answer", gate.id, "Written.", choice=dice.choice(gate.choices)) == (
            f"done: {gate.id}"
        )


@given(panels(), st.sampled_from(["wait", "fail", "default"]), st.integers(0, 10**6))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_disagreement_is_settled_or_before_a_person(
    panel: Panels, on_gate: str, seed: int
) -> None:
    more = {name: agent for name, agent in EVERYBODY.items() if name in panel.flow}
    run, dice = Play(recipe(panel.flow, **more), panel.replies, seed), Random(seed)
    ended = run.play(on_gate=on_gate)
    assert run.re_executes()
    for _ in range(4):
        if not ended.startswith("waits"):
            break
        assert on_gate == "wait"
        a_person_s_word(run, dice)
        ended = run.go_on()
        assert run.re_executes()
    gates = [
        event for turn in run.turns for event in turn.events if isinstance(event, e.GateOpened)
    ]
    for name, each in run.state.disagreements.items():
        asked = [gate for gate in gates if gate.about == f"disagreement:{name}"]
        if each.found is None:
            assert each.settled is None
        elif ended.startswith("waits"):
            assert asked[-1].id in run.core.state.open_gates
        elif ended.startswith("waiting"):
            assert asked, "the run was ended, since nobody was there to ask"
            assert not each.settled
        else:
            assert each.settled, ended
            assert each.settled.path in run.state.steps
    if not ended.startswith("wait"):
        assert ended.startswith(("done", "partial")) or not run.state.disagreements, ended


EVERYBODY = {"checker": CHECKER, "judge": JUDGE, "sorter": SORTER}
