"""An event loop with nothing but a queue: it runs a flow's coroutines until none can go on.

It has no clock and no sockets, so a coroutine that awaits anything of the real world fails at once
and is told to wait through the flow instead.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections import deque
from collections.abc import Callable, Coroutine, Generator
from typing import Any, NoReturn, TypeVar, cast

from orchtui.domain.flow import FlowMisuse

T = TypeVar("T")

_ADVICE = "inside a flow, wait only for what `flow` gives: no sleeping, no files, no network"


class FlowTask(asyncio.Task[T]):
    """A task that hashes by its number: task groups keep sets, and when one is left, the order in
    which its tasks are cancelled must be the same in every process.
    """

    def __init__(
        self,
        number: int,
        coro: Generator[Any, None, T] | Coroutine[Any, Any, T],
        loop: asyncio.AbstractEventLoop,
        name: str | None,
        context: contextvars.Context | None,
    ) -> None:
        self.number = number
        super().__init__(coro, loop=loop, name=name, context=context)

    def __hash__(self) -> int:
        return self.number


class FlowLoop:
    """Runs coroutines, and only that; `now` is the time of the observation that woke it.

    It is as much of asyncio's event loop as tasks, futures and task groups need. Whatever else is
    asked of it, somebody in a flow reached for the real world.
    """

    def __init__(self) -> None:
        self.now = 0.0
        self._started = 0
        self.tasks: set[asyncio.Task[Any]] = set()
        self._ready: deque[tuple[Callable[..., object], tuple[Any, ...], contextvars.Context]]
        self._ready = deque()

    def get_debug(self) -> bool:
        return False

    def time(self) -> float:
        return self.now

    def is_running(self) -> bool:
        return True

    def call_soon(
        self,
        callback: Callable[..., object],
        *args: Any,
        context: contextvars.Context | None = None,
    ) -> None:
        self._ready.append((callback, args, context or contextvars.copy_context()))

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("_"):
            raise AttributeError(name)
        raise FlowMisuse(_ADVICE)

    def create_future(self) -> asyncio.Future[Any]:
        return asyncio.Future(loop=self._as_loop)

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """What a flow leaves behind is told by the run's outcome, not on a console."""

    def create_task(
        self,
        coro: Generator[Any, None, T] | Coroutine[Any, Any, T],
        *,
        name: str | None = None,
        context: contextvars.Context | None = None,
    ) -> asyncio.Task[T]:
        self._started += 1
        task: FlowTask[T] = FlowTask(self._started, coro, self._as_loop, name, context)
        # Tasks of all live runs hash alike: in asyncio's own set of all tasks, which nobody asks of
        # a flow's, each new one would be compared with the others.
        asyncio._unregister_task(task)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    @property
    def _as_loop(self) -> asyncio.AbstractEventLoop:
        return cast("asyncio.AbstractEventLoop", self)

    def drain(self) -> None:
        """Run until no coroutine can go on."""
        ready = self._ready
        if not ready:
            return
        outer = asyncio._get_running_loop()
        asyncio._set_running_loop(self._as_loop)
        try:
            while ready:
                callback, args, context = ready.popleft()
                context.run(callback, *args)
        finally:
            asyncio._set_running_loop(outer)
