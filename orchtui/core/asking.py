"""From a step to the request that asks for it: which model, what it is told, what it may cost."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from orchtui.core.step import Step
from orchtui.domain.digest import digest_of, fingerprint
from orchtui.domain.events import Candidate, RunStarted
from orchtui.domain.limits import DEFAULT_MAX_TOKENS, DEFAULT_SECONDS
from orchtui.domain.recipe import GIVEN_TASK, Agent, Recipe
from orchtui.domain.request import (
    Request,
    sent_digest,
    system_prompt,
    tokens_at_most,
    user_prompt,
)


class Asking:
    """Builds requests for one run."""

    def __init__(self, recipe: Recipe, started: RunStarted, task: str) -> None:
        self._tiers: Mapping[str, tuple[Candidate, ...]] = started.tiers
        self._task, self._seed = task, started.seed
        self._system: dict[str, tuple[str, int]] = {}
        self._agents: dict[str, bytes] = {}
        for agent in recipe.agents.values():
            system = system_prompt(agent)
            self._system[agent.name] = system, tokens_at_most(system)
            self._agents[agent.name] = self._definition(agent)

    def _definition(self, agent: Agent) -> bytes:
        """What an agent's part in an answer is; the wording of prompts is not in it."""
        models = [candidate.name for candidate in self._tiers.get(agent.model, ())]
        reply = agent.reply.json_schema() if agent.reply else None
        named = [agent.name, agent.does, agent.instructions, *agent.given, *agent.skills]
        asked = [agent.temperature, agent.limits.max_tokens, *models]
        examples = [[example.asked, example.replied] for example in agent.examples]
        task = self._task if GIVEN_TASK in agent.given else ""
        return digest_of([named, asked, examples, reply, fingerprint(task.encode())]).encode()

    def candidate(self, step: Step) -> Candidate:
        """The model that answers this attempt."""
        agent = step.agent_of
        return self._tiers[agent.fallback if step.fell_back else agent.model][0]

    def digest(self, step: Step) -> str:
        """The name of what is asked: same path and same digest, same answer."""
        parts = [self._agents[step.agent], step.says.encode()]
        parts += [given.reply.digest.encode() for given in step.inputs if given.reply]
        if step.limits.max_tokens is not None:
            parts.append(str(step.limits.max_tokens).encode())
        return fingerprint(b"\0".join(hashlib.sha256(part).digest() for part in parts))

    def request(self, step: Step) -> Request:
        """The request of the step's next attempt."""
        agent = step.agent_of
        system, _ = self._system[agent.name]
        inputs = [given.reply for given in step.inputs if given.reply]
        user = user_prompt(agent, self._task, step.says, inputs, step.mend)
        limits = step.limits.over(agent.limits)
        return Request(
            path=step.path,
            agent=agent.name,
            attempt=step.attempt + 1,
            model=self.candidate(step),
            system=system,
            user=user,
            max_tokens=limits.max_tokens or DEFAULT_MAX_TOKENS,
            digest=step.digest or self.digest(step),
            seed=self._seed,
            temperature=agent.temperature,
            schema=agent.reply,
            seconds=limits.seconds or DEFAULT_SECONDS,
            sent=sent_digest(system, user),
        )

    def at_most(self, request: Request) -> tuple[int, int]:
        """What the request may cost and how many tokens it may use, counted to the safe side."""
        read = self._system[request.agent][1] + tokens_at_most(request.user)
        return request.model.price(read, request.max_tokens), read + request.max_tokens
