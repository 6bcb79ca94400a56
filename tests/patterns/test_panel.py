"""A panel: several answer the same question, agreement is measured, disagreement is settled."""

from __future__ import annotations

import pytest

from orchtui.domain import events as e
from tests.patterns.team import play, verdict

PANEL = """
- writer
- panel: [a, b, c]
  ask: Is it any good?
  compare: verdict
  threshold: 0.6
- editor
"""


def test_all_are_asked_the_same_apart_from_each_other() -> None:
    run = play(PANEL, dict.fromkeys("abc", verdict("good")))
    assert run.play() == "done: editor!"
    assert run.edges["panel/a"] == run.edges["panel/c"] == ("writer",)
    assert all("Is it any good?" in run.users[f"panel/{name}"] for name in "abc")
    assert run.state.groups["panel"].begun.pattern == "panel"
    assert run.state.groups["panel"].ended is not None
    assert run.re_executes()


def test_what_they_agree_on_stands_and_goes_on() -> None:
    replies = {"a": verdict("good", 0.5), "b": verdict("good", 0.9), "c": verdict("bad", 0.9)}
    run = play(PANEL, replies)
    run.play()
    assert run.edges["editor"] == ("panel/b",), "the surest of those who agree speaks for them"
    (compared,) = run.disagreement.rounds
    assert compared.clusters == (("panel/b", "panel/a"), ("panel/c",)), "the surest first"
    assert ("panel/a", "panel/c", "verdict") in compared.differs
    assert compared.agreement == 0.6667
    assert run.disagreement.found is None


def test_below_the_threshold_the_strategy_settles_it() -> None:
    flow = PANEL.replace("threshold: 0.6", "threshold: 0.9")
    replies = {"a": verdict("good"), "b": verdict("bad"), "c": verdict("bad")}
    run = play(flow, replies)
    assert run.play() == "done: editor!"
    found, settled = run.disagreement.found, run.disagreement.settled
    assert found is not None
    assert (found.strategy, found.threshold) == ("majority", 0.9)
    assert settled is not None
    assert settled.how == "majority"
    assert settled.why == "2 of 3 say verdict=bad"
    assert run.edges["editor"] == ("panel/b",)


def test_a_tie_is_never_broken_silently_a_person_decides() -> None:
    flow = PANEL.replace("[a, b, c]", "[a, b]")
    run = play(flow, {"a": verdict("good"), "b": verdict("bad")})
    assert run.play() == "waits: panel/decision"
    (gate,) = run.core.state.open_gates.values()
    assert gate.about == "disagreement:panel/disagreement"
    assert gate.choices == ("a", "b", "edit")
    assert gate.given == ("panel/a", "panel/b")
    assert "verdict=bad" in gate.question
    assert "verdict=good" in gate.question
    run.do("answer", choice="b", note="I have seen worse")
    assert run.go_on() == "done: editor!"
    settled = run.disagreement.settled
    assert settled is not None
    assert (settled.how, settled.path, settled.by) == ("escalate", "panel/b", "me")
    assert run.re_executes()


@pytest.mark.parametrize(
    ("given", "how", "follows"),
    [
        ({"pick": "panel/a"}, "pick", "panel/a"),
        ({"text": "Both are right."}, "merge", "panel/merged"),
    ],
)
def test_a_person_can_settle_it_before_the_strategy_does(
    given: dict[str, str], how: str, follows: str
) -> None:
    flow = PANEL.replace("[a, b, c]", "[a, b]")
    run = play(flow, {"a": verdict("good"), "b": verdict("bad")})
    run.play()
    text = given.pop("text", "")
    assert run.do("settle", text=text, **given) == "done: panel/disagreement"
    assert run.go_on() == "done: editor!"
    settled = run.disagreement.settled
    assert settled is not None
    assert (settled.how, settled.by) == (how, "me")
    assert run.edges["editor"] == (follows,)
    assert not run.core.state.open_gates, "the gate that asked is closed"
    assert run.re_executes()


def test_a_person_can_have_them_asked_again() -> None:
    flow = PANEL.replace("[a, b, c]", "[a, b]")
    run = play(
        flow, {"a": verdict("good"), "b": [verdict("bad"), verdict("good", why="I see now")]}
    )
    run.play()
    assert run.do("settle", again=True).startswith("done")
    assert run.go_on() == "done: editor!"
    assert [each.agreement for each in run.disagreement.rounds] == [0.5, 1.0]
    assert "verdict" in run.users["panel/b.2"], "each sees what the others say"
    settled = run.disagreement.settled
    assert settled is not None
    assert settled.how == "agreed"


