"""The short form of a reply: what it stands for, and what is said of what it cannot be."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchtui.domain.node import Place
from orchtui.domain.reply_schema import Choice, Flag, ListOf, Number, Record, Schema, Text
from orchtui.recipes.reader import Reading, YamlReader
from orchtui.recipes.reply_shortform import record
from orchtui.recipes.yaml import tree_of


def read(text: str) -> tuple[Record, list[str]]:
    reading = Reading()
    found = record(YamlReader(reading, tree_of(text), Place(1, 1)))
    return found, [problem.message for problem in reading.problems]


@pytest.mark.parametrize(
    ("written", "schema"),
    [
        ("str", Text()),
        ("int", Number(whole=True)),
        ("float", Number()),
        ("bool", Flag()),
        ("0..1", Number(low=0, high=1)),
        ("1..5", Number(low=1, high=5)),
        ("-1..0.5", Number(low=-1, high=0.5)),
        ("int 1..5", Number(whole=True, low=1, high=5)),
        ("float 0 .. 10", Number(low=0, high=10)),
        ("confirmed | doubtful | wrong", Choice(("confirmed", "doubtful", "wrong"))),
        ("'yes | no'", Choice(("yes", "no"))),
        ("[str]", ListOf(Text())),
        ("[0..1]", ListOf(Number(low=0, high=1))),
        ("[[int]]", ListOf(ListOf(Number(whole=True)))),
        (
            "[{name: str, score: 0..10}]",
            ListOf(Record({"name": Text(), "score": Number(low=0, high=10)})),
        ),
        ("{city: str, zip?: str}", Record({"city": Text(), "zip": Text()}, frozenset({"zip"}))),
    ],
)  # fmt: skip
def test_a_short_form_stands_for_a_schema(written: str, schema: Schema) -> None:
    assert read(f"{{field: {written}}}") == (Record({"field": schema}), [])


def test_a_question_mark_makes_a_field_optional() -> None:
    found, problems = read("{notes?: str, confidence: 0..1}")

    assert problems == []
    assert found.optional == {"notes"}
    assert set(found.fields) == {"notes", "confidence"}


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("string", "string is not known here; write str"),
        ("sttr", "sttr is not known here; did you mean str?"),
        (
            "confirmed",
            ("confirmed is not known here; write str, int, float, bool, a range 0..1, "
            "a choice a | b, or a list [str]"),
        ),
        ("1..0", "a range goes from the lesser to the greater; 1..0 does not"),
        ("int 0..0.5", "a range of whole numbers has whole bounds; int 0..0.5 has not"),
        ("0..", "0.. is no range; write 0..1, or int 1..5 for whole numbers"),
        ("str | int", "a choice is of words, and str is a type; write one type only"),
        ("true | false", "write bool for true or false"),
        ("1 | 2 | 3", "a choice is of words, not numbers; write int 1..3"),
        ("a | a", "a choice is of different words with | between them, such as yes | no"),
        ("a |", "a choice is of different words with | between them, such as yes | no"),
        ("[str, int]", "a list names the one thing it is of, such as [str]"),
        ("[]", "a list names the one thing it is of, such as [str]"),
        (
            "5",
            ("expected one of str, int, float, bool, a range 0..1, a choice a | b, "
            "or a list [str], found the number 5"),
        ),
        ("{}", "this is empty; put something in, or take its key out"),
    ],
)  # fmt: skip
def test_what_is_no_short_form_is_told(written: str, told: str) -> None:
    assert read(f"{{field: {written}}}")[1] == [told]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{text: str}", "text is what conditions call the whole reply; choose another name"),
        ("{and: str}", "and is a word of the conditions; choose another name"),
        (
            "{a-b: str}",
            ("a name starts with a letter and has only letters a-z, digits and _, at most 64: "
            "'a-b' does not"),
        ),
        ("{a: str, a?: str}", "a is there twice"),
        (
            "str",
            ("expected the reply's fields, such as {summary: str}; for plain text leave it out, "
            "found text"),
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_a_reply_is_told(text: str, told: str) -> None:
    assert read(text)[1] == [told]


@given(st.integers(-1000, 1000), st.integers(1, 1000), st.sampled_from(["", "int ", "float "]))
@settings(deadline=None)
def test_every_range_holds_its_bounds_and_nothing_beyond(low: int, width: int, kind: str) -> None:
    found, problems = read(f"{{field: {kind}{low}..{low + width}}}")

    assert problems == []
    assert found.problem({"field": low}, "the reply") == ""
    assert found.problem({"field": low + width}, "the reply") == ""
    assert found.problem({"field": low - 1}, "the reply")
    assert found.problem({"field": low + width + 1}, "the reply")
    assert bool(found.problem({"field": low + 0.5}, "the reply")) == (kind == "int ")
