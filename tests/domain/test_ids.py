"""Run ids rise with time, tell runs of one second apart, and can be typed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchtui.domain.ids import ALPHABET, RunIds, is_run_id

NOW = datetime(2026, 11, 21, tzinfo=UTC).timestamp()
YEAR = 365 * 24 * 3600
starts = st.integers(0, 2**16 - 1)


@given(starts)
@settings(max_examples=8, deadline=None)
def test_ten_thousand_ids_of_one_second_differ_and_rise(start: int) -> None:
    ids = RunIds(start)
    given_out = [ids.next(NOW + number / 10_000) for number in range(10_000)]
    assert given_out == sorted(set(given_out))


@given(starts, st.lists(st.floats(NOW, NOW + 20 * YEAR), max_size=50))
def test_ids_rise_even_when_the_clock_does_not(start: int, times: list[float]) -> None:
    ids = RunIds(start)
    given_out = [ids.next(at) for at in times]
    assert given_out == sorted(set(given_out))


@given(starts, starts, st.floats(NOW, NOW + 30 * YEAR), st.integers(1, 3600))
def test_ids_of_different_processes_sort_by_the_second(
    one: int, other: int, at: float, later: int
) -> None:
    assert RunIds(one).next(at) < RunIds(other).next(at + later)


@given(starts, st.integers(0, 40_000))
@settings(max_examples=8, deadline=None)
def test_more_ids_than_a_second_has_room_for_still_rise(start: int, count: int) -> None:
    ids = RunIds(start)
    given_out = [ids.next(NOW) for _ in range(count)]
    given_out += [ids.next(NOW + 1), ids.next(NOW + 2)]
    assert given_out == sorted(set(given_out))


@given(starts, st.floats(0, NOW + 30 * YEAR))
def test_an_id_is_nine_characters_that_nobody_mistakes(start: int, at: float) -> None:
    run = RunIds(start).next(at)
    assert is_run_id(run)
    assert len(run) == 9
    assert not set(run) & set("ilou")


@pytest.mark.parametrize("text", ["", "last", "0" * 8, "0" * 10, "0" * 8 + "l", "0" * 9 + "\n"])
def test_what_is_no_whole_id_is_told_apart(text: str) -> None:
    assert not is_run_id(text)


def test_the_alphabet_sorts_as_its_digits_do() -> None:
    assert list(ALPHABET) == sorted(ALPHABET)
    assert len(set(ALPHABET)) == 32
