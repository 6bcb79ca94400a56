"""Every way to settle a disagreement, and each branch of it: who is asked, what stands, and why."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from orchtui.domain.events import DisagreementSettled, GateOpened
from orchtui.domain.flow import Flow, Reply
from orchtui.patterns.member import agent
from orchtui.patterns.panel import panel as a_panel
from orchtui.patterns.settling import Check
from orchtui.patterns.settling.case import by_name
from tests.core.world import World
from tests.patterns.team import Play, Said, play, verdict

Lines = Said | Sequence[Said]
CHECKER = " {does: Checks., reply: {holds: bool}}"
JUDGE = " {does: Judges., reply: {answer: str, confidence?: 0..1}}"
YES, NO = {"holds": True}, {"holds": False}
GOOD, BAD, ODD = verdict("good"), verdict("bad"), verdict("odd")
GONE = OSError("gone")


def panel(settle: str, said: dict[str, Lines], **more: str) -> Play:
    """A panel of three on verdict and score, settled so; what each says, and agents beside them."""
    flow = f"""
- writer
- panel: [a, b, c]
  ask: Is it any good?
  compare: [verdict, score ± 1]
  settle: {settle}
- editor
"""
    return play(flow, said, **more)


def settled(run: Play) -> DisagreementSettled:
    assert run.disagreement.settled is not None
    assert run.re_executes()
    return run.disagreement.settled


def gate(run: Play) -> GateOpened:
    (only,) = run.core.state.open_gates.values()
    assert only.about == f"disagreement:{next(iter(run.state.disagreements))}"
    assert run.re_executes()
    return only


def three(a: Lines, b: Lines, c: Lines, **more: Lines) -> dict[str, Lines]:
    return {"a": a, "b": b, "c": c, **more}


# -- votes -----------------------------------------------------------------------------------------


def test_as_many_on_either_side_is_a_tie_even_where_that_many_would_be_enough() -> None:
    flow = "panel: [a, b]\ncompare: verdict\nthreshold: 0.5"
    run = play(flow, {"a": GOOD, "b": BAD})
    assert run.play() == "waits: panel/decision"
    assert "a tie" in gate(run).question


@pytest.mark.parametrize(
    ("tie", "stands"), [("confidence", "panel/b"), ("'priority: c, a'", "panel/c")]
)
def test_a_tie_is_broken_as_the_recipe_says(tie: str, stands: str) -> None:
    said = three(verdict("good", 0.3), verdict("bad", 0.9), verdict("odd", 0.5))
    run = panel(f"{{by: majority, tie: {tie}}}", said)
    assert run.play() == "done: editor!"
    assert settled(run).path == stands
    assert "a tie" in settled(run).why


def test_priority_ranks_members_by_their_own_names() -> None:
    flow = """
panel: {bold: a, careful: a, search: {sequence: [writer, b]}}
compare: verdict
settle: {by: priority, order: [search, bold]}
"""
    run = play(flow, {"panel/bold": GOOD, "panel/careful": GOOD, "b": BAD})
    run.play()
    assert settled(run).path == "panel/search/b"


def test_expertise_is_a_member_s_even_where_the_member_is_a_part() -> None:
    flow = """
panel: {bold: a, careful: a, search: {sequence: [writer, b]}}
compare: verdict
expertise: {search: 3}
settle: weighted
"""
    run = play(flow, {"panel/bold": GOOD, "panel/careful": GOOD, "b": BAD})
    run.play()
    assert settled(run).path == "panel/search/b"
    assert run.disagreement.rounds[0].agreement == 0.6, "agreement is weighted, too"


def test_a_reply_that_two_members_hand_on_is_one_position() -> None:
    flow = """
- a
- panel:
    x: {if: a.verdict == 'odd', then: c}
    y: {if: a.verdict == 'odd', then: d}
    z: b
  compare: verdict
