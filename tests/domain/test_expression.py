"""The language of conditions: what it says, what it refuses, and that nothing else escapes."""

from __future__ import annotations

import dataclasses
import math
from collections import defaultdict
from collections.abc import Mapping
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchtui.domain.expression import (
    NOT_CONSTANT,
    constant,
    evaluate,
    holds,
    parse,
)
from orchtui.errors import ExpressionError

SCOPE: dict[str, object] = {
    "cost": 0.12,
    "agreement": 0.5,
    "sources": ["a", "b"],
    "confidence": 0.8,
    "nothing": None,
    "big": 10**18,
    "step": {"agent": "judge", "attempt": 2, "confidence": 0.5, "text": "A refund.", "in": 1},
}


def value(text: str) -> object:
    return evaluate(parse(text), SCOPE)


def refusal(text: str) -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        value(text)
    return caught.value


def outcome(text: str, scope: Mapping[str, object]) -> object:
    """The value, or the `ExpressionError` there was instead; any other error is a failure."""
    try:
        return evaluate(parse(text), scope)
    except ExpressionError as wrong:
        return wrong


# --- what it says ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "condition",
    [
        "cost > 0.10",
        "step.confidence < 0.6",
        "agreement < 0.8",
        'step.agent == "judge" and step.attempt > 1',
        '"refund" in step.text',
        "len(sources) > 0 and confidence >= 0.7",
        "0 < cost < 1",
        "3 > 2 >= 2",
        "nothing == null and step != None",
        "not false and not (true and False)",
        'step["agent"] in ["judge", "critic"]',
        "'c' not in sources and sources[-1] == 'b' and sources[0] == \"a\"",
        "step.in == 1 and 'agent' in step",
        "1 + 2 * 3 - 4 / 2 == 5 and -2 - -3 == 1",
        "min(3, 1, 2) == min([2, 1]) and max('a', 'b') == 'b'",
        "sum([1, 2.5]) == 3.5 and round(2.567, 1) == 2.6 and abs(-1) == round(1.2)",
        "any([0, 1]) and not all([0, 1]) and all([])",
        "contains(lower(step.text), 'a ref') and contains(sources, 'a') and upper('a') == 'A'",
        "[1] + [2] == [1, 2] and 'a' + 'b' == 'ab' and [] == []",
        "'it\\'s' == \"it's\" and len('a\\n\\t\\\\') == 4",
        "'abc'[1] == 'b' and 1e3 == 1000",
        "cost > 0.10\n  and agreement < 0.8",
    ],
)
def test_a_condition_that_holds(condition: str) -> None:
    assert holds(parse(condition), SCOPE)


@pytest.mark.parametrize("empty", ["null", "0", "0.0", "''", "[]", "false", "nothing"])
def test_what_is_empty_does_not_hold(empty: str) -> None:
    assert not holds(parse(empty), SCOPE)
    assert holds(parse(f"not {empty}"), SCOPE)


def test_and_and_or_look_no_further_than_they_must() -> None:
    assert value("false and unknown") is False
    assert value("true or unknown") is True
    assert value("len(sources) == 0 or cost / len(sources) < 1") is True
    assert value("nothing or 'default'") == "default"


def test_and_binds_tighter_than_or_and_not_looser_than_comparisons() -> None:
    assert parse("a or b and c").root == parse("a or (b and c)").root
    assert parse("not a == b").root == parse("not (a == b)").root
    assert parse("-a.b * c").root == parse("(-(a.b)) * c").root
    assert parse("a - b - c").root == parse("(a - b) - c").root
    assert parse("a - b - c").root != parse("a - (b - c)").root


def test_the_names_it_reads_are_the_longest_dotted_chains() -> None:
    read = parse("fact_checker.confidence < 0.8 and cost > a.b[i.j].c + len(d.e) or x['k'].y")
    assert read.names == {"fact_checker.confidence", "cost", "a.b", "i.j", "d.e", "x"}
    assert parse("max(1, 2) > 1").names == frozenset()


def test_an_expression_is_a_frozen_value_that_says_its_text() -> None:
    expression = parse(" cost >  0.10 ")
    assert str(expression) == " cost >  0.10 "
    assert expression == parse(" cost >  0.10 ")
    assert hash(expression) == hash(parse(str(expression)))
    with pytest.raises(dataclasses.FrozenInstanceError):
        expression.text = "cost > 1"  # type: ignore[misc]


