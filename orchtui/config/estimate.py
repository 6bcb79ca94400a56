"""What each step of a recipe will probably read, write, cost and take, before it ever ran.

A reply is taken to be as long as the one that is rehearsed, else a page; a prompt is put together
as it would be for the call, and a Python function is taken to be done at once. All of it is an
estimate, and is to be shown as one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from orchtui.domain.events import Candidate
from orchtui.domain.flow import Reply
from orchtui.domain.recipe import Recipe
from orchtui.domain.request import cut_to, given_to, system_prompt, tokens_about, user_prompt
from orchtui.domain.sketch import DrawnStep, Sheet
from orchtui.models.rehearsal.script import line_for, script

PriceOf = Callable[[str], Candidate]

_UNKNOWN_REPLY: Final = "words " * 166
_FIRST_WORD: Final = 0.5
_TOKENS_A_SECOND: Final = 65
_A_MOMENT: Final = 0.1


@dataclass(frozen=True, slots=True)
class Estimate:
    """One step's tokens, nano-dollars and seconds; `cost` is `None` where no price is known."""

    read: int
    wrote: int
    cost: int | None
    seconds: float


def estimates(recipe: Recipe, sheet: Sheet, price_of: PriceOf) -> dict[str, Estimate]:
    """An estimate for every step drawn."""
    lines = script(recipe, recipe.parameters)
    expected = {
        step.path: Reply(
            step.path,
            step.agent,
            line_for(step.path, lines[step.agent]) if step.agent in lines else _UNKNOWN_REPLY,
            digest="",
        )
        for step in sheet.steps.values()
    }
    return {step.path: _estimate(recipe, step, expected, price_of) for step in sheet.steps.values()}


def _estimate(
    recipe: Recipe, step: DrawnStep, expected: dict[str, Reply], price_of: PriceOf
) -> Estimate:
    agent = recipe.agents[step.agent]
    if agent.python is not None:
        return Estimate(0, 0, 0, _A_MOMENT)
    inputs = [expected[path] for path in step.inputs]
    seen, _ = cut_to(agent.context.tokens, given_to(agent, inputs))
    prompt = user_prompt(agent, recipe.task, step.says, seen)
    read = tokens_about(system_prompt(agent)) + tokens_about(prompt)
    wrote = tokens_about(expected[step.path].text)
    model = price_of(recipe.tiers[agent.model][0])
    cost = model.price(read, wrote) if model.priced else None
    return Estimate(read, wrote, cost, _FIRST_WORD + wrote / _TOKENS_A_SECOND)