"""
    run = play(flow, {"a": GOOD, "b": BAD})
    assert run.play() == "waits: panel/decision"
    assert run.disagreement.rounds[0].clusters == (("panel/z",), ("a",))


def test_members_of_one_name_are_told_apart_as_their_steps_are() -> None:
    replies = [Reply(path, "a", path, "") for path in ("panel/a", "panel/a.2")]
    assert by_name([agent("a"), agent("a")], replies) == {"a": replies[0], "a.2": replies[1]}


# -- crowds that overlap ---------------------------------------------------------------------------


def scored(settle: str, *scores: float, sure: Sequence[float] = (), **more: str) -> Play:
    """A panel whose members agree where their scores are at most 1 apart; 3 of 4 are enough."""
    flow = f"""
- panel: {{{", ".join(f"{name}: a" for name in "wxyz")}}}
  compare: score ± 1
  threshold: 0.75
  settle: {settle}
- editor
"""
    said: dict[str, Said] = {
        f"panel/{name}": verdict("good", confidence, score=score)
        for name, score, confidence in zip("wxyz", scores, sure or [0.5] * 4, strict=True)
    }
    return play(flow, {**said, "checker": NO}, **more)


@pytest.mark.parametrize("settle", ["majority", "weighted"])
@pytest.mark.parametrize("scores", [(1, 2, 3, 4), (4, 3, 2, 1), (2, 4, 1, 3)])
def test_two_crowds_that_share_members_are_a_tie_whoever_is_in_them(
    settle: str, scores: tuple[float, ...]
) -> None:
    run = scored(settle, *scores)
    assert run.play() == "waits: panel/decision", "though enough agree on either"
    assert run.disagreement.rounds[0].agreement == 0.75
    assert run.disagreement.found is not None
    assert "score=2" in gate(run).question
    assert "score=3" in gate(run).question
    run.do("answer", choice=gate(run).choices[0])
    run.go_on()
    assert settled(run).why.startswith("a tie: ")


def test_the_recipe_s_way_breaks_a_tie_of_crowds_and_says_so() -> None:
    for scores, stands in (((1, 2, 3, 4), "panel/z"), ((4, 3, 2, 1), "panel/z")):
        run = scored("{by: majority, tie: confidence}", *scores, sure=[0.1, 0.5, 0.5, 0.9])
        assert run.play() == "done: editor!"
        assert settled(run).path == stands
        assert "3 of 4 say score=2; 3 of 4 say score=3; broken by confid" in settled(run).why


def test_each_crowd_is_checked_and_none_stands_for_another() -> None:
    run = scored("{by: check, agent: checker}", 1, 2, 3, 4, checker=CHECKER)
    run.replies["panel/check.2"] = [YES]
    assert run.play() == "done: editor!"
    assert (run.edges["panel/check"], run.edges["panel/check.2"]) == (("panel/w",), ("panel/x",))
    assert settled(run).path == "panel/x"


def test_who_speaks_for_two_crowds_is_checked_once() -> None:
    sure = [0.5, 0.9, 0.5, 0.5]
    run = scored("{by: check, agent: checker}", 1, 2, 3, 4, sure=sure, checker=CHECKER)
    run.replies["checker"] = [YES]
    assert run.play() == "done: editor!"
    assert "panel/check.2" not in run.paths
    assert settled(run).path == "panel/x"


def test_a_default_that_is_of_two_crowds_stands_for_itself() -> None:
    run = scored("{by: escalate, default: y}", 1, 2, 3, 4, sure=[0.5, 0.4, 0.4, 0.6])
    assert run.play(on_gate="default") == "done: editor!"
    assert settled(run).path == "panel/y"
    run = scored("{by: escalate, default: x}", 1, 2, 9, 9)
    assert run.play(on_gate="default") == "done: editor!"
    assert settled(run).path == "panel/w"


def test_by_priority_the_highest_says_it_in_its_own_words() -> None:
    run = scored("{by: priority, order: [x]}", 8, 2, 3, 9, sure=[0.9, 0.1, 0.9, 0.9])
    assert run.play() == "done: editor!"
    assert settled(run).path == "panel/x"


# -- escalate --------------------------------------------------------------------------------------


def test_a_default_stands_by_whoever_speaks_for_it() -> None:
    said = three(verdict("good", 0.9), verdict("good", 0.2), verdict("bad"))
    run = panel("{by: escalate, question: Which one?, default: b}", said)
    assert run.play(on_gate="default") == "done: editor!"
    assert settled(run).path == "panel/a"
    assert settled(run).by == "the run's own answer"


def test_a_default_that_has_no_position_is_none() -> None:
    run = panel("{by: escalate, default: c}", three(GOOD, BAD, GONE))
    told = run.play(on_gate="default")
    assert told.startswith("waiting: gate panel/decision needs a person")
    assert told.endswith("run it with --on-gate wait and answer it"), "nothing else would answer it"


def test_what_a_person_writes_can_stand_and_the_note_is_kept() -> None:
    run = panel("{by: escalate, question: Which one?}", three(GOOD, BAD, ODD))
    assert run.play() == "waits: panel/decision"
    assert gate(run).question.startswith("Which one?")
    run.do("answer", text="It depends.", choice="edit", note="all are partly right")
    assert run.go_on() == "done: editor!"
    assert run.edges["editor"] == ("panel/merged",)
    assert run.edges["panel/merged"] == ("panel/a", "panel/b", "panel/c")
    assert settled(run).why == "all are partly right"


# -- refine ----------------------------------------------------------------------------------------


def test_members_who_see_the_reasons_of_the_others_come_to_agree() -> None:
    said = three(verdict("good", why="I have tried it."), [BAD, GOOD], [ODD, BAD, GOOD])
    run = panel("refine", said)
    assert run.play() == "done: editor!"
    assert [each.agreement for each in run.disagreement.rounds] == [0.3333, 0.6667, 1.0]
    assert run.edges["panel/b.2"] == ("writer", "panel/a", "panel/b", "panel/c")
    assert run.edges["panel/b.3"] == ("writer", "panel/a.2", "panel/b.2", "panel/c.2")
    assert "I have tried it." in run.users["panel/b.2"]
    assert "Is it any good?" in run.users["panel/b.2"]
    assert (settled(run).how, settled(run).why) == ("refine", "after 2 more rounds; 3 of 3 agree")
    assert run.edges["editor"] == ("panel/a.3",)


def test_refining_ends_as_soon_as_enough_agree() -> None:
    run = panel("{by: refine, rounds: 5}", three(GOOD, [BAD, GOOD], GOOD))
    run.play()
    assert settled(run).why == "after 1 more round; 3 of 3 agree"
    assert "panel/a.3" not in run.paths


def test_how_far_they_agree_in_the_end_is_what_a_condition_reads() -> None:
    flow = """
