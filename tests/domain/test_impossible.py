"""A condition is called impossible only when no reply whatever can meet it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchtui.domain.expression import holds, parse
from orchtui.domain.expression.unsatisfiable import never_holds
from orchtui.domain.reply_schema import Choice, Flag, Number, Record, Text

CHECK = Record(
    {
        "sure": Number(low=0, high=1),
        "stars": Number(whole=True, low=1, high=5),
        "verdict": Choice(("good", "bad")),
        "free": Number(),
        "says": Text(),
        "final": Flag(),
    }
)
SCHEMAS = {"check": CHECK}


def why(condition: str) -> str:
    return never_holds(parse(condition), SCHEMAS.get)


@pytest.mark.parametrize(
    "condition",
    [
        "check.sure > 1",
        "check.sure < 0",
        "1 < check.sure",
        "check.sure >= 1.01",
        "check.stars == 6",
        "0 == check.stars",
        'check.verdict == "fair"',
        'check.sure > 2 and check.says == "x"',
        'check.sure > 2 or check.verdict == "fair"',
    ],
)
def test_what_lies_outside_a_schema_can_never_hold(condition: str) -> None:
    assert why(condition).startswith("check.")


@pytest.mark.parametrize(
    "condition",
    [
        "check.sure >= 1",
        "check.sure <= 0",
        'check.verdict != "fair"',
        'check.sure > 2 or check.says == "x"',
        "check.free > 1000000",
        "not check.sure > 1",
        "nobody.sure > 1",
        "check.sure > limit",
        'check.verdict in ["fair"]',
    ],
)
def test_what_might_hold_or_cannot_be_told_is_left_alone(condition: str) -> None:
    assert why(condition) == ""


def test_the_reason_says_what_the_field_is() -> None:
    assert why("check.sure > 1") == "check.sure is a number from 0 to 1"
    assert why('check.verdict == "fair"') == 'check.verdict is one of "good", "bad"'


operators = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
bounds = st.sampled_from(["-1", "0", "0.5", "1", "2", "5", "6"])
atoms = st.one_of(
    st.builds("check.{} {} {}".format, st.sampled_from(["sure", "stars"]), operators, bounds),
    st.builds("{} {} check.{}".format, bounds, operators, st.sampled_from(["sure", "stars"])),
    st.builds(
        'check.verdict {} "{}"'.format,
        st.sampled_from(["==", "!="]),
        st.sampled_from(["good", "fair"]),
    ),
)
conditions = st.recursive(
    atoms,
    lambda inner: (
        st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner)
        | inner.map(lambda part: f"(not {part})")
    ),
    max_leaves=5,
)


@given(conditions)
def test_no_reply_meets_a_condition_that_is_said_never_to_hold(condition: str) -> None:
    if not why(condition):
        return
    for sure in (0, 0.25, 0.5, 0.75, 1):
        for stars in range(1, 6):
            for verdict in ("good", "bad"):
                scope = {"check": {"sure": sure, "stars": stars, "verdict": verdict}}
                assert not holds(parse(condition), scope)
