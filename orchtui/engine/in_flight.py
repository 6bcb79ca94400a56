"""The calls of one run that are in flight: begun, ended, and shown out where they will not end.

Every call is a task of its own that lands exactly once: with what was heard of it, or as abandoned
after its grace. No task is left when its run is; whose run it is and what that records is told to
callbacks.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from contextvars import Context, copy_context
from dataclasses import dataclass

from orchtui.domain import events as e

Key = tuple[str, int]
"""A step's path and the number of its attempt."""


@dataclass(slots=True)
class _Flight:
    task: asyncio.Task[e.Over]
    context: Context
    grace: asyncio.TimerHandle | None = None


class InFlight:
    """The calls of one run; `grace` is in real seconds, whatever clock the run goes by."""

    def __init__(
        self,
        grace: float,
        landed: Callable[[e.Over], None],
        abandoned: Callable[[Key], None],
        broke: Callable[[BaseException], None],
    ) -> None:
        self._grace, self._landed, self._abandoned, self._broke = grace, landed, abandoned, broke
        self._flights: dict[Key, _Flight] = {}

    def __len__(self) -> int:
        """How many there are."""
        return len(self._flights)

    def begin(self, key: Key, call: Coroutine[object, None, e.Over]) -> None:
        """Begin a call."""
        context = copy_context()
        task = asyncio.get_running_loop().create_task(call, context=context)
        self._flights[key] = _Flight(task, context)
        task.add_done_callback(lambda task: self._land(key, task))

    def end(self, key: Key) -> None:
        """Have a call end; if it has not within its grace, it is abandoned."""
        flight = self._flights.get(key)
        if flight is not None and flight.grace is None:
            loop = asyncio.get_running_loop()
            # Not before it has begun: a task that is cancelled sooner never tells how it ended.
            loop.call_soon(flight.task.cancel)
            flight.grace = loop.call_later(self._grace, self._abandon, key)

    async def close(self) -> None:
        """End whatever is left; nothing of it is told."""
        left = [flight.task for flight in self._flights.values()]
        try:
            for task in left:
                task.cancel()
            if left:
                await asyncio.wait(left, timeout=self._grace)
        finally:
            for key in list(self._flights):
                _show_out(self._flights.pop(key))

    def _land(self, key: Key, task: asyncio.Task[e.Over]) -> None:
        flight = self._flights.pop(key, None)
        if flight is None:  # it was shown out: whatever it says now comes too late
            if not task.cancelled():
                task.exception()
            return
        if flight.grace is not None:
            flight.grace.cancel()
        if task.cancelled():
            return
        if error := task.exception():
            self._broke(error)
        else:
            self._landed(task.result())

    def _abandon(self, key: Key) -> None:
        flight = self._flights.get(key)
        if flight is not None and not flight.task.done():
            _show_out(self._flights.pop(key))
            self._abandoned(key)


def _show_out(flight: _Flight) -> None:
    """End a call that ignores being cancelled: it goes no further from where it is.

    It is left by way of its `finally`s, so that connections close and what it holds is given back;
    whatever those raise, or one that would wait even there, is past help and held against nobody.
    """
    if flight.grace is not None:
        flight.grace.cancel()
    if not flight.task.done() and (coroutine := flight.task.get_coro()) is not None:
        with suppress(Exception):
            flight.context.run(coroutine.close)
        flight.task.cancel()