- panel: [a, b]
  compare: verdict
  settle: refine
- {if: panel.agreement == 1 and panel.rounds == 2, then: editor}
"""
    assert play(flow, {"a": GOOD, "b": [BAD, GOOD]}).play() == "done: editor!"


def test_after_so_many_rounds_most_decide() -> None:
    run = panel("{by: refine, rounds: 1}", three(GOOD, GOOD, BAD))
    assert run.play() == "done: editor!"
    assert len(run.disagreement.rounds) == 2
    assert settled(run).how == "majority"
    assert (
        settled(run).why == "after 1 more round, too few agree; 2 of 3 say verdict=good, no score"
    )
    assert settled(run).path == "panel/a.2", "what was said last stands"


def test_after_so_many_rounds_a_tie_goes_to_a_person() -> None:
    run = panel("refine", three(GOOD, BAD, ODD))
    assert run.play() == "waits: panel/decision"
    assert gate(run).question.startswith(
        "Is it any good? (after 2 more rounds, too few agree; a tie"
    )
    assert gate(run).given == ("panel/a.3", "panel/b.3", "panel/c.3")


def test_after_so_many_rounds_another_strategy_takes_over() -> None:
    run = panel(
        "{by: refine, rounds: 1, then: {by: synthesise, agent: judge}}", three(GOOD, BAD, ODD)
    )
    assert run.play() == "done: editor!"
    assert settled(run).how == "synthesise"
    assert run.edges["panel/judge"] == ("panel/a.2", "panel/b.2", "panel/c.2")


def test_who_fails_in_a_round_keeps_the_position_it_had() -> None:
    said: dict[str, Lines] = {"a": GOOD, "b": [BAD, GOOD], "panel/c": ODD, "c": GONE}
    run = panel("{by: refine, rounds: 1}", said)
    assert run.play() == "partial: editor!"
    assert run.disagreement.rounds[-1].clusters == (("panel/a.2", "panel/b.2"), ("panel/c",))


def test_where_nobody_answers_again_nobody_is_asked_a_third_time() -> None:
    first: dict[str, Lines] = {f"panel/{name}": GOOD for name in "ab"}
    run = panel("refine", {**first, "panel/c": BAD, **dict.fromkeys("abc", GONE)})
    assert run.play() == "partial: editor!"
    assert settled(run).why.startswith("asked again, nobody answered; 2 of 3 say")
    assert "panel/a.3" not in run.paths


def test_where_nobody_answers_again_it_goes_as_it_would_in_the_end() -> None:
    first: dict[str, Lines] = {f"panel/{name}": GOOD for name in "ab"}
    said = {**first, "panel/c": BAD, **dict.fromkeys("abc", GONE)}
    run = panel("{by: refine, then: escalate}", said)
    assert run.play() == "waits: panel/decision"
    assert gate(run).given == ("panel/a", "panel/b", "panel/c")


def test_who_was_missing_at_first_may_answer_in_a_later_round() -> None:
    run = panel("{by: refine, rounds: 1}", {"a": GOOD, "b": BAD, "panel/c": GONE, "c": BAD})
    assert run.play() == "partial: editor!"
    assert settled(run).why.endswith("2 of 3 say verdict=bad, no score")


def test_what_was_said_in_a_later_round_can_be_picked() -> None:
    run = panel("refine", three(GOOD, BAD, ODD))
    run.play()
    assert run.do("settle", pick="panel/b.3") == "done: panel/disagreement"
    assert run.go_on() == "done: editor!"
    assert (settled(run).how, settled(run).path) == ("pick", "panel/b.3")


def test_a_person_can_stop_the_rounds_and_merge_what_was_said_last() -> None:
    run = panel("{by: refine, rounds: 9}", three(GOOD, BAD, ODD))
    run.feed(run.first)
    while "panel/a.3" not in run.asked:
        run.step()
    assert run.do("settle", text="Enough.") == "done: panel/disagreement"
    assert run.go_on() == "done: editor!"
    assert run.edges["panel/merged"] == ("panel/a.2", "panel/b.2", "panel/c.2")
    assert settled(run).how == "merge"


def test_a_person_can_take_it_up_before_the_rounds_are_over() -> None:
    run = panel("{by: refine, rounds: 9}", three(GOOD, BAD, ODD))
    run.feed(run.first)
    while "panel/a.2" not in run.asked:
        run.step()
    assert run.do("settle", escalate=True) == "done: panel/disagreement"
    assert run.go_on() == "waits: panel/decision"
    assert "panel/a.3" not in run.paths


def test_where_they_differ_after_a_person_s_further_round_the_strategy_goes_on() -> None:
    run = panel("majority", three(GOOD, BAD, [ODD, BAD]))
    assert run.play() == "waits: panel/decision"
    assert run.do("settle", again=True) == "done: panel/disagreement"
    assert run.go_on() == "done: editor!"
    assert (settled(run).how, settled(run).why) == (
        "majority",
        "2 of 3 say verdict=bad, no score",
    )


def test_a_person_s_further_round_follows_what_was_said_last() -> None:
    run = panel("{by: refine, rounds: 1}", three(GOOD, [BAD, BAD, GOOD], [ODD, ODD, GOOD]))
    assert run.play() == "waits: panel/decision"
    assert run.do("settle", again=True) == "done: panel/disagreement"
    assert run.go_on() == "done: editor!"
    assert run.edges["panel/b.3"] == ("writer", "panel/a.2", "panel/b.2", "panel/c.2")
    assert settled(run).how == "agreed"


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
    assert gate(run).choices == ("a", "b", "c", "proposal", "edit")
    assert gate(run).given == ("panel/a", "panel/b", "panel/c", "panel/judge")
    run.do("answer", choice="proposal")
    assert run.go_on() == "done: editor!"
    assert run.edges["editor"] == ("panel/judge",)
    assert (settled(run).how, settled(run).by) == ("escalate", "me")
    assert told in settled(run).why


def test_who_differs_from_the_facts_that_hold_is_out_though_near_to_others() -> None:
    near = three(verdict("good", score=1), verdict("bad", score=2), verdict("odd", score=3))
    said = {**near, "a": verdict("good", 0.9, score=1), "panel/check": YES, "judge": SURE}
    run = tiers(said)
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


# -- free text -------------------------------------------------------------------------------------

SORTER = " {does: Sorts., reply: {groups: [[str]]}}"


def talk(groups: Said, settle: str = "majority") -> Play:
    flow = f"""
