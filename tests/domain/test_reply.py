"""Reading a reply: finds the data wherever a model puts it, names what is wrong, never fails."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchtui.domain.data import Data
from orchtui.domain.reply_schema import (
    Choice,
    Flag,
    ListOf,
    Number,
    Reading,
    Record,
    Schema,
    Text,
    read,
)
from orchtui.domain.sanitize import clean

VERDICT = Record(
    {
        "verdict": Choice(("good", "bad")),
        "sources": ListOf(Text()),
        "confidence": Number(low=0, high=1),
        "by": Record({"name": Text(), "age": Number(whole=True)}, frozenset({"age"})),
        "final": Flag(),
    },
    frozenset({"by", "final"}),
)
GOOD: dict[str, Data] = {"verdict": "good", "sources": ["a", "b"], "confidence": 0.5}
WRITTEN = json.dumps(GOOD)
names = st.text("abcdef", min_size=1, max_size=4)


def described_schemas() -> st.SearchStrategy[Schema]:
    bounds = st.tuples(st.integers(-5, 5), st.integers(1, 9))
    plain: st.SearchStrategy[Schema] = st.one_of(
        st.just(Text()),
        st.just(Flag()),
        st.builds(Number, whole=st.booleans()),
        bounds.map(lambda b: Number(low=b[0], high=b[0] + b[1])),
        st.lists(names, min_size=1, max_size=3, unique=True).map(lambda o: Choice(tuple(o))),
    )
    return st.recursive(
        plain, lambda inner: st.builds(ListOf, inner) | records(inner), max_leaves=6
    )


def records(inner: st.SearchStrategy[Schema]) -> st.SearchStrategy[Record]:
    return st.dictionaries(names, inner, max_size=4).flatmap(
        lambda fields: st.sets(st.sampled_from(sorted(fields)) if fields else st.nothing()).map(
            lambda optional: Record(fields, frozenset(optional))
        )
    )


def data_of(schema: Schema) -> st.SearchStrategy[Data]:
    """Data that a schema is content with."""
    match schema:
        case Text():
            return st.text().map(clean)
        case Flag():
            return st.booleans()
        case Choice(options):
            return st.sampled_from(options)
        case ListOf(item):
            return st.lists(data_of(item), max_size=3)
        case Record(fields, optional):
            return st.fixed_dictionaries(
                {n: data_of(s) for n, s in fields.items() if n not in optional},
                optional={n: data_of(s) for n, s in fields.items() if n in optional},
            )
        case Number(whole, low, high):
            if whole:
                return st.integers()
            return st.floats(low, high, allow_nan=False, allow_infinity=False)


with_data = records(described_schemas()).flatmap(
    lambda record: st.tuples(st.just(record), data_of(record))
)


@given(
    with_data, st.sampled_from(["{}", "```json\n{}\n```", "Of course:\n{}", "\n {}\nDone {{x}}."])
)
@settings(deadline=None)
def test_good_data_is_found_bare_fenced_and_in_prose(
    pair: tuple[Record, dict[str, Data]], around: str
) -> None:
    schema, data = pair
    reading = read(around.format(json.dumps(data)), schema)
    assert (reading.data, reading.problem) == (data, "")


@pytest.mark.parametrize(
    "text",
    [
        f"  {WRITTEN}\n",
        f"```json\n{WRITTEN}\n```",
        f"```\n{WRITTEN}\n```",
        f"Here you are:\n\n```json  \n{WRITTEN}\n```\nAnything else?",
        f"I looked it up. {WRITTEN} That is all I {{know}}.",
        f"As you asked, {{verdict}} and so on: {WRITTEN}",
        f"```python\nprint({{1, 2}})\n```\nand so: {WRITTEN}",
        json.dumps(GOOD, indent=2),
    ],
)
def test_the_object_is_found_among_what_models_put_around_it(text: str) -> None:
    assert read(text, VERDICT) == Reading(GOOD)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"verdict": "fair"}, 'verdict must be one of "good", "bad", not "fair"'),
        ({"verdict": None}, 'verdict is missing: it must be one of "good", "bad"'),
        ({"confidence": 1.5}, "confidence must be a number from 0 to 1, not 1.5"),
        ({"confidence": True}, "confidence must be a number from 0 to 1, not true"),
        ({"confidence": "0.5"}, 'confidence must be a number from 0 to 1, not "0.5"'),
        ({"sources": "a"}, 'sources must be a list, not "a"'),
        ({"sources": ["a", 2]}, "sources[1] must be text, not 2"),
        ({"by": []}, "by must be an object, not []"),
        ({"by": {}}, "by.name is missing: it must be text"),
        ({"by": {"name": "Ada", "age": 1.5}}, "by.age must be a whole number, not 1.5"),
        ({"final": 1}, "final must be true or false, not 1"),
        ({"mood": "glad"}, "mood is not asked for"),
        ({"by": {"name": "Ada", "mood": 1}}, "by.mood is not asked for"),
    ],
)
def test_what_is_wrong_is_said_with_the_place_and_what_was_expected(
    change: dict[str, Data], problem: str
) -> None:
    assert read(json.dumps({**GOOD, **change}), VERDICT).problem == problem


def test_optional_fields_may_be_left_out_or_null_and_a_whole_number_may_be_written_as_a_float() -> (
    None
):
    assert read(json.dumps({**GOOD, "by": None}), VERDICT).problem == ""
    by = {"name": "Ada", "age": 36.0}
    assert read(json.dumps({**GOOD, "by": by, "final": False}), VERDICT).problem == ""


@pytest.mark.parametrize("number", [0, 1, 0.0, 1.0, 0.999])
def test_both_ends_of_a_range_belong_to_it(number: float) -> None:
    assert Number(low=0, high=1).problem(number, "it") == ""


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 400])
@pytest.mark.parametrize("whole", [True, False])
def test_what_no_float_can_hold_is_no_number(number: str, whole: bool) -> None:
    record = Record({"confidence": Number(whole=whole)})
    reading = read(f'{{"confidence": {number}}}', record)
    assert reading.problem.startswith("confidence must be a")
    assert len(reading.problem) < 120
    assert reading.confidence is None


def test_json_escapes_smuggle_nothing_past_the_cleaning() -> None:
    record = Record({"says": Text(), "kind": Choice(("a",))}, frozenset({"kind"}))
    reading = read(r'{"says": "\u001b[31m \ud800 \u202e", "kind": "\ud800"}', record)
    assert reading.data == {"says": "␛[31m � ⟪U+202E⟫", "kind": "�"}
    assert reading.problem.encode()


@pytest.mark.parametrize(
    "text",
    [
        "{" * 1_000_000,
        '{"a":' * 200_000,
        '{"a":' * 200_000 + "1" + "}" * 200_000,
        '{"verdict": ' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"verdict": "' + "x" * 1_000_000,
        "```" + "\n" * 1_000_000,
        "```json\n" * 100_000,
        "{" + " " * 1_000_000,
        '{"confidence": ' + "9" * 10_000 + "}",
    ],
    ids=lambda text: f"{text[:14]!r} x {len(text)}",
)
def test_a_bomb_is_told_like_any_other_bad_reply(text: str) -> None:
    reading = read(text, VERDICT)
    assert reading.problem
    assert len(reading.problem) < 400


@given(st.text() | st.text('{}[]":, \\nu0d8`\n'))
def test_reading_never_fails(text: str) -> None:
    reading = read(text, VERDICT)
    assert reading.problem
    assert reading.confidence is None or 0 <= reading.confidence <= 1 or reading.data


@pytest.mark.parametrize("depth", range(50, 1000, 50))
def test_data_of_any_depth_is_read_or_told(depth: int) -> None:
    nested = "[" * depth + "]" * depth
    assert read(f'{{"verdict": {nested}}}', VERDICT).problem


def test_without_a_schema_any_text_is_good_that_says_something() -> None:
    assert read("Hello.", None) == Reading()
    assert read(" \n", None).problem == "the reply is empty"


@pytest.mark.parametrize("text", ["", "[1]", "yes", "{not json}", "null", '"text"'])
def test_what_is_no_object_is_told_with_the_schema(text: str) -> None:
    record = Record({"ok": Flag(), "why": ListOf(Text())}, frozenset({"why"}))
    assert read(text, record).problem == (
        'the reply must be one JSON object: {"ok": true or false, "why"?: list of text}'
    )


@pytest.mark.parametrize(("said", "sure"), [(0.5, 0.5), (1, 1.0), (True, None), ("high", None)])
def test_confidence_is_what_the_agent_says_in_numbers(said: Data, sure: float | None) -> None:
    assert Reading({"confidence": said}).confidence == sure
    assert Reading().confidence is None


def test_a_schema_is_json_schema_to_an_editor() -> None:
    assert VERDICT.json_schema() == {
        "type": "object",
        "properties": {
            "verdict": {"type": "string", "enum": ["good", "bad"]},
            "sources": {"type": "array", "items": {"type": "string"}},
            "confidence": {"type": "number", "minimum": 0, "maximum": 1},
            "by": {
                "type": "object",
                "properties": {"name": {"type": "string"}, "age": {"type": "integer"}},
                "required": ["name"],
                "additionalProperties": False,
            },
            "final": {"type": "boolean"},
        },
        "required": ["verdict", "sources", "confidence"],
        "additionalProperties": False,
    }
