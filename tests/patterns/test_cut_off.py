"""A pattern whose own limit runs out goes on with what there is: nobody is waited for who was not
to be asked, a disagreement is settled as the recipe says or told to be open, the run is partial.
"""

from __future__ import annotations

import pytest

from orchtui.domain import events as e
from tests.patterns.team import Play, Said, play, verdict

GOOD, BAD, ODD = verdict("good"), verdict("bad"), verdict("odd")
DIFFER = {"a": GOOD, "b": BAD, "c": ODD}
ALSO = {
    "judge": "{does: Judges., reply: {answer: str, confidence: 0..1}}",
    "checker": "{does: Checks., reply: {holds: bool}}",
}
ASKS = {
    "refine": "refine",
    "refine, then a judge": "{by: refine, then: {by: synthesise, agent: judge}}",
    "synthesise": "{by: synthesise, agent: judge}",
    "check": "{by: check, agent: checker}",
    "tiers": "{by: tiers, facts: [score], check: checker, judge: judge}",
}


def panel(settle: str, limits: str = "{steps: 3}", **said: Said) -> Play:
    flow = f"""
- panel: [a, b, c]
  ask: Is it any good?
  compare: [verdict, score]
  settle: {settle}
  limits: {limits}
- editor
"""
    return play(flow, {**DIFFER, **said}, **ALSO)


def ended(run: Play) -> tuple[str, str]:
    """How the one disagreement was settled, and for which step."""
    assert run.re_executes()
    assert not run.state.gates, "nobody is waited for"
    assert run.disagreement.settled is not None
    return run.disagreement.settled.how, run.disagreement.settled.path


@pytest.mark.parametrize("settle", ASKS.values(), ids=list(ASKS))
def test_what_its_steps_do_not_suffice_to_settle_is_unsettled(settle: str) -> None:
    run = panel(settle)
    assert run.play(on_gate="fail") == "partial: editor!"
    assert ended(run) == ("unsettled", "panel/unsettled")
    assert "a settlement of panel/disagreement" in run.finished.missing
    assert run.disagreement.settled is not None
    assert "the limit on steps is 3 and this needs 4" in run.disagreement.settled.why


@pytest.mark.parametrize("settle", ASKS.values(), ids=list(ASKS))
def test_what_its_time_does_not_suffice_to_settle_is_unsettled(settle: str) -> None:
    run = panel(settle, "{seconds: 9}")
    run.feed(run.first.model_copy(update={"on_gate": "fail"}))
    while not run.core.state.disagreements:
        run.step()
    run.feed(e.DeadlinePassed(seconds=9, path="panel"))
    assert run.go_on() == "partial: editor!"
    assert ended(run) == ("unsettled", "panel/unsettled")


def test_whoever_goes_on_is_told_every_position_and_that_none_stands() -> None:
    run = panel(ASKS["synthesise"])
    run.play()
    assert run.edges["panel/unsettled"] == ("panel/a", "panel/b", "panel/c")
    assert run.edges["editor"] == ("panel/unsettled",)
    told = run.users["editor"]
    assert all(f'"{who}": {{' in told for who in "abc")
    assert '"verdict": "odd"' in told
    assert '"verdict": null' in told


def test_positions_in_free_text_are_told_as_they_are() -> None:
    flow = """
- panel: [writer, judge]
  settle: {by: synthesise, agent: editor}
  limits: {steps: 2}
- a
"""
    run = play(flow, {"writer": "Let us go.", "judge": "Better stay here.", "a": GOOD})
    assert run.play().startswith("partial: ")
    assert '"writer": "Let us go."' in run.users["a"]
    assert '"judge": "Better stay here."' in run.users["a"]


