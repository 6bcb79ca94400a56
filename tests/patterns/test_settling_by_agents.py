"""`synthesise`, `check` and `tiers`: agents decide what holds, and what is said in place of all."""

from __future__ import annotations

import math

import pytest

from orchtui.core import Machine
from orchtui.domain.disagreement import parse_compared
from orchtui.domain.flow import Flow, Reply
from orchtui.patterns.member import Given, Member, agent
from orchtui.patterns.panel import panel as a_panel
from orchtui.patterns.settlement import Check, Measure, Tiers
from tests.core.world import World
from tests.patterns.settled import (
    BAD,
    CHECKER,
    GONE,
    GOOD,
    JUDGE,
    NO,
    ODD,
    YES,
    Lines,
    gate,
    panel,
    settled,
    three,
)
from tests.patterns.team import Play, Said, play, recipe, verdict

# -- synthesise ------------------------------------------------------------------------------------


def test_a_synthesis_of_all_positions_stands() -> None:
    run = panel("{by: synthesise, agent: judge, says: Be brief.}", three(GOOD, BAD, ODD))
    assert run.play() == "done: editor!"
    assert run.edges["panel/judge"] == ("panel/a", "panel/b", "panel/c")
    assert "Be brief." in run.users["panel/judge"]
    assert "Is it any good?" in run.users["panel/judge"]
    assert run.edges["editor"] == ("panel/judge",)
    assert settled(run).why == "judge wrote one answer from all"


@pytest.mark.parametrize("agent", ["", " {does: Judges., optional: true}"])
def test_where_the_synthesis_fails_a_person_decides(agent: str) -> None:
    more = {"judge": agent} if agent else {}
    run = panel("{by: synthesise, agent: judge}", three(GOOD, BAD, ODD, judge=GONE), **more)
    assert run.play() == "waits: panel/decision"
    assert "synthesise failed: panel/judge: gone" in gate(run).question
    run.do("answer", choice="c", note="I know")
    run.go_on()
    assert settled(run).why == "synthesise failed: panel/judge: gone; I know"


def test_a_failed_synthesis_after_refining_leaves_what_was_said_last() -> None:
    settle = "{by: refine, rounds: 1, then: {by: synthesise, agent: judge}}"
    run = panel(settle, three(GOOD, BAD, ODD, judge=GONE))
    assert run.play() == "waits: panel/decision"
    assert gate(run).given == ("panel/a.2", "panel/b.2", "panel/c.2")


# -- check -----------------------------------------------------------------------------------------


CHECK = "{by: check, agent: checker}"
TWO = three(verdict("good", 0.2), verdict("bad"), verdict("good", 0.9))


def checked(first: Said, second: Said, settle: str = CHECK) -> Play:
    """The check of `c`, who speaks for the larger cluster, and that of `b`."""
    said = {**TWO, "panel/check": first, "panel/check.2": second}
    return panel(settle, said, checker=CHECKER)


@pytest.mark.parametrize(
    ("first", "second", "stands", "why"),
    [
        (YES, NO, "panel/c", "checked by checker: c holds, b does not hold"),
        (NO, YES, "panel/b", "checked by checker: c does not hold, b holds"),
    ],
)
def test_the_only_position_that_holds_stands(
    first: Said, second: Said, stands: str, why: str
) -> None:
    run = checked(first, second)
    assert run.play() == "done: editor!"
    assert run.edges["panel/check"] == ("writer", "panel/c"), "who speaks for the cluster"
    assert run.edges["panel/check.2"] == ("writer", "panel/b")
    assert "panel/check.3" not in run.paths, "a position that two share is checked once"
    assert "Is it any good?" in run.users["panel/check"]
    assert (settled(run).how, settled(run).path, settled(run).why) == ("check", stands, why)


def test_positions_are_checked_side_by_side() -> None:
    run = checked(YES, NO)
    run.feed(run.first)
    while "panel/check" not in run.asked:
        run.step()
    assert {path for path, _ in run.calls} == {"panel/check", "panel/check.2"}


@pytest.mark.parametrize(
    ("both", "why"),
    [(YES, "c holds, b holds"), (NO, "c does not hold, b does not hold")],
)
def test_where_the_check_singles_none_out_a_person_decides(both: Said, why: str) -> None:
    run = checked(both, both)
    assert run.play() == "waits: panel/decision"
    assert f"checked by checker: {why}" in gate(run).question


def test_where_the_check_singles_none_out_another_strategy_may_decide() -> None:
    run = checked(NO, NO, "{by: check, agent: checker, then: majority}")
    assert run.play() == "done: editor!"
    assert settled(run).how == "majority"
    assert settled(run).why.startswith("checked by checker: c does not hold, b does not hold; 2 of")


def test_what_could_not_be_checked_does_not_hold() -> None:
    run = checked(GONE, YES)
    assert run.play() == "partial: editor!"
    assert settled(run).path == "panel/b"
    assert settled(run).why == "checked by checker: c could not be checked (gone), b holds"
    run = checked(GONE, GONE)
    assert run.play() == "waits: panel/decision"


def test_a_check_that_does_not_say_whether_it_holds_decides_nothing() -> None:
    async def talk(flow: Flow, task: str) -> object:
        members = [agent("a"), agent("b")]
        return (await a_panel(flow, task, members, strategy=Check("c"))).reply

    ended = World(talk, 1, faults=0).run()
    assert ended.startswith("waiting: gate panel/decision")
    assert "b could not be checked (no holds: in the reply)" in ended


# -- tiers -----------------------------------------------------------------------------------------