- panel: {{x: writer, y: editor, z: judge}}
  comparer: sorter
  settle: {settle}
"""
    said = {"panel/x": "Yes, do it.", "panel/y": "Absolutely.", "panel/z": "No."}
    return play(flow, {**said, "sorter": groups}, sorter=SORTER)


@pytest.mark.parametrize(
    "groups",
    [
        [["panel/x", "panel/y"], ["panel/z"]],
        [["x", "y"]],
        [[" X", "`y`"], [], ["z"]],
        [["writer", "editor"], ["z", "who?"]],
    ],
)
def test_an_agent_says_which_answers_mean_the_same(groups: list[list[str]]) -> None:
    run = talk({"groups": groups})
    assert run.play() == "done: Yes, do it."
    assert run.edges["panel/sorter"] == ("panel/x", "panel/y", "panel/z")
    (compared,) = run.disagreement.rounds
    assert compared.clusters == (("panel/x", "panel/y"), ("panel/z",))
    assert not compared.estimated
    assert settled(run).why == "2 of 3 say Yes, do it."
    unknown = [note for note in run.notes if "sorts what nobody said: who?" in note]
    assert bool(unknown) == ("who?" in str(groups))


@pytest.mark.parametrize(
    ("groups", "note"),
    [({"groups": []}, True), ({"groups": [["who?"]]}, True), (GONE, False)],
)
def test_where_groups_cannot_be_read_the_words_are_compared(groups: Said, note: bool) -> None:
    run = talk(groups)
    assert run.play() == "waits: panel/decision"
    (compared,) = run.disagreement.rounds
    assert compared.estimated
    assert len(compared.clusters) == 3
    assert any("the words are compared" in each for each in run.notes) == note


def test_each_round_is_sorted_anew() -> None:
    run = talk({"groups": [["x"], ["y"], ["z"]]}, "{by: refine, rounds: 1}")
    run.replies["panel/sorter.2"] = [{"groups": [["x.2", "y", "panel/z.2"]]}]
    assert run.play().startswith("done")
    assert run.edges["panel/sorter.2"] == ("panel/x.2", "panel/y.2", "panel/z.2")
    assert settled(run).how == "refine", "steps and members are known by their names"


def test_a_single_answer_need_not_be_sorted() -> None:
    run = talk({"groups": []})
    run.replies |= {"panel/x": [GONE], "panel/y": [GONE]}
    assert run.play() == "partial: No."
    assert "panel/sorter" not in run.paths
