"""What an agent is given too much of is summarised first, by an agent, as a step of its own.

`researcher/summary` is planned when `researcher` is about to begin and what it is given is longer
than its context allows. Without a summary (none is asked for, or it failed) what is too long is
trimmed where the prompt is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchtui.core.steps import Step
from orchtui.domain.events import StepGiven
from orchtui.domain.prompts import given_to, tokens_about

if TYPE_CHECKING:
    from orchtui.core.machine import Core

NAME = "summary"


def summarised_first(core: Core, step: Step) -> bool:
    """Have what the step is given summarised, if that is wanted and not done; whether it waits."""
    context = step.agent_of.context
    if step.summary is not None:
        _take(core, step, step.summary)
        return False
    replies = [given.reply for given in step.inputs if given.reply]
    given = given_to(step.agent_of, replies)
    if sum(tokens_about(reply.text) for reply in given) <= context.tokens:
        return False
    paths = {reply.path for reply in given}
    summary = Step(
        core.waiting,
        f"{step.path}/{NAME}",
        core.recipe.agents[context.summary],
        f"Summarise what you are given in at most {context.tokens} tokens. It is for "
        f"{step.agent}: {step.agent_of.does} Keep facts, figures, names and sources.",
        [each for each in step.inputs if each.path in paths],
        limits=None,
        optional=True,
    )
    summary.whole = True
    step.summary = summary
    core.planned(summary)
    summary.dependents.append(step)
    step.inputs.append(summary)
    step.missing = 1
    core.waiting.want(summary)
    return True


def _take(core: Core, step: Step, summary: Step) -> None:
    """Give the step its summary in place of what was too long, unless there is none."""
    if summary not in step.inputs:
        return
    step.inputs.remove(summary)
    if summary.reply is not None and not summary.reply.missing:
        step.inputs = [summary, *(each for each in step.inputs if each not in summary.inputs)]
        core.emit(StepGiven(path=step.path, inputs=tuple(each.path for each in step.inputs)))