# --- constants ---------------------------------------------------------------------------


def test_a_condition_that_reads_no_name_is_constant() -> None:
    assert constant(parse("1 > 2")) is False
    assert constant(parse("len([1]) + 1")) == 2
    assert constant(parse("null")) is None
    assert constant(parse("cost > 1")) is NOT_CONSTANT
    assert repr(NOT_CONSTANT) == "NOT_CONSTANT"


def test_a_branch_that_never_runs_is_found_though_it_has_names() -> None:
    assert constant(parse("false and cost > 1")) is False
    assert constant(parse("cost > 1 and false")) is NOT_CONSTANT  # cost may yet be an error


def test_a_constant_that_cannot_be_worked_out_says_so() -> None:
    with pytest.raises(ExpressionError, match="division by zero"):
        constant(parse("1 / 0"))


# --- what cannot be read -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "at", "says"),
    [
        ("", 0, "no condition here"),
        ("   ", 3, "no condition here"),
        ("cost <", 6, "expected a value after <"),
        ("cost < )", 7, "expected a value after <, found )"),
        (") < 1", 0, "expected a value, found )"),
        ("cost = 3", 5, "write =="),
        ("a && b", 2, "write and"),
        ("a || b", 2, "write or"),
        ("!a", 0, "write not"),
        ("2 ** 3", 2, "multiply"),
        ("cost is 3", 5, "write == or !="),
        ("a AND b", 2, "write and"),
        ("a > 1 b", 6, "expected an operator or the end, found b"),
        ("3x", 1, "expected an operator or the end, found x"),
        ("a not b", 6, "expected in after not, found b"),
        ("1 + not a", 4, "brackets around not"),
        ("(a", 2, "expected ) to close the ( before the end"),
        ("[1, 2", 5, "expected ] to close the [ before the end"),
        ("a[1", 3, "expected ] to close the ["),
        ("a.", 2, "expected a name after the dot, found the end"),
        ("a.1", 2, "expected a name after the dot, found 1"),
        ('"abc', 0, 'no closing "'),
        ('"a\\q"', 2, "after the backslash"),
        ("\u201ca\u201d", 0, "straight quotes"),
        ("a \u200b", 2, "U+200B"),
        ("length(a)", 0, "no function length; did you mean len?"),
        ("frobnicate(a)", 0, "there are len, lower"),
        ("len(a, b)", 0, "len takes one text, list or mapping, not 2 values"),
        ("len()", 0, "not 0 values"),
        ("a.text.lower()", 12, "write lower(a.text)"),
        ("a.b(1)", 3, "only these can be called: len"),
        ("a == b == c", 6, "write a == b and b == c"),
        ("a < b > c", 5, "write a < b and b > c"),
        ("_a", 0, "start with _"),
        ("a.__class__", 2, "start with _"),
        ("_len(a)", 0, "start with _"),
        ("9" * 19, 0, "too large"),
        ("1e999", 0, "too large"),
        ("a" * 1_001, 1_000, "longer than 1,000 characters"),
    ],
)
def test_what_cannot_be_read_is_shown_with_its_place(text: str, at: int, says: str) -> None:
    wrong = refusal(text)
    assert says in str(wrong)
    assert wrong.at == at


def test_a_caret_stands_under_the_place() -> None:
    assert str(refusal("cost > 0.10 andd x")) == (
        "expected an operator or the end, found andd: join two conditions with and, or\n"
        "  cost > 0.10 andd x\n"
        "              ^"
    )


def test_a_long_text_is_shown_around_the_place_only() -> None:
    text = "cost > 1 and " * 20 + "= 2" + " and cost > 1" * 20
    _, shown, caret = str(refusal(text)).splitlines()
    assert shown[caret.index("^")] == "="
    assert len(shown) < 80
    assert shown.startswith("  …") and shown.endswith("…")  # noqa: PT018


def test_a_message_never_carries_a_control_character() -> None:
    assert "\x1b" not in str(refusal('"\x1b[31m" <'))
    assert "\x1b" not in str(refusal('"\x1b[31m" < 1'))


@pytest.mark.parametrize("opening", ["(", "[", "-", "not ", "len(", "a[", "1 + ("])
def test_nesting_has_an_end(opening: str) -> None:
    assert "deep" in str(refusal(opening * 33 + "1"))