TIERS = "{by: tiers, facts: [score], check: checker, judge: judge}"
SURE = {"answer": "Both.", "confidence": 0.6}
"""As sure as is needed."""


def tiers(said: dict[str, Lines], settle: str = TIERS) -> Play:
    return panel(settle, said, checker=CHECKER, judge=JUDGE)


def good(score: float) -> dict[str, object]:
    return verdict("good", score=score)


FACTS_ONLY = three(good(2), good(3), good(9))
BOTH = three(good(2), verdict("bad", score=2), good(9))


def test_who_holds_to_facts_that_do_not_stand_is_out() -> None:
    run = tiers({**FACTS_ONLY, "panel/check": NO, "panel/check.2": YES})
    assert run.play() == "done: editor!"
    assert "Look only at score" in run.users["panel/check"]
    assert (settled(run).how, settled(run).path) == ("tiers", "panel/c")
    assert settled(run).why == ("checked by checker: a does not hold, c holds; those left agree")
    assert "panel/judge" not in run.paths


def test_what_is_left_to_judgement_is_the_judge_s_alone() -> None:
    run = tiers(three(GOOD, BAD, ODD, judge=SURE))
    assert run.play() == "done: editor!"
    assert "panel/check" not in run.paths, "they do not differ in facts"
    assert run.edges["panel/judge"] == ("panel/a", "panel/b", "panel/c")
    assert settled(run).path == "panel/judge"
    assert settled(run).why == "judged by judge with confidence 0.6"


def test_facts_first_then_judgement_of_those_left() -> None:
    run = tiers({**BOTH, "panel/check": YES, "panel/check.2": NO, "judge": SURE})
    assert run.play() == "done: editor!"
    assert run.edges["panel/judge"] == ("panel/a", "panel/b")
    assert settled(run).why == (
        "checked by checker: a holds, c does not hold; judged by judge with confidence 0.6"
    )


@pytest.mark.parametrize("both", [YES, NO, GONE])
def test_facts_that_a_check_does_not_decide_go_to_a_person(both: Said) -> None:
    run = tiers({**BOTH, "checker": both, "judge": SURE})
    assert run.play() == "waits: panel/decision"
    assert "checked by checker: a " in gate(run).question
    assert gate(run).choices == ("a", "b", "c", "edit")
    assert "panel/judge" not in run.paths


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"answer": "Hm.", "confidence": 0.59}, "confidence 0.59, and 0.6 is needed"),
        ({"answer": "Hm."}, "no confidence, and 0.6 is needed"),
    ],
)
def test_a_judge_who_is_not_sure_proposes_and_a_person_decides(said: Said, told: str) -> None:
    run = tiers({**BOTH, "panel/check": YES, "panel/check.2": NO, "judge": said})
    assert run.play() == "waits: panel/decision"
    assert told in gate(run).question
    assert gate(run).question.endswith("; proposal: judge's")
    assert gate(run).choices == ("a", "b", "c", "proposal", "edit")
    assert gate(run).given == ("panel/a", "panel/b", "panel/c", "panel/judge")
    run.do("answer", choice="proposal")
    assert run.go_on() == "done: editor!"
    assert run.edges["editor"] == ("panel/judge",)
    assert (settled(run).how, settled(run).by) == ("escalate", "me")
    assert told in settled(run).why


def test_who_differs_from_the_facts_that_hold_is_out_though_near_to_others() -> None:
    near = three(verdict("good", 0.9, score=1), verdict("bad", score=2), verdict("odd", score=3))
    run = tiers({**near, "judge": SURE})
    assert run.play() == "done: editor!"
    assert "panel/check" not in run.paths, "all are near the one in the middle"
    four = {**near, "d": verdict("odd", score=4), "checker": NO, "panel/check": YES, "judge": SURE}
    run = play(
        f"- panel: [a, b, c, d]\n  compare: [verdict, score ± 1]\n  settle: {TIERS}\n- editor",
        four,
        checker=CHECKER,
        judge=JUDGE,
    )
    assert run.play() == "done: editor!"
    assert run.edges["panel/judge"] == ("panel/a", "panel/b"), "c is near b, but not near a"


def test_how_sure_the_judge_must_be_is_the_recipe_s_to_say() -> None:
    said = three(GOOD, BAD, ODD, judge={"answer": "Hm.", "confidence": 0.2})
    assert tiers(said, TIERS.replace("}", ", confidence: 0.2}")).play() == "done: editor!"


def test_where_the_judge_fails_a_person_decides() -> None:
    run = tiers(three(GOOD, BAD, ODD, judge=GONE))
    assert run.play() == "waits: panel/decision"
    assert "judge failed: gone" in gate(run).question
    assert gate(run).choices == ("a", "b", "c", "edit")


def test_facts_that_are_no_number_equal_nothing_and_may_hold_all_the_same() -> None:
    def says(name: str, score: float) -> Member:
        async def part(flow: Flow, says: str, given: Given) -> Reply:
            return await flow.extracted({"score": score}, name=name)

        return Member(name, part=part)

    async def talk(flow: Flow, task: str) -> object:
        measure = Measure((parse_compared("score ± 1"),))
        members = [says("x", math.nan), says("y", 3)]
        strategy = Tiers(("score",), "checker", "judge")
        settled = await a_panel(flow, task, members, measure=measure, strategy=strategy)
        return settled.why

    of = recipe("- checker\n- judge", checker=CHECKER, judge=JUDGE)
    run = Play(of, {"panel/check": NO, "panel/check.2": YES})
    run.core = Machine(of, talk)
    told = "checked by checker: y does not hold, x holds; those left agree"
    assert run.play() == f"done: {told}"
