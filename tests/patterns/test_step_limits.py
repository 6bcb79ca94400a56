"""A step may have limits of its own, beside its agent's and the run's."""

from __future__ import annotations

import pytest

from orchtui.domain.money import nano
from orchtui.errors import RecipeError
from orchtui.patterns.step import Step
from orchtui.recipes.loader import read_recipe

RECIPE = """
task: x
agents: {writer: Writes.}
flow:
  writer: {says: Be short., limits: {LIMITS}}
"""


def step_with(limits: str) -> Step:
    node = read_recipe(RECIPE.replace("LIMITS", limits)).flow
    assert isinstance(node, Step)
    return node


def test_the_limits_of_a_step_are_read_with_it() -> None:
    limits = step_with("seconds: 5, cost: 0.01, max_tokens: 200, repairs: 0").limits
    assert limits is not None
    assert (limits.seconds, limits.cost, limits.max_tokens, limits.repairs) == (
        5.0,
        nano("0.01"),
        200,
        0,
    )


@pytest.mark.parametrize(
    ("written", "told"),
    [("second: 5", "seconds"), ("seconds: -1", "more than 0"), ("max_tokens: 1.5", "whole number")],
)
def test_what_is_no_limit_is_told(written: str, told: str) -> None:
    with pytest.raises(RecipeError, match=told):
        step_with(written)