def test_a_condition_finds_that_nothing_was_settled() -> None:
    flow = """
- panel: [a, b, c]
  ask: Is it any good?
  compare: verdict
  settle: {by: synthesise, agent: judge}
  limits: {steps: 3}
- if: panel.settled == "unsettled" and panel.verdict != "good"
  then: editor
"""
    judge = "{does: Judges., reply: {verdict: good | bad, confidence: 0..1}}"
    assert play(flow, DIFFER, judge=judge).play() == "partial: editor!"


def test_a_tie_is_broken_as_the_recipe_says_though_nobody_can_be_asked_again() -> None:
    run = panel(
        "{by: refine, then: {by: majority, tie: 'priority: b, a'}}",
        a=verdict("good", 0.9),
    )
    assert run.play(on_gate="fail") == "partial: editor!"
    assert ended(run) == ("majority", "panel/b")


@pytest.mark.parametrize(
    "settle",
    [
        "escalate",
        "{by: refine, then: escalate}",
        "{by: check, agent: checker, then: escalate}",
        "{by: refine, then: {by: majority, tie: escalate}}",
    ],
)
def test_a_person_is_asked_where_the_recipe_says_so(settle: str) -> None:
    assert panel(settle).play() == "waits: panel/decision"


@pytest.mark.parametrize(
    ("limits", "asked"),
    [("{steps: 2}", ["round/a", "round/b"]), ("{steps: 1}", [])],
)
def test_a_debate_without_its_judge_is_unsettled(limits: str, asked: list[str]) -> None:
    flow = f"- debate: [a, b]\n  compare: verdict\n  judge: judge\n  limits: {limits}\n- editor"
    run = play(flow, DIFFER, judge="{does: Judges.}")
    assert run.play(on_gate="fail") == "partial: editor!"
    if asked:
        assert ended(run) == ("unsettled", "debate/unsettled")
        assert "a settlement of debate/disagreement" in run.finished.missing
    else:
        assert run.disagreement.found is None, "one alone disagrees with nobody"


REVIEWER = "{does: Reviews., reply: {approved: bool}}"
LEAD = "{does: Leads., reply: {steps: [{worker: str, says: str}], done: bool, answer?: str}}"
PLANNER = "{does: Plans., reply: {tasks: [{id: str, says: str}], answer?: str}}"
WITHIN = {
    "critique": "- critique: writer\n  reviewers: [reviewer]\n",
    "supervise": "- supervise: lead\n  workers: [writer]\n",
    "decompose": "- decompose: planner\n  workers: [writer]\n  reconcile: judge\n",
}


@pytest.mark.parametrize("steps", [2, 3, 4])
@pytest.mark.parametrize("pattern", WITHIN)
def test_the_others_go_on_with_what_there_is_too(pattern: str, steps: int) -> None:
    flow = f"{WITHIN[pattern]}  limits: {{steps: {steps}}}\n- editor"
    said: dict[str, Said] = {
        "reviewer": {"approved": False},
        "lead": {"steps": [{"worker": "writer", "says": "Go on."}], "done": False},
        "planner": {"tasks": [{"id": each, "says": each} for each in "uvw"]},
    }
    team = {"reviewer": REVIEWER, "lead": LEAD, "planner": PLANNER, "judge": "{does: Joins.}"}
    run = play(flow, said, **team)
    assert run.play(on_gate="fail") == "partial: editor!"
    assert not run.state.gates
    assert run.finished.missing
    assert run.re_executes()


def test_where_nobody_answered_in_its_time_what_came_before_is_handed_over() -> None:
    run = play("- writer\n- panel: [a, b]\n  compare: verdict\n  limits: {seconds: 9}\n- editor")
    run.feed(run.first)
    while "panel/b" not in run.asked:
        run.step()
    run.feed(e.DeadlinePassed(seconds=9, path="panel"))
    assert run.go_on().startswith("partial: ## writer\n\nwriter!")
    assert run.finished.missing == ("panel/a", "panel/b")
    assert run.finished.why == "panel/a: nobody answered: panel: the limit of 9 s is over"
    assert run.re_executes()
