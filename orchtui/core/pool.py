"""Steps in the order they are over, for flows that react to what came first.

    async with flow.pool() as pool:
        pool.add(flow.ask("scout"), flow.ask("scout"))
        async for handle, reply in pool: ...

A context, not a generator: what is still open on leaving is let go at once.
"""

from __future__ import annotations

import asyncio
from collections import deque

from orchtui.core.loop import FlowLoop
from orchtui.core.step import Step
from orchtui.core.waiting import Waiting
from orchtui.domain.flow import FlowMisuse, Handle, Reply


class Pool:
    """Open steps, and those that are over and not yet taken."""

    def __init__(self, waiting: Waiting, loop: FlowLoop) -> None:
        self._waiting, self._loop = waiting, loop
        self._open: dict[Step, None] = {}
        self._over: deque[Step] = deque()
        self._woken: asyncio.Future[None] | None = None

    def add(self, *steps: Handle) -> None:
        """Want these too."""
        for step in steps:
            if not isinstance(step, Step):
                raise FlowMisuse("a pool takes what flow.ask gave")
            self._open[step] = None
            if step.over:
                self._tell(step)
            else:
                self._waiting.watch(step, self._tell)

    async def __aenter__(self) -> Pool:
        return self

    async def __aexit__(self, *_: object) -> None:
        for step in self._open:
            self._waiting.unwatch(step, self._tell)
        self._open.clear()

    def __aiter__(self) -> Pool:
        return self

    async def __anext__(self) -> tuple[Step, Reply | None]:
        """The next step that is over, with its reply if it has one."""
        if not self._open:
            raise StopAsyncIteration
        while not self._over:
            self._woken = self._loop.create_future()
            await self._woken
        step = self._over.popleft()
        del self._open[step]
        self._waiting.delivered([step])
        return step, step.reply

    def _tell(self, step: Step) -> None:
        self._over.append(step)
        if self._woken is not None and not self._woken.done():
            self._woken.set_result(None)
