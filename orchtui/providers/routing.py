"""Sends each request to who answers it: the function it names, or else whatever the run has."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import cache

from orchtui.domain.model import Answer, Hear, Model
from orchtui.domain.prompts import Request
from orchtui.domain.recipe import PYTHON


class Routing:
    """Functions beside another model, which is not made before it is needed.

    `rehearsed` are the agents in whose functions' place the other one answers, as free of charge.
    """

    def __init__(
        self,
        functions: Model,
        others: Callable[[], Model],
        rehearsed: Collection[str] = (),
    ) -> None:
        self._functions, self._others, self._rehearsed = functions, cache(others), rehearsed

    async def answer(self, request: Request, hear: Hear) -> Answer:
        if not request.model.name.startswith(PYTHON):
            return await self._others().answer(request, hear)
        if request.agent not in self._rehearsed:
            return await self._functions.answer(request, hear)
        answer = await self._others().answer(request, hear)
        return replace(answer, read=0, wrote=0, cost=0)

    async def close(self) -> None:
        """Nothing: those it sends to belong to others."""
