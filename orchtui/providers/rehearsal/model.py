"""The rehearsal model itself: from a request to what is heard of it, when, and at what price."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Final

from orchtui.domain.clock import Clock
from orchtui.domain.data import Parameter
from orchtui.domain.model import Answer, Hear
from orchtui.domain.prompts import Request, tokens_about
from orchtui.domain.recipe import Recipe
from orchtui.providers.rehearsal.chaos import Altered, Broken, struck
from orchtui.providers.rehearsal.invention import invented
from orchtui.providers.rehearsal.pace import CHARACTERS_A_TOKEN, delivery
from orchtui.providers.rehearsal.script import line_for, script

# Longer than any limit somebody would set, and still an end.
_SILENCE: Final = 86_400.0


class Rehearsal:
    """Answers in place of every model of a recipe, the same each time it is asked the same."""

    def __init__(
        self,
        recipe: Recipe,
        parameters: Mapping[str, Parameter],
        seed: int,
        clock: Clock,
        chaos: Mapping[str, float],
    ) -> None:
        self._script = script(recipe, parameters)
        self._seed = seed
        self._clock = clock
        self._chaos = chaos

    async def answer(self, request: Request, hear: Hear) -> Answer:
        rng = Random(f"{self._seed}/{request.path}/{request.attempt}")
        fault = struck(self._chaos, rng)
        text = self._words(request, rng)
        if isinstance(fault, Altered):
            text = fault.alter(text, request.schema, rng)
        text = text[: request.max_tokens * CHARACTERS_A_TOKEN]
        if isinstance(fault, Broken):
            await self._break(fault, text, request, hear, rng)
        await self._say(text, request, hear, rng)
        return _whole(text, request)

    async def close(self) -> None:
        pass

    def _words(self, request: Request, rng: Random) -> str:
        if lines := self._script.get(request.agent):
            return line_for(request.path, lines, request.agent, request.turn)
        return invented(request.schema, request.user, rng)

    async def _say(self, text: str, request: Request, hear: Hear, rng: Random) -> None:
        for seconds, piece in delivery(text, request.model.name, rng):
            await self._clock.sleep(seconds)
            if piece:
                hear(piece)

    async def _break(
        self, fault: Broken, text: str, request: Request, hear: Hear, rng: Random
    ) -> None:
        await self._say(text[: len(text) // 2] if fault.midway else "", request, hear, rng)
        if fault.silent:
            await self._clock.sleep(_SILENCE)
        raise fault.error(request.model.name)


def _whole(text: str, request: Request) -> Answer:
    model = request.model
    read, wrote = tokens_about(request.system) + tokens_about(request.user), tokens_about(text)
    cost = model.price(read, wrote) if model.priced else None
    return Answer(text, read, wrote, cost, model.name)
