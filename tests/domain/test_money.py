"""Money is exact: sums of nano-dollars are what they are, and are shown with what matters."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchtui.domain.money import DOLLAR, dollars, nano, shown


@given(st.integers(0, 10**15))
def test_an_amount_written_in_dollars_is_the_same_amount(amount: int) -> None:
    assert nano(str(Decimal(amount) / DOLLAR)) == amount
    assert nano(dollars(amount)) == amount


def test_ten_cents_three_times_are_thirty_cents() -> None:
    assert nano(0.1) * 3 == nano(0.3) == nano("0.30") == nano(Decimal("0.3"))


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        (0, "$0.00"),
        (12 * DOLLAR, "$12.00"),
        (DOLLAR, "$1.00"),
        (31_200_000, "$0.0312"),
        (1_000_000, "$0.0010"),
        (93_000, "$0.000093"),
        (90, "$0.000000090"),
        (1, "$0.000000001"),
    ],
)
def test_an_amount_shows_as_many_digits_as_say_something(amount: int, text: str) -> None:
    assert shown(amount) == text
    assert shown(amount, estimated=True) == f"~{text}"


@given(st.integers(1, 10**12))
def test_what_costs_something_never_shows_as_nothing(amount: int) -> None:
    assert float(shown(amount).removeprefix("$")) > 0
