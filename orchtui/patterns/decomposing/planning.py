"""How a plan is got from a planner: asked for, sent back once with what is wrong, saved as it is.

What a plan is, and what is wrong with one, is `domain.plan`'s; here it is put on the record.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from orchtui.domain.flow import Flow
from orchtui.patterns.member import Given
from orchtui.patterns.plan import MOST, Plan, read_plan

SPLIT: Final = (
    "Split this into sub-tasks, and reply with them as `tasks`: for each an `id` of one word, what "
    "it `says` to whoever does it, the `skill` it takes, its `complexity` from 1 to 5, and in "
    "`after` the ids whose results it needs. Whoever does it is given the task, your words and "
    "those results, and nothing else. Sub-tasks that need nothing of each other go side by side. "
    f"There are at most {MOST}, and no two the same."
)
_AGAIN: Final = (
    "You are given your last plan. It cannot be carried out as it is: {problems}. Reply with the "
    "whole plan again, mended."
)


async def planned(
    flow: Flow, question: str, planner: str, skills: Sequence[str], given: Given
) -> Plan:
    """The plan of this agent, whose workers have these skills, as far as it can be carried out."""
    there = f"The skills there are: {', '.join(skills)}." if skills else "Leave the skill out."
    says = "\n\n".join(each for each in (question, SPLIT, there) if each)
    reply = await flow.ask(planner, says, *given, optional=True)
    if reply.missing:
        return Plan()
    plan = read_plan(reply.data, skills)
    if plan.problems:
        _noted(flow, "sent back", plan.problems)
        told = _AGAIN.format(problems="; ".join(plan.problems))
        again = await flow.ask(planner, f"{says}\n\n{told}", *given, reply, optional=True)
        mended = read_plan(again.data, skills)
        if mended.tasks:
            plan = mended
            _noted(flow, "could not be used", plan.problems)
    _noted(flow, "mended", plan.mended)
    if plan.left_out:
        flow.without(", ".join(plan.left_out), f"a plan has at most {MOST} tasks")
    return plan


def _noted(flow: Flow, what: str, sentences: Sequence[str]) -> None:
    for sentence in sentences:
        flow.note(f"{what}: {sentence}")
