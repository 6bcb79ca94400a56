"""What each step of a recipe will probably read, write, cost and take, before it ever ran; and what
all of them come to, from one way through the flow to the most that the recipe allows.

A reply is taken to be as long as the one that is rehearsed, else a page; a prompt is put together
as it would be for the call, and a Python function is taken to be done at once. All of it is an
estimate, and is to be shown as one. How often who is asked is `reckoning`'s to tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from orchtui.core.summaries import NAME as SUMMARY
from orchtui.domain.events import Candidate
from orchtui.domain.flow import Reply
from orchtui.domain.limits import DEFAULT_REPAIRS, Limits
from orchtui.domain.preview import DrawnStep, Sheet
from orchtui.domain.prompts import cut_to, given_to, system_prompt, tokens_about, user_prompt
from orchtui.domain.recipe import Agent, PythonFlow, Recipe
from orchtui.providers.rehearsal.script import line_for, script
from orchtui.recipes.cost_bounds import EMPTY, Amount, Span, Team, one_of, reckoned

PriceOf = Callable[[str], Candidate]

_UNKNOWN_REPLY: Final = "words " * 166
_FIRST_WORD: Final = 0.5
_TOKENS_A_SECOND: Final = 65
_A_MOMENT: Final = 0.1


@dataclass(frozen=True, slots=True)
class Estimate:
    """One step's tokens, nano-dollars and seconds; `cost` is `None` where no price is known, and
    `dearest` what it costs where the agent's fallback is asked and that is dearer.
    """

    read: int
    wrote: int
    cost: int | None
    dearest: int
    seconds: float

    @property
    def span(self) -> Span:
        """It as one step, asked once."""
        least = Amount(1, 1, self.read + self.wrote, self.cost or 0, self.seconds, tries=1)
        return Span(least, replace(least, cost=self.dearest))


def estimates(recipe: Recipe, sheet: Sheet, price_of: PriceOf) -> dict[str, Estimate]:
    """An estimate for every step drawn, and for the summaries that may be made for them."""
    steps = [*sheet.steps.values(), *_summaries(recipe, sheet)]
    lines = script(recipe, recipe.parameters)
    expected = {
        step.path: Reply(
            step.path,
            step.agent,
            line_for(step.path, lines[step.agent]) if step.agent in lines else _UNKNOWN_REPLY,
            digest="",
        )
        for step in steps
    }
    return {step.path: _estimate(recipe, step, expected, price_of) for step in steps}


def _summaries(recipe: Recipe, sheet: Sheet) -> Iterator[DrawnStep]:
    for step in sheet.steps.values():
        if step.inputs and (by := recipe.agents[step.agent].context.summary):
            yield DrawnStep(f"{step.path}/{SUMMARY}", by, inputs=step.inputs)


def _estimate(
    recipe: Recipe, step: DrawnStep, expected: Mapping[str, Reply], price_of: PriceOf
) -> Estimate:
    agent = recipe.agents[step.agent]
    if agent.python is not None:
        return Estimate(0, 0, 0, 0, _A_MOMENT)
    inputs = [expected[path] for path in step.inputs]
    room = None if step.path.endswith(f"/{SUMMARY}") else agent.context.tokens
    seen, _ = cut_to(room, given_to(agent, inputs))
    prompt = user_prompt(agent, recipe.task, step.says, seen)
    read = tokens_about(system_prompt(agent)) + tokens_about(prompt)
    wrote = tokens_about(expected[step.path].text)
    models = [price_of(recipe.tiers[tier][0]) for tier in (agent.model, agent.fallback) if tier]
    costs = [model.price(read, wrote) if model.priced else None for model in models]
    dearest = max(cost or 0 for cost in costs)
    return Estimate(read, wrote, costs[0], dearest, _FIRST_WORD + wrote / _TOKENS_A_SECOND)


# -- all of them together --------------------------------------------------------------------------


def whole(recipe: Recipe, sheet: Sheet, each: Mapping[str, Estimate]) -> Span:
    """What a run may come to, by these estimates; of a flow in Python nothing is known."""
    if isinstance(recipe.flow, PythonFlow):
        return EMPTY
    turns: dict[str, list[Span]] = {name: [] for name in recipe.agents}
    summaries: dict[str, list[Span]] = {name: [] for name in recipe.agents}
    for path, step in sheet.steps.items():
        turns[step.agent].append(each[path].span)
        if (summary := each.get(f"{path}/{SUMMARY}")) is not None:
            summaries[step.agent].append(summary.span)

    def ask(name: str, own: Limits | None) -> Span:
        agent = recipe.agents[name]
        turn = one_of(turns[name]).tried(_tries(agent, own, recipe.limits))
        if not summaries[name]:
            return turn
        by = recipe.agents[agent.context.summary]
        made = one_of(summaries[name]).tried(_tries(by, None, recipe.limits))
        return made.perhaps + turn

    return reckoned(recipe.flow, Team(ask))


def _tries(agent: Agent, own: Limits | None, of_run: Limits) -> int:
    """How often a step may be asked: again where its reply can be found wrong, and the fallback."""
    checked = agent.reply or agent.accept or agent.min_confidence is not None
    repairs = next(
        (
            limits.repairs
            for limits in (own, agent.limits, of_run)
            if limits is not None and limits.repairs is not None
        ),
        DEFAULT_REPAIRS,
    )
    return 1 + (repairs if checked else 0) + bool(agent.fallback)