def test_settling_is_refused_where_nothing_is_open() -> None:
    run = play(PANEL, dict.fromkeys("abc", verdict("good")))
    run.play(paused=True)
    assert run.do("settle", again=True) == "refused: nothing is disagreed on"


def test_a_member_that_fails_is_missing_and_the_others_count() -> None:
    run = play(PANEL, {"a": OSError("gone"), "b": verdict("good"), "c": verdict("good")})
    assert run.play() == "partial: editor!"
    assert run.finished.missing == ("panel/a",)


def test_a_panel_of_which_nobody_answers_fails() -> None:
    run = play(PANEL, dict.fromkeys("abc", OSError("gone")))
    assert run.play() == "failed: panel/a: nobody answered: gone"


def test_one_agent_can_be_several_from_several_perspectives() -> None:
    run = play(
        """
- panel:
    bold: {agent: a, says: Be bold., temperature: 0.9}
    careful: {agent: a, says: Be careful., temperature: 0.1}
    search: {sequence: [writer, b]}
  ask: Go on?
  compare: verdict
""",
        dict.fromkeys("ab", verdict("good")),
    )
    assert run.play().startswith("done")
    assert run.requests["panel/bold"].temperature == 0.9
    assert run.users["panel/careful"].startswith("<task>")
    assert "Be careful." in run.users["panel/careful"]
    assert run.edges["panel/search/b"] == ("panel/search/writer",)
    assert "Go on?" in run.users["panel/search/writer"]
    assert run.disagreement.rounds[0].clusters == (
        ("panel/bold", "panel/careful", "panel/search/b"),
    )


def test_a_panel_keeps_to_its_own_limits() -> None:
    flow = PANEL + "\n"
    run = play(
        flow.replace("threshold: 0.6", "threshold: 0.6\n  limits: {steps: 2}"),
        dict.fromkeys("abc", verdict("good")),
    )
    assert run.play() == "partial: editor!"
    assert run.finished.missing == ("panel/c",)
    assert "steps" in run.state.steps["panel/c"].error


def test_when_a_panel_s_time_is_up_it_goes_on_with_what_it_has() -> None:
    run = play(
        PANEL.replace("threshold: 0.6", "threshold: 0.6\n  limits: {seconds: 20}"),
        dict.fromkeys("abc", verdict("good")),
    )
    run.feed(run.first)
    while "panel/a" not in run.asked:
        run.step()
    run.reply(next(each for each in run.calls.values() if each.agent == "b"))
    deadline = run.core.deadline()
    assert deadline is not None
    assert deadline.path == "panel"
    run.feed(e.DeadlinePassed(seconds=20, path="panel"))
    assert run.go_on() == "partial: editor!"
    assert set(run.finished.missing) == {"panel/a", "panel/c"}
    assert run.edges["editor"] == ("panel/b",)
    assert run.re_executes()


def test_a_condition_can_read_how_far_a_panel_agreed() -> None:
    flow = PANEL.replace(
        "- editor", "- {if: panel.agreement < 0.7 and panel.verdict == 'good', then: editor}"
    )
    run = play(flow, {"a": verdict("good"), "b": verdict("good"), "c": verdict("bad")})
    assert run.play() == "done: editor!"
    run = play(flow, dict.fromkeys("abc", verdict("good")))
    assert run.play().startswith('done: {"verdict"')


def test_a_panel_can_give_on_all_that_was_said() -> None:
    flow = PANEL.replace("threshold: 0.6", "threshold: 0.6\n  gives: all")
    run = play(flow, {"a": verdict("bad"), "b": verdict("good", 0.9), "c": verdict("good")})
    assert run.play() == "done: editor!"
    assert run.edges["editor"] == ("panel/b", "panel/a", "panel/c"), "what stands comes first"


def test_an_agreement_that_is_an_estimate_is_marked_where_the_panel_ends() -> None:
    said = dict.fromkeys(("writer", "editor"), "yes it is")
    run = play("panel: [writer, editor]\nask: Well?", said)
    assert run.play() == "done: yes it is"
    ended = run.state.groups["panel"].ended
    assert ended is not None
    assert ended.how == "agreed, agreement ~100%"
