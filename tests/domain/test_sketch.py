"""A sketch knows what can be named where, and says so before anything runs."""

from __future__ import annotations

import pytest

from orchtui.domain.expression import parse
from orchtui.domain.preview import Sheet, Sketch, nearest
from orchtui.domain.reply_schema import Flag, Number, Record

SCORE = Record({"confidence": Number(low=0, high=1), "ok": Flag()})


def blank(**parameters: str | int | bool) -> Sketch:
    return Sketch(Sheet({"judge": SCORE, "a": None, "b": None}, parameters))


def problems(sketch: Sketch, condition: str) -> list[str]:
    before = len(sketch.sheet.problems)
    sketch.reads(parse(condition), "here")
    return [message for _, message in sketch.sheet.problems[before:]]


def test_steps_follow_what_is_given_and_are_numbered_by_name() -> None:
    sketch = blank().ask("a", "one").ask("b").ask("a", "two", name="last").ask("a")
    steps = sketch.sheet.steps
    assert list(steps) == ["a", "b", "last", "a.2"]
    assert [step.inputs for step in steps.values()] == [(), ("a",), ("b",), ("last",)]
    assert sketch.known == {"a": "a.2", "b": "b", "last": "last"}


def test_a_group_names_what_is_in_it() -> None:
    sketch = blank().within("panel").ask("a").ask("a")
    assert list(sketch.sheet.steps) == ["panel/a", "panel/a.2"]
    assert blank().within("panel").scope == "panel"


def test_a_condition_may_name_what_replied_before_and_the_parameters() -> None:
    sketch = blank(mood="glad").ask("judge")
    for good in ("judge.confidence < 0.5", "judge.ok", 'judge.text == "x"', 'mood == "sad"'):
        assert problems(sketch, good) == []


@pytest.mark.parametrize(
    ("condition", "problem"),
    [
        ("jugde.ok", "nothing called jugde has replied before this; did you mean judge?"),
        ("judge.okay", "judge has no field okay in its reply; did you mean ok?"),
        ("a.ok", "a replies in plain text: it has no field ok; give it a reply: schema"),
        ("1 < 2", "the condition 1 < 2 always holds: one of its branches can never run"),
        ("false", "the condition false never holds: one of its branches can never run"),
        (
            "judge.confidence > 1",
            (
                "the condition judge.confidence > 1 can never hold: "
                "judge.confidence is a number from 0 to 1"
            ),
        ),
    ],
)
def test_a_condition_that_cannot_be_told_or_cannot_differ_is_a_problem(
    condition: str, problem: str
) -> None:
    assert problems(blank().ask("a").ask("judge"), condition) == [problem]


def test_what_is_asked_later_cannot_be_read_yet() -> None:
    start = blank()
    start.ask("judge")
    assert problems(start, "judge.ok")


def test_a_name_two_branches_give_is_ambiguous_and_a_name_of_their_own_is_not() -> None:
    start = blank().ask("a")
    one = start.beside(0).ask("judge", name="first")
    other = start.beside(1).ask("judge", name="second")
    after = start.joined([one, other])
    assert after.given == ("first", "second")
    assert problems(after, "judge.ok")[0].startswith("judge is ambiguous here")
    assert problems(after, "first.ok and second.ok") == []
    assert problems(after.ask("judge", name="third"), "judge.ok") == []


def test_a_name_both_courses_give_is_clear_since_only_one_is_taken() -> None:
    start = blank(late=True).ask("a")
    courses = [start.under("late").ask("judge"), start.under("not (late)").ask("judge")]
    assert problems(start.either(courses), "judge.ok") == []


def test_what_was_ambiguous_before_two_courses_is_so_after_them() -> None:
    start = blank(late=True)
    both = [start.beside(n).ask("judge", name=f"n{n}") for n in range(2)]
    doubtful = start.joined(both)
    after = doubtful.either([doubtful.under("late").ask("judge"), doubtful])
    assert problems(after, "judge.ok")[0].startswith("judge is ambiguous here")


def test_what_only_one_course_gives_may_not_be_there_after_it() -> None:
    start = blank(late=True).ask("a")
    after = start.either([start.under("late").ask("judge"), start])
    assert after.given == ("judge", "a")
    assert problems(after, "judge.ok") == [
        "judge has replied here only if late: read it within that part of the flow"
    ]
    assert problems(after.under("late"), "judge.ok") == []
    assert problems(after.ask("judge"), "judge.ok") == []


def test_what_one_branch_asks_for_sure_is_there_though_it_was_doubtful_before() -> None:
    start = blank(late=True).ask("a")
    perhaps = start.either([start.under("late").ask("judge"), start])
    branches = [
        perhaps.beside(0).within("left").ask("judge"),
        perhaps.beside(1).within("right").ask("b"),
    ]
    assert problems(perhaps.joined(branches), "judge.ok") == []
    assert problems(perhaps.joined(branches[::-1]), "judge.ok") == []


def test_a_name_asked_for_side_by_side_clashes() -> None:
    start = blank()
    for number in range(2):
        start.beside(number).ask("a")
    assert start.sheet.clashes == ["a"]
    apart = blank()
    for number in range(2):
        apart.beside(number).within(f"group{number}").ask("a").ask("a")
    assert apart.sheet.clashes == []


def test_an_outcome_can_be_read_by_its_fields_alone() -> None:
    sketch = blank().ask("judge")
    sketch.reads_result(parse('ok and confidence > 0.5 and text != "" and judge.ok'), "here")
    assert sketch.sheet.problems == []
    sketch.reads_result(parse("okay"), "here")
    assert sketch.sheet.problems == [
        ("here", "nothing called okay has replied before this; there is judge")
    ]


def test_the_nearest_name_is_offered_else_what_there_is() -> None:
    assert nearest("jugde", ["judge", "editor"]) == "; did you mean judge?"
    assert nearest("x", ["judge", "editor"]) == "; there is editor, judge"
    assert nearest("x", []) == ""