def test_thirty_two_brackets_are_read_and_one_more_is_not() -> None:
    assert value("(" * 32 + "1" + ")" * 32) == 1
    assert "nested more than 32 deep" in str(refusal("(" * 33 + "1" + ")" * 33))
    assert "nested more than 32 deep" in str(refusal("1" + " + 1" * 33))
    assert value("1" + " + 1" * 32) == 33


def test_many_alternatives_are_not_deep() -> None:
    assert value(" or ".join(["false"] * 80 + ["true"])) is True


# --- what does not come to anything ------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('"yes" < 3', "'\"yes\" < 3': cannot compare text with a number"),
        ("cost > 1 or nothing < 1", "'nothing < 1': cannot compare null with a number"),
        ("true < 2", "cannot compare true or false with a number"),
        ("[1] < [2]", "cannot compare a list with a list"),
        ("coost > 1", "'coost': nothing goes by this name; did you mean cost?"),
        ("step.confidense", "'step.confidense': there is no 'confidense'"),
        ("step.confidense", "did you mean confidence?"),
        ("step['agnet']", "did you mean agent?"),
        ("cost.amount", "a number has no .amount"),
        ("nothing.amount", "null has no .amount"),
        ("sources.upper", "a list has no .upper"),
        ("sources[2]", "there is no position 2; the length is 2"),
        ("sources['a']", "a list is read by a whole number, not by text"),
        ("sources[true]", "a list is read by a whole number, not by true or false"),
        ("sources[0.0]", "a list is read by a whole number"),
        ("step[0]", "a mapping is read by text, not by a number"),
        ("cost[0]", "a number has no parts"),
        ("1 in 2", "cannot look inside a number"),
        ("1 in 'abc'", "cannot look for a number in text"),
        ("[] in step", "cannot look for a list in a mapping"),
        ("1 / 0", "division by zero"),
        ("1 / (cost - cost)", "division by zero"),
        ("true + 1", "cannot add a number to true or false"),
        ("true + true", "cannot add true or false"),
        ("'a' + 1", "cannot add a number to text; add like to like"),
        ("'a' * 3", "cannot multiply text"),
        ("3 * [1]", "cannot multiply by a list"),
        ("-'a'", "cannot negate text"),
        ("big + 1", "beyond 10**18"),
        ("big * big", "beyond 10**18"),
        ("sum([big, 1])", "beyond 10**18"),
        ("len(3)", "len needs text, a list or a mapping, not a number"),
        ("lower(3)", "lower needs text, not a number"),
        ("max([])", "max of an empty list"),
        ("max(3)", "max needs a list, not a number"),
        ("min([null])", "cannot compare null with null"),
        ("min([1, 'a'])", "cannot compare text with a number"),
        ("sum(['a'])", "cannot sum text"),
        ("round(1.5, 99)", "round takes 0 to 15 digits"),
        ("abs(true)", "cannot take abs of true or false"),
    ],
)
def test_what_comes_to_nothing_names_the_part_and_the_reason(text: str, says: str) -> None:
    wrong = refusal(text)
    assert says in str(wrong)
    assert text[wrong.at :].startswith(str(wrong)[1:].split("'", 1)[0].split(" ", 1)[0])


def test_a_scope_that_nothing_can_be_added_to_any_more() -> None:
    long, many = {"a": "x" * 10_001}, {"a": [0] * 10_001}
    for scope in (long, many):
        assert evaluate(parse("len(a)"), scope) == 10_001  # reading what is there has no limit
        with pytest.raises(ExpressionError, match="the most is 10,000"):
            evaluate(parse("a + a"), scope)
    assert evaluate(parse("'refund' in lower(a)"), long) is False


def test_odd_numbers_of_a_scope_are_refused_and_not_crashed_on() -> None:
    scope = {"huge": 10**400, "inf": math.inf, "nan": math.nan}
    for text in ("huge + 1.5", "huge / 2", "-huge", "round(inf)", "round(nan)", "round(1, nan)"):
        with pytest.raises(ExpressionError):
            evaluate(parse(text), scope)
    assert evaluate(parse("1.5 < huge and 1 < inf and not nan == nan"), scope) is True


