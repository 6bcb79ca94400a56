"""Settling as a recipe writes it: what is drawn before anything runs, and what is found wrong."""

from __future__ import annotations

import re

import pytest

from orchtui.domain.node import Node
from orchtui.domain.preview import DrawnStep, Sheet, Sketch
from orchtui.errors import RecipeError
from orchtui.patterns.settlement import STRATEGIES
from tests.patterns.settled import CHECKER, JUDGE, SORTER
from tests.patterns.team import Said, play, recipe, verdict

PANEL = """
- writer
- panel: [a, b]
  compare: [verdict, score ± 1]
  settle: {settle}
- editor
"""


def drawn(flow: str, **more: str) -> dict[str, DrawnStep]:
    """The steps of this flow as they are drawn, by path."""
    of = recipe(flow, **more)
    sheet = Sheet({name: agent.reply for name, agent in of.agents.items()}, of.parameters)
    node: Node = of.flow  # type: ignore[assignment]  # not a Python flow
    node.sketch(Sketch(sheet))
    return sheet.steps


# -- the graph -------------------------------------------------------------------------------------


@pytest.mark.parametrize("settle", ["majority", "{by: escalate, question: Which?}"])
def test_a_vote_and_a_person_are_no_steps(settle: str) -> None:
    assert list(drawn(PANEL.format(settle=settle))) == ["writer", "panel/a", "panel/b", "editor"]


GOOD, BAD = verdict("good", score=1), verdict("bad", score=9)


@pytest.mark.parametrize(
    ("settle", "asked"),
    [
        ("{by: synthesise, agent: judge}", ["judge"]),
        ("{by: refine, rounds: 1}", ["a.2", "b.2"]),
        ("{by: refine, rounds: 1, then: {by: synthesise, agent: judge}}", ["a.2", "b.2", "judge"]),
        (
            "{by: refine, rounds: 1, then: {by: refine, rounds: 1, then: majority}}",
            ["a.2", "b.2", "a.3", "b.3"],
        ),
        ("{by: check, agent: checker}", ["check", "check.2"]),
        (
            "{by: check, agent: checker, then: {by: synthesise, agent: judge}}",
            ["check", "check.2", "judge"],
        ),
        (
            "{by: refine, rounds: 1, then: {by: check, agent: checker}}",
            ["a.2", "b.2", "check", "check.2"],
        ),
    ],
)
def test_what_is_drawn_is_what_may_be_asked(settle: str, asked: list[str]) -> None:
    flow = PANEL.format(settle=settle)
    steps = drawn(flow, checker=CHECKER)
    assert [path for path, step in steps.items() if step.when] == [f"panel/{x}" for x in asked]
    said: dict[str, Said] = {"a": GOOD, "b": BAD, "checker": {"holds": False}}
    run = play(flow, said, checker=CHECKER)
    run.play()
    assert {*run.paths, "editor"} == set(steps), "nothing else is asked"
    for path, given in run.edges.items():
        one_of_them = path == "editor" or path.startswith("panel/check")
        assert set(given) <= set(steps[path].inputs), path
        assert one_of_them or set(given) == set(steps[path].inputs), path


def test_tiers_are_drawn_as_what_is_asked_where_they_differ() -> None:
    settle = "{by: tiers, facts: score, check: checker, judge: judge}"
    steps = drawn(PANEL.format(settle=settle), checker=CHECKER, judge=JUDGE)
    assert steps["panel/check.2"].when == ("they disagree", "they differ in facts")
    assert steps["panel/judge"].when == ("they disagree", "they differ in judgement")
    assert steps["panel/judge"].inputs == ("panel/a", "panel/b")
    assert steps["editor"].inputs == ("panel/a", "panel/b", "panel/judge")


def test_a_part_among_the_members_is_not_drawn_again() -> None:
    flow = PANEL.format(settle="refine").replace("[a, b]", "{a: a, search: {sequence: [b]}}")
    steps = drawn(flow)
    assert list(steps) == ["writer", "panel/a", "panel/search/b", "panel/a.2", "editor"]
    assert set(steps["editor"].inputs) == {"panel/a", "panel/a.2", "panel/search/b"}
    settle = "{by: refine, then: {by: synthesise, agent: judge}}"
    steps = drawn(flow.replace("refine", settle))
    assert set(steps["panel/judge"].inputs) == {"panel/a.2", "panel/search/b"}


def test_who_compares_is_drawn_and_what_follows_is_not_given_the_reply() -> None:
    steps = drawn("- panel: [a, b]\n  comparer: sorter\n- editor", sorter=SORTER)
    assert steps["panel/sorter"].inputs == ("panel/a", "panel/b")
    assert steps["panel/sorter"].when == ()
    assert steps["editor"].inputs == ("panel/a", "panel/b")


# -- what is wrong ---------------------------------------------------------------------------------

NO_FIELDS = " Says something."
TIERS = "{by: tiers, facts: [score], check: checker, judge: judge}"
MAYBE = " {does: Checks., reply: {holds?: bool}}"


