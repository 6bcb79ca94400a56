"""A part that may fail: the run goes on without it, what comes next is told, nothing is lost."""

from __future__ import annotations

import pytest

from tests.patterns.team import play, verdict

GONE = OSError("gone")
REVIEWER = "{does: Reviews., reply: {approved: bool}}"
LEAD = "{does: Leads., reply: {steps: [{worker: str, says: str}], done: bool, answer?: str}}"
LISTER = "{does: Lists., reply: {topics: [str]}}"
PARTS = {
    "critique": "{critique: writer, reviewers: [reviewer], optional: true}",
    "panel": "{panel: [a, b], compare: verdict, optional: true}",
    "debate": "{debate: [a, b], judge: editor, optional: true}",
    "supervise": "{supervise: lead, workers: [writer], optional: true}",
    "sequence": "{sequence: [writer, a], optional: true}",
    "loop": "{loop: writer, times: 2, optional: true}",
    "map": "{sequence: [lister, {map: lister.topics, do: writer}], optional: true}",
}
TEAM = {"reviewer": REVIEWER, "lead": LEAD, "lister": LISTER}
ALL_GONE = dict.fromkeys(["writer", "a", "b", "lead", "lister"], GONE)


@pytest.mark.parametrize("part", PARTS.values(), ids=list(PARTS))
def test_beside_others_it_takes_none_of_them_with_it(part: str) -> None:
    run = play(
        f"- parallel:\n    - c\n    - {part}\n- judge", {**ALL_GONE, "c": verdict("good")}, **TEAM
    )
    assert run.play() == "partial: judge!"
    assert run.edges["judge"] == ("c", "nothing")
    assert "Nothing came of " in run.users["judge"]
    assert "gone" in run.users["judge"]
    assert run.finished.missing
    assert len(run.finished.missing) == len(set(run.finished.missing))
    assert run.re_executes()


def test_one_that_is_not_optional_ends_the_others() -> None:
    part = PARTS["critique"].replace(", optional: true", "")
    run = play(f"- parallel:\n    - c\n    - {part}\n- judge", ALL_GONE, **TEAM)
    assert run.play() == "failed: critique/round/writer: gone"


def test_its_fallback_comes_before_going_without() -> None:
    flow = "- sequence: [writer]\n  optional: true\n  fallback: editor\n- judge"
    assert play(flow, {"writer": GONE}).play() == "done: judge!"
    assert play(flow, {"writer": GONE, "editor": GONE}).play() == "partial: judge!"


def test_one_that_does_well_is_as_if_it_were_not_optional() -> None:
    run = play(f"- {PARTS['critique']}\n- judge", {"reviewer": {"approved": True}}, **TEAM)
    assert run.play() == "done: judge!"
    assert run.edges["judge"] == ("critique/round/writer",)


# -- what reads somebody who is missing ------------------------------------------------------------

READS = {
    "if": "{if: a.verdict == 'good', then: writer}",
    "switch": "{switch: a.verdict, cases: {good: writer}, else: editor}",
    "map": "{map: a.tags, do: writer}",
}


@pytest.mark.parametrize("part", READS.values(), ids=list(READS))
def test_what_cannot_be_told_for_want_of_somebody_says_so(part: str) -> None:
    run = play(f"- a: {{optional: true}}\n- {part}", {"a": GONE})
    ended = run.play()
    assert ended.startswith("failed: a: a.")
    assert ended.endswith(" cannot be told: a is missing: gone")
    assert run.finished.missing == ("a",)


def test_another_part_can_take_over_from_one_that_cannot_be_told() -> None:
    flow = f"""
- a: {{optional: true}}
- sequence: [{READS["if"]}]
  fallback: editor
"""
    assert play(flow, {"a": GONE}).play() == "partial: editor!"


# -- members that are lists ------------------------------------------------------------------------


def test_a_list_is_a_member_that_goes_step_by_step() -> None:
    flow = "panel: {quick: a, slow: [writer, b]}\ncompare: verdict"
    run = play(flow, {"a": verdict("good"), "b": verdict("good")})
    assert run.play().startswith("done")
    assert run.edges["panel/slow/b"] == ("panel/slow/writer",)


def test_the_work_of_a_critique_and_a_sub_task_can_be_lists_too() -> None:
    run = play("critique: [writer, editor]\nreviewers: [reviewer]", {**SAID}, **TEAM)
    assert run.play() == "done: critique/round/work/editor!"
    planner = "{does: Plans., reply: {tasks: [{id: str, says: str}], answer?: str}}"
    plan = {"tasks": [{"id": "x", "says": "Do."}]}
    flow = "decompose: planner\nworkers: {pair: [writer, editor]}\nreconcile: judge"
    run = play(flow, {"planner": plan}, planner=planner)
    assert run.play() == "done: decompose/reconcile!"
    assert run.edges["decompose/x/editor"] == ("decompose/x/writer",)


SAID = {"reviewer": {"approved": True}}


def test_a_member_that_is_a_part_is_missing_by_its_place() -> None:
    flow = "panel: {quick: a, slow: [writer, b]}\ncompare: verdict"
    run = play(flow, {"a": verdict("good"), "writer": GONE})
    assert run.play().startswith("partial")
    assert run.finished.missing == ("panel/slow",)
    assert any("panel/slow/b: needs panel/slow/writer: gone" in note for note in run.notes)


# -- loops -----------------------------------------------------------------------------------------


def test_a_judge_who_says_the_same_three_rounds_in_a_row_ends_the_loop_and_asks_nobody() -> None:
    flow = """
- loop: {debate: [a, b], judge: d, compare: verdict, rounds: 1}
  until: verdict == "good"
- editor
"""
    said = {"a": verdict("bad"), "b": verdict("good"), "d": verdict("odd")}
    run = play(flow, said, judge="")
    assert run.play(on_gate="fail") == "done: editor!"
    assert not run.state.gates
    assert any("loop goes nowhere" in note for note in run.notes)
    assert run.edges["editor"] == ("loop/round.2/debate/d",), "the last good round"
    assert run.re_executes()
