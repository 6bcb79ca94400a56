"""The prompt of a recorded attempt, built again from its parts.

Prompts are not stored: the recipe, the instruction and the replies are. The digest of what was sent
tells whether the words are the very same.
"""

from __future__ import annotations

from dataclasses import dataclass

from orchtui.domain.digest import Texts
from orchtui.domain.flow import Reply
from orchtui.domain.prompts import cut_to, given_to, sent_digest, system_prompt, user_prompt
from orchtui.domain.recipe import Recipe
from orchtui.domain.state import Attempt, RunState


@dataclass(frozen=True, slots=True)
class Prompt:
    """What an agent was told; `exact` when these are the words that were sent."""

    system: str
    user: str
    exact: bool


def prompt_of(
    recipe: Recipe, state: RunState, texts: Texts, path: str, attempt: int
) -> Prompt | None:
    """The prompt of a step's attempt (from 1), if it had one."""
    step = state.steps[path]
    if attempt > len(step.attempts) or state.started is None:
        return None
    agent = recipe.agents[step.agent]
    task = texts.read(state.started.task)
    tried = step.attempts[attempt - 1]
    says = texts.read(tried.says or step.planned.says)
    inputs = [_reply(state, texts, given) for given in step.inputs]
    words = [texts.read(word) for word in tried.words]
    system = system_prompt(agent)
    mend = _mend(step.attempts, attempt)
    room = None if step.planned.whole else agent.context.tokens
    seen, _ = cut_to(room, given_to(agent, inputs))
    user = user_prompt(agent, task, says, seen, mend, words)
    return Prompt(system, user, tried.asked.sent == sent_digest(system, user))


def _reply(state: RunState, texts: Texts, path: str) -> Reply:
    step = state.steps[path]
    text = texts.read(step.reply.text) if step.reply else ""
    return Reply(path, step.agent, text, "", missing="" if step.reply else step.error)


def _mend(attempts: list[Attempt], attempt: int) -> str:
    """What the agent was told to mend: the last rejection, unless it was asked afresh since."""
    mend = ""
    for number, each in enumerate(attempts[:attempt], start=1):
        if each.asked.because.startswith(("fallback", "retried")):
            mend = ""
        if number < attempt and each.rejected:
            mend = each.rejected
    return mend
