"""How what was typed is read, and refused where it cannot be meant."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from orchtui.cli import options
from orchtui.cli.output import ago, table
from orchtui.errors import UsageError
from orchtui.narration.line import Line
from orchtui.narration.wrap import wrapped


def test_limits_are_read_with_their_units_and_may_be_lifted() -> None:
    typed = ["cost=$0.2", "seconds=30s", "steps=5", "repairs=0", "tokens=none"]

    assert options.limits(typed) == {
        "cost": 0.2,
        "seconds": 30.0,
        "steps": 5.0,
        "repairs": 0.0,
        "tokens": None,
    }


def test_a_model_is_for_a_tier_or_for_all() -> None:
    assert options.models(["quick=openai/a", "local/b"]) == {"quick": "openai/a", "": "local/b"}


@pytest.mark.parametrize(
    ("typed", "seconds"), [("90s", 90), ("1.5h", 5400), ("30d", 2592000), (" 2 w ", 1209600)]
)
def test_a_time_is_read_in_its_unit(typed: str, seconds: float) -> None:
    assert options.seconds(typed) == seconds


REFUSED: list[tuple[Callable[[], object], str]] = [
    (lambda: options.limits(["cost"]), "--limit cost=0.2"),
    (lambda: options.limits(["cost=much"]), "a number, more than 0"),
    (lambda: options.limits(["cost=nan"]), "a number, more than 0"),
    (lambda: options.limits(["cost=0"]), "more than 0"),
    (lambda: options.limits(["parallel=0"]), "a whole number, more than 0"),
    (lambda: options.limits(["steps=1.5"]), "a whole number"),
    (lambda: options.limits(["repairs=-1"]), "0 or more"),
    (lambda: options.limits(["stpes=2"]), "did you mean steps?"),
    (lambda: options.models(["quick="]), "TIER=PROVIDER/NAME"),
    (lambda: options.models(["=openai/a"]), "TIER=PROVIDER/NAME"),
    (lambda: options.models(["gpt-4"]), "TIER=PROVIDER/NAME"),
    (lambda: options.pairs("set", ["tone"], "tone=formal"), "--set tone=formal"),
    (lambda: options.speed(float("inf")), "0 never waits"),
    (lambda: options.speed(-1), "0 never waits"),
    (lambda: options.seconds("d"), "30d, 12h or 45m"),
]


@pytest.mark.parametrize(("reading", "advice"), REFUSED)
def test_what_cannot_be_meant_is_refused_with_what_can(
    reading: Callable[[], object], advice: str
) -> None:
    with pytest.raises(UsageError) as refused:
        reading()

    assert advice in str(refused.value)


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=200)), max_size=5))
def test_in_a_pipe_a_table_has_a_line_for_each_row_and_cuts_none(
    rows: list[tuple[str, str]],
) -> None:
    lines = table(("name", "about"), rows).split("\n")

    assert len(lines) == len(rows) + 1
    assert not any("\x1b" in line for line in lines)


@given(st.text(alphabet="ab \n世", max_size=200), st.integers(10, 80))
def test_folding_loses_no_word_and_keeps_within_the_room(text: str, room: int) -> None:
    folded = wrapped(text, room)

    assert folded.split() == text.split()
    assert all(cell_len(line) <= room or " " not in line.strip() for line in folded.split("\n"))


def test_a_line_that_is_too_long_goes_on_below_its_words() -> None:
    line = Line("✗", "writer", "failed: " + "word " * 20).fitted(40)

    first, *rest = str(line).split("\n")
    assert first.startswith("✗ writer  failed: word")
    assert all(each.startswith("    word") and len(each) <= 40 for each in rest)


@pytest.mark.parametrize(
    ("seconds", "told"), [(0, "0 s"), (59, "59 s"), (60, "1 min"), (7300, "2 h"), (200000, "2 d")]
)
def test_an_age_is_told_roughly(seconds: float, told: str) -> None:
    assert ago(seconds) == told
