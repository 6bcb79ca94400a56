"""From a step to the request for it: which model, which prompt, what it may cost at most."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from orchtui.core.steps import Step
from orchtui.domain.digest import digest_of, fingerprint
from orchtui.domain.events import Candidate, RunStarted
from orchtui.domain.flow import Reply
from orchtui.domain.limits import DEFAULT_MAX_TOKENS, DEFAULT_SECONDS, Limits
from orchtui.domain.prompts import (
    Request,
    cut_to,
    given_to,
    sent_digest,
    system_prompt,
    tokens_at_most,
    user_prompt,
)
from orchtui.domain.recipe import GIVEN_TASK, Agent


class _Part(NamedTuple):
    """An agent's part in every request: what never changes within a run."""

    system: str
    tokens: int
    definition: str


class RequestBuilder:
    """The requests of one run, built from its steps."""

    def __init__(self, started: RunStarted, task: str, words: dict[str, list[str]]) -> None:
        self._new_words = words
        self._tiers: Mapping[str, tuple[Candidate, ...]] = started.tiers
        self._task, self._seed = task, started.seed
        self._parts: dict[str, _Part] = {}
        self.downgraded = False

    def _part(self, agent: Agent) -> _Part:
        part = self._parts.get(agent.name)
        if part is None:
            system = system_prompt(agent)
            part = _Part(system, tokens_at_most(system), self._definition(agent))
            self._parts[agent.name] = part
        return part

    def _definition(self, agent: Agent) -> str:
        """What an agent's part in an answer is; the wording of prompts is not in it."""
        models = [candidate.answers_as for candidate in self._tiers.get(agent.model, ())]
        reply = agent.reply.json_schema() if agent.reply else None
        told = [agent.name, agent.does, agent.instructions, *agent.given, *agent.skills]
        asked = [agent.temperature, agent.limits.max_tokens, agent.context.tokens, *models]
        examples = [[example.asked, example.replied] for example in agent.examples]
        task = self._task if GIVEN_TASK in agent.given else ""
        return digest_of([told, asked, examples, reply, fingerprint(task.encode())])

    def _digest(
        self, step: Step, part: _Part, limits: Limits, given: Sequence[Reply], words: Sequence[str]
    ) -> str:
        """The name of what is asked: same path and same digest, same answer."""
        own = "" if limits is step.agent_of.limits else str(limits.max_tokens)
        if step.temperature is not None:
            own += f" {step.temperature:g}"
        inputs = [reply.digest for reply in given]
        edit = step.edit
        person = [*words]
        if edit is not None:
            person += [edit.instruction, edit.model, str(edit.temperature)]
        told = (part.definition, own, step.instruction, *inputs, *person)
        return fingerprint("".join([f"{len(each)}:{each}" for each in told]).encode())

    def _words(self, step: Step) -> list[str]:
        """Return what people said to the agent since its last prompt, and what this step holds."""
        if not self._new_words:
            return step.words
        names = dict.fromkeys((step.agent, step.path))  # they may be the same
        return [*step.words, *(word for name in names for word in self._new_words.get(name, ()))]

    def requested(self, step: Step) -> None:
        """Note that the step is requested: its prompt holds all words said to it so far."""
        if self._new_words:
            step.words = self._words(step)
            self._new_words.pop(step.agent, None)
            self._new_words.pop(step.path, None)

    def request(self, step: Step) -> Request:
        """The request of the step's next attempt."""
        agent = step.agent_of
        part = self._part(agent)
        given = given_to(agent, [each.reply for each in step.inputs if each.reply])
        edit = step.edit
        says = edit.instruction or step.instruction if edit else step.instruction
        words = self._words(step)
        seen, left_out = cut_to(None if step.whole else agent.context.tokens, given)
        user = user_prompt(agent, self._task, says, seen, step.problem, words)
        tier = self._tier(step)
        heat = agent.temperature if step.temperature is None else step.temperature
        if edit is not None and edit.temperature is not None:
            heat = edit.temperature
        limits = step.limits.over(agent.limits) if step.limits else agent.limits
        return Request(
            path=step.path,
            agent=agent.name,
            attempt=step.attempt + 1,
            model=self._tiers[tier][0],
            system=part.system,
            user=user,
            max_tokens=limits.max_tokens or DEFAULT_MAX_TOKENS,
            digest=step.digest or self._digest(step, part, limits, given, words),
            sent=sent_digest(part.system, user),
            seed=self._seed,
            temperature=heat,
            schema=agent.reply,
            seconds=limits.seconds or DEFAULT_SECONDS,
            task=self._task if GIVEN_TASK in agent.given else "",
            says=says,
            inputs=tuple(given),
            trimmed=left_out,
            turn=step.turn,
        )

    def _tier(self, step: Step) -> str:
        """The tier that answers: what a person chose, the fallback, or the agent's own."""
        agent = step.agent_of
        if step.fell_back:
            return agent.fallback
        if step.edit and step.edit.model:
            return step.edit.model
        return self._cheaper(agent.model) or agent.model if self.downgraded else agent.model

    def _cheaper(self, than: str) -> str:
        """The run's cheapest tier, if it is cheaper than this one."""
        models = {name: tier[0] for name, tier in self._tiers.items() if not tier[0].code}
        prices = {name: _price(model) for name, model in models.items()}
        cheapest = min(prices, key=lambda name: prices[name], default=than)
        return cheapest if than in prices and prices[cheapest] < prices[than] else ""

    def has_cheaper(self, step: Step) -> bool:
        """Whether the step could be asked of a cheaper model than it is now."""
        return bool(self._cheaper(self._tier(step)))

    def at_most(self, request: Request) -> tuple[int, int]:
        """What the request may cost and how many tokens it may use, counted to the safe side."""
        if request.model.code:  # nobody reads tokens there
            return 0, 0
        read = self._parts[request.agent].tokens + tokens_at_most(request.user)
        return request.model.price(read, request.max_tokens), read + request.max_tokens


def _price(candidate: Candidate) -> float:
    """What a token read and a token written cost; what nobody knows is dear."""
    if candidate.read_price is None or candidate.write_price is None:
        return math.inf
    return candidate.read_price + candidate.write_price
