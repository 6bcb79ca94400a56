"""A budget is never overspent by what was promised within it, whatever order things come in."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchtui.domain.limits import Ledger, Limits, limits_from

amounts = st.integers(0, 1_000)


@given(amounts, st.lists(st.tuples(st.booleans(), amounts, st.floats(0, 1))))
def test_promising_only_what_fits_never_exceeds_what_is_allowed(
    allowed: int, course: list[tuple[bool, int, float]]
) -> None:
    ledger, promised = Ledger(allowed), list[int]()
    for reserves, amount, share in course:
        if reserves and ledger.fits(amount):
            ledger.reserve(amount)
            promised.append(amount)
        elif promised:
            mine = promised.pop(int(amount) % len(promised))
            ledger.settle(mine, int(mine * share))
        assert ledger.spent + ledger.reserved <= allowed
        assert ledger.reserved == sum(promised)
    for mine in promised:
        ledger.settle(mine, mine)
    assert ledger.reserved == 0
    assert ledger.spent <= allowed


@given(amounts, amounts, amounts, amounts)
def test_what_cannot_fit_even_once_all_is_settled_does_not_fit_now(
    allowed: int, spent: int, reserved: int, amount: int
) -> None:
    ledger = Ledger(allowed)
    ledger.settle(0, spent)
    ledger.reserve(reserved)
    if ledger.fits(amount):
        assert ledger.could_fit(amount)
    ledger.settle(reserved, 0)
    assert ledger.fits(amount) == ledger.could_fit(amount)


@given(amounts, amounts)
def test_without_a_bound_everything_fits(spent: int, amount: int) -> None:
    ledger = Ledger(None)
    ledger.settle(0, spent)
    assert ledger.fits(amount)
    assert ledger.could_fit(amount)


bounds = st.none() | st.integers(0, 99)
some_limits = st.builds(Limits, **{field.name: bounds for field in fields(Limits)})


@given(some_limits, some_limits)
def test_the_nearer_limits_win_and_say_nothing_of_the_rest(near: Limits, far: Limits) -> None:
    both = near.over(far)
    for field in fields(Limits):
        own, other = getattr(near, field.name), getattr(far, field.name)
        assert getattr(both, field.name) == (other if own is None else own)


@given(some_limits, some_limits, some_limits)
def test_it_makes_no_difference_which_of_three_are_joined_first(
    near: Limits, middle: Limits, far: Limits
) -> None:
    assert near.over(middle).over(far) == near.over(middle.over(far))


def test_limits_are_written_in_dollars_and_whole_numbers_and_can_be_lifted() -> None:
    limits = limits_from({"cost": 0.15, "seconds": 30, "steps": 20.0})
    assert limits == Limits(cost=150_000_000, seconds=30.0, steps=20)
    assert isinstance(limits.steps, int)
    assert limits.changed({"cost": None, "steps": 5}) == Limits(seconds=30.0, steps=5)


def test_a_limit_nobody_knows_is_no_limit() -> None:
    with pytest.raises(TypeError):
        limits_from({"patience": 3})