def test_nothing_but_plain_data_is_read() -> None:
    scope = {"thing": SimpleNamespace(name="x"), "held": {"thing": object()}}
    for text in ("thing", "thing.name", "thing == 1", "held.thing", "held['thing']"):
        with pytest.raises(ExpressionError, match="which a condition cannot read"):
            evaluate(parse(text), scope)


def test_reading_changes_nothing_of_the_scope() -> None:
    counts: defaultdict[str, object] = defaultdict(int)
    for text in ("a", "counts.a", "counts['a']"):
        with pytest.raises(ExpressionError):
            evaluate(parse(text), {"counts": counts} if "counts" in text else counts)
    assert not counts


# --- laws --------------------------------------------------------------------------------

numbers = st.one_of(
    st.integers(0, 99).map(str),
    st.sampled_from(["0.5", "1.25", "x", "y", "len('ab')", "min(x, 2)", "abs(-3)"]),
)
NUMBERS = {"x": 3, "y": 0.25}


def arithmetic(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operator = st.sampled_from([" + ", " - ", " * ", "-"])
    return st.one_of(
        st.tuples(inner, operator, inner).map("".join),
        inner.map("({})".format),
        inner.map("-({})".format),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]}) / (1 + abs({pair[1]}))"),
    )


sums = st.recursive(numbers, arithmetic, max_leaves=8)
comparisons = st.one_of(
    st.tuples(sums, st.sampled_from(["==", "!=", "<", "<=", ">", ">="]), sums).map(" ".join),
    st.tuples(sums, st.sampled_from(["<", "<="]), sums, st.just("<"), sums).map(" ".join),
    st.tuples(sums, sums, sums).map(lambda three: "{} in [{}, {}]".format(*three)),
    st.tuples(sums, sums).map(lambda two: "{} not in [{}]".format(*two)),
)


def boolean(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, st.sampled_from([" and ", " or "]), inner).map("".join),
        inner.map("not {}".format),
        inner.map("({})".format),
    )


conditions = st.recursive(comparisons, boolean, max_leaves=6)


@given(sums | conditions)
def test_arithmetic_and_conditions_mean_what_they_mean_in_python(text: str) -> None:
    ours = outcome(text, NUMBERS)
    if isinstance(ours, ExpressionError):
        assert any(limit in str(ours) for limit in ("10**18", "1,000", "deep"))
        return
    assert repr(ours) == repr(eval(text, {"abs": abs, "len": len, "min": min}, NUMBERS))


@given(sums | conditions)
def test_reading_the_text_of_what_was_read_gives_the_same(text: str) -> None:
    try:
        expression = parse(text)
    except ExpressionError:
        return
    assert parse(str(expression)) == expression
    assert parse(f"({text})\n").root == expression.root if len(text) < 900 else True


words = st.sampled_from(
    [
        *("or", "and", "not", "in", "==", "<", "<=", ">", "+", "-", "*", "/", ".", ",", "(", ")"),
        *("[", "]", "true", "null", "1", "0", "2.5", "'a'", '""', "step", "cost", "sources", "big"),
        *("nothing", "agent", "len(", "max(", "round(", "sum([", "contains(", "lower(", "_x", "&&"),
    ]
)


@given(st.one_of(st.text(), st.lists(words).map(" ".join), st.lists(words).map("".join)))
def test_nothing_but_an_expression_error_ever_escapes(text: str) -> None:
    for scope in (SCOPE, {}):
        found = outcome(text, scope)
        if isinstance(found, ExpressionError):
            assert 0 <= found.at <= len(text)
        else:
            assert parse(str(parse(text))) == parse(text)


plain_data = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner),
    max_leaves=6,
)
templates = st.sampled_from(
    [
        *("x < y", "x == y", "x in y", "x not in y", "x + y", "x - y", "x * y", "x / y", "-x"),
        *("x[y]", "x.a", "x['b']", "x[0]", "not x", "x and y", "x or y", "0 < x <= y", "[x, y]"),
        *("len(x)", "lower(x)", "upper(x)", "min(x)", "max(x, y)", "sum(x)", "sum([x, y])"),
        *("round(x)", "round(x, y)", "abs(x)", "any(x)", "all(x)", "contains(x, y)"),
    ]
)


@given(templates, plain_data, plain_data)
def test_no_values_make_anything_else_escape(text: str, x: object, y: object) -> None:
    found = outcome(text, {"x": x, "y": y})
    if isinstance(found, ExpressionError):
        assert str(found).startswith("'")
