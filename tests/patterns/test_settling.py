"""Votes, a person, and how any settlement ends: what stands, and why."""

from __future__ import annotations

import pytest

from orchtui.domain.flow import Flow, Reply, StepError
from orchtui.patterns.member import agent
from orchtui.patterns.panel import panel as a_panel
from orchtui.patterns.settlement import Case, Escalate, Ruling
from orchtui.patterns.settlement.case import by_name
from tests.core.world import World, started
from tests.patterns.settled import (
    BAD,
    GONE,
    GOOD,
    ODD,
    Lines,
    gate,
    panel,
    settled,
    three,
)
from tests.patterns.team import play, verdict

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


def test_a_person_is_told_the_question_who_says_what_and_nothing_else() -> None:
    run = panel("escalate", three(verdict("good", 0.9), verdict("good", 0.2), verdict("bad")))
    run.play()
    assert gate(run).question == (
        "Is it any good? a, b: verdict=good, no score; c: verdict=bad, no score"
    )
    assert gate(run).choices == ("a", "c", "edit"), "those who speak for others"
    run = panel("{by: escalate, question: Which one?}", three(GOOD, GOOD, BAD))
    run.play()
    assert gate(run).question.startswith("Which one? a, b: ")


def test_where_nothing_was_asked_the_question_is_which_stands() -> None:
    run = play("panel: [a, b]\ncompare: verdict\nsettle: escalate", {"a": GOOD, "b": BAD})
    run.play()
    assert gate(run).question.startswith("Which of these stands? b: verdict=bad; a: verdict=good")


def test_what_a_person_writes_can_stand_and_the_note_is_kept() -> None:
    run = panel("{by: escalate, question: Which one?}", three(GOOD, BAD, ODD))
    assert run.play() == "waits: panel/decision"
    assert gate(run).question.startswith("Which one?")
    run.do("answer", text="It depends.", choice="edit", note="all are partly right")
    assert run.go_on() == "done: editor!"
    assert run.edges["editor"] == ("panel/merged",)
    assert run.edges["panel/merged"] == ("panel/a", "panel/b", "panel/c")
    assert settled(run).why == "all are partly right"


# -- how it may end --------------------------------------------------------------------------------


@pytest.mark.parametrize("on_gate", ["wait", "fail"])
def test_even_a_person_who_cannot_be_asked_is_not_asked_for_ever(on_gate: str) -> None:
    class Unheard(Escalate):
        async def settle(self, case: Case) -> Ruling:
            raise StepError("panel/decision", "nobody hears")

    async def talk(flow: Flow, task: str) -> object:
        members = [agent("a"), agent("b")]
        return (await a_panel(flow, task, members, strategy=Unheard())).reply

    ended = World(talk, 1, faults=0).run(started(on_gate=on_gate))
    assert ended == "failed: panel/decision: nobody hears"


def test_a_panel_of_nobody_fails_and_says_why() -> None:
    async def talk(flow: Flow, task: str) -> object:
        return (await a_panel(flow, task, [])).reply

    assert World(talk, 1).run() == "failed: disagreement: nobody answered: nobody was asked"


def test_a_judge_who_goes_in_circles_ends_the_loop_around_it() -> None:
    flow = """
- loop: {panel: [a, b], compare: [verdict, score], settle: {by: synthesise, agent: judge}}
  until: verdict == 'odd'
- editor
"""
    said: dict[str, Lines] = {
        "a": [verdict("good", score=n) for n in range(5)],
        "b": [verdict("bad", score=n) for n in range(5)],
        "judge": "As before.",
    }
    run = play(flow, said)
    assert run.play() == "done: editor!"
    assert run.notes[0].startswith("loop goes nowhere: loop/round.3/panel/judge: said the same")
    assert not run.state.gates, "no person is asked instead"


def test_one_that_a_race_ends_is_left_open_and_said_to_be() -> None:
    flow = """
- first:
    - {panel: [a, b], compare: verdict, settle: {by: synthesise, agent: judge}}
    - c
  until: verdict == 'odd'
- editor
"""
    run = play(flow, three(GOOD, BAD, ODD))
    run.feed(run.first)
    while "first/panel/judge" not in run.asked:
        run.reply(next(call for call in run.calls.values() if call.agent in "ab"))
    run.reply(next(call for call in run.calls.values() if call.agent == "c"))
    assert run.go_on() == "done: editor!"
    assert (settled(run).how, settled(run).path) == ("left open", "")
