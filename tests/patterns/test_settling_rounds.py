"""`refine`: each sees the reasons of the others, round by round, until a person has a word."""

from __future__ import annotations

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