@pytest.mark.parametrize(
    ("settle", "problem"),
    [
        ("majorty", "there is no strategy majorty; did you mean majority"),
        ("{by: majority, order: [a]}", "unknown key order"),
        ("{by: majority, tie: 'priority: a, d'}", "d is no member here"),
        ("{by: majority, tie: dice}", "does not say how to break a tie"),
        ("priority", "priority needs an order"),
        ("{by: priority, order: [a, editor]}", "editor is no member here"),
        ("{by: escalate, default: c}", "c is no member here"),
        ("synthesise", "synthesise needs agent: the agent that writes one answer from all"),
        ("{by: synthesise, agent: nobody}", "there is no agent nobody"),
        ("{by: refine, rounds: 0}", "expected a whole number from 1"),
        ("{by: refine, then: nothing}", "there is no strategy nothing"),
        ("{by: refine, then: {by: priority, order: [d]}}", "d is no member here"),
        ("check", "check needs agent: the agent that says whether a position holds"),
        ("{by: check, agent: editor}", "editor says whether a position holds: it needs a reply"),
        ("{by: check, agent: a}", "a says whether .* it needs a reply: with holds: bool"),
        ("{by: check, agent: checker, then: {by: check, agent: b}}", "b says whether"),
        ("tiers", "tiers needs facts"),
        ("tiers", "tiers needs check: the agent that says whether facts hold"),
        ("tiers", "tiers needs judge: the agent that settles what is a matter of judgement"),
        (TIERS.replace("[score]", "[scores]"), "scores is not compared; did you mean score"),
        (TIERS.replace("judge: judge", "judge: editor"), "editor judges .* with confidence: 0..1"),
        (TIERS.replace("check: checker", "check: editor"), "editor says whether .* holds: bool"),
        (TIERS.replace("}", ", confidence: 2}"), "a number from 0 to 1"),
    ],
)
def test_what_is_wrong_with_a_strategy_is_found_before_anything_runs(
    settle: str, problem: str
) -> None:
    more = {"checker": CHECKER, "judge": JUDGE}
    with pytest.raises(RecipeError, match=problem):
        recipe(PANEL.format(settle=settle), **more)


@pytest.mark.parametrize(
    ("keys", "sorter", "problem"),
    [
        ("comparer: sorter", NO_FIELDS, r"sorter sorts .*: with groups: \[\[str\]\]"),
        ("comparer: sorter", " {does: Sorts., reply: {groups: [str]}}", "sorter sorts"),
        ("comparer: sorter\n  compare: verdict", SORTER, "drop one of them"),
        ("compare: score ±", SORTER, "'score ±' does not say what to compare"),
        ("expertise: {a: 2, sorter: 3}", SORTER, "sorter is no member here"),
        ("expertise: {a: -1}", SORTER, "what a member counts for is 0 or more"),
        (
            "settle: {by: tiers, facts: x, check: a, judge: b}",
            SORTER,
            "x is not compared; name the fields under compare:",
        ),
        ("settle: {by: check, agent: sorter}", MAYBE, "sorter says whether"),
    ],
)
def test_what_is_wrong_with_comparing_is_found_before_anything_runs(
    keys: str, sorter: str, problem: str
) -> None:
    with pytest.raises(RecipeError, match=problem):
        recipe(f"- panel: [a, b]\n  {keys}\n- editor", sorter=sorter)


@pytest.mark.parametrize("name", ["edit", "proposal"])
def test_a_member_is_not_called_as_what_a_person_may_choose(name: str) -> None:
    with pytest.raises(RecipeError, match=f"{name} is what a person may choose"):
        recipe(f"panel: {{{name}: a, other: b}}")


def test_each_strategy_says_in_a_line_what_it_does() -> None:
    assert all(way.about.endswith(".") for way in STRATEGIES.values())
    assert not any(key.needed for way in STRATEGIES.values() for key in way.keys.values())


@pytest.mark.parametrize("pattern", ["panel: [a, b]", "debate: [a, b]\njudge: judge"])
def test_a_compared_field_that_nobody_replies_with_is_a_mistake(pattern: str) -> None:
    assert recipe(f"{pattern}\ncompare: verdict")
    with pytest.raises(RecipeError) as found:
        recipe(f"{pattern}\ncompare: [score, verdct]")
    told = "nobody who is compared replies with verdct; did you mean verdict?"
    assert told in str(found.value)
    assert re.search(r"team.yaml:1[13]:12: compare: ", str(found.value)), "where it is written"


def test_as_many_checks_are_drawn_as_there_may_be_positions() -> None:
    flow = "panel: [a, b, c]\ncompare: verdict\nsettle: {by: check, agent: checker}"
    steps = drawn(flow, checker=CHECKER)
    assert [path for path in steps if "check" in path] == [
        "panel/check",
        "panel/check.2",
        "panel/check.3",
    ]
