"""A thread and a loop of its own for what must never wait for its front, nor keep it waiting.

What lives there is opened, used and closed by one task of that loop; a front asks for work to be
done there and awaits the outcome on its own loop. Nothing else crosses but committed values.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Held = TypeVar("Held")


class Aside(Generic[Held]):
    """Something asynchronous that lives on a thread of its own."""

    def __init__(self, opened: AbstractAsyncContextManager[Held]) -> None:
        self._opened = opened
        self._front = asyncio.get_running_loop()
        self._ready: asyncio.Future[None] = self._front.create_future()
        self._closed: asyncio.Future[None] = self._front.create_future()
        self._tasks: set[asyncio.Future[Any]] = set()
        self._held: Held
        self._loop: asyncio.AbstractEventLoop
        self._end: asyncio.Event
        self._thread = threading.Thread(target=self._run, name="orchtui-engine", daemon=True)

    @property
    def held(self) -> Held:
        """What lives there; only what may be used by several threads is to be touched."""
        return self._held

    async def begin(self) -> None:
        """Open it; what goes wrong there is raised here."""
        self._thread.start()
        await self._ready

    async def do(self, work: Callable[[Held], Awaitable[T]]) -> T:
        """Have work done there. Cancelled once, it is cancelled there and its end is waited for."""
        done: asyncio.Future[T] = self._front.create_future()
        begun: list[asyncio.Future[T]] = []

        def begin() -> None:
            task = asyncio.ensure_future(_awaited(work, self._held))
            begun.append(task)
            self._tasks.add(task)
            task.add_done_callback(finished)

        def finished(task: asyncio.Future[T]) -> None:
            self._tasks.discard(task)
            self._tell(done, task)

        self._loop.call_soon_threadsafe(begin)
        try:
            return await asyncio.shield(done)
        except asyncio.CancelledError:
            if not done.done():
                self._loop.call_soon_threadsafe(lambda: [task.cancel() for task in begun])
                await asyncio.wait([done])
            raise

    def call(self, do: Callable[[], object]) -> None:
        """Have something done there at once; nobody waits for it."""
        with suppress(RuntimeError):  # it is closed: there is nothing left to do it to
            self._loop.call_soon_threadsafe(do)

    async def close(self) -> None:
        """Leave what is being done there in good order, and close it."""
        self.call(self._end.set)
        await self._closed

    def _run(self) -> None:
        try:
            asyncio.run(self._live())
        except BaseException as error:  # noqa: BLE001 - whatever it is, the front is to know
            opened = self._ready.done()
            self._settle(self._closed if opened else self._ready, error)
        else:
            self._settle(self._closed)

    async def _live(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        async with self._opened as self._held:
            self._settle(self._ready)
            await self._end.wait()
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _settle(self, future: asyncio.Future[None], error: BaseException | None = None) -> None:
        def settle() -> None:
            if future.done():
                return
            if error is not None:
                future.set_exception(error)
            else:
                future.set_result(None)

        with suppress(RuntimeError):  # the front's loop is closed: nobody is left to tell
            self._front.call_soon_threadsafe(settle)

    def _tell(self, done: asyncio.Future[T], task: asyncio.Future[T]) -> None:
        def settle() -> None:
            if done.done():
                return
            if task.cancelled():
                done.cancel()
            elif error := task.exception():
                done.set_exception(error)
            else:
                done.set_result(task.result())

        with suppress(RuntimeError):
            self._front.call_soon_threadsafe(settle)


async def _awaited(work: Callable[[Held], Awaitable[T]], held: Held) -> T:
    return await work(held)


@asynccontextmanager
async def aside(opened: AbstractAsyncContextManager[Held]) -> AsyncIterator[Aside[Held]]:
    """Have something live on a thread of its own while inside."""
    there = Aside(opened)
    await there.begin()
    try:
        yield there
    finally:
        await there.close()
