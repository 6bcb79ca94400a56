"""Summaries: an input that is too long for an agent's context is summarised first, by a step.

`researcher/summary` is planned when `researcher` is about to begin and its inputs are longer than
its context allows. Without a summary (none is declared, or it failed) the inputs are trimmed where
the prompt is made.
"""

from __future__ import annotations

from orchtui.core.context import RunContext
from orchtui.core.steps import Step, StepGraph
from orchtui.domain.events import StepGiven
from orchtui.domain.prompts import given_to, tokens_about

NAME = "summary"


class Summaries:
    """The summaries that steps wait for."""

    def __init__(self, context: RunContext, graph: StepGraph) -> None:
        self._context, self._graph = context, graph

    def needed_first(self, step: Step) -> bool:
        """Start a summary of the step's inputs if it needs one; return whether it waits for it."""
        limits = step.agent_of.context
        if not limits.summary:
            return False
        if step.summary is not None:
            self._take(step, step.summary)
            return False
        given = given_to(step.agent_of, [each.reply for each in step.inputs if each.reply])
        if sum(tokens_about(reply.text) for reply in given) <= limits.tokens:
            return False
        paths = {reply.path for reply in given}
        summary = Step(
            self._graph,
            f"{step.path}/{NAME}",
            self._context.recipe.agents[limits.summary],
            f"Summarise what you are given in at most {limits.tokens} tokens. It is for "
            f"{step.agent}: {step.agent_of.does} Keep facts, figures, names and sources.",
            [each for each in step.inputs if each.path in paths],
            limits=None,
            optional=True,
        )
        summary.whole = True
        step.summary = summary
        self._graph.plan(summary)
        summary.dependents.append(step)
        step.inputs.append(summary)
        step.missing = 1
        self._graph.want(summary)
        return True

    def _take(self, step: Step, summary: Step) -> None:
        """Give the step its summary in place of what was too long, if there is one."""
        if summary not in step.inputs:
            return
        step.inputs.remove(summary)
        if summary.reply is not None and not summary.reply.missing:
            step.inputs = [summary, *(each for each in step.inputs if each not in summary.inputs)]
            inputs = tuple(each.path for each in step.inputs)
            self._context.emit(StepGiven(path=step.path, inputs=inputs))
