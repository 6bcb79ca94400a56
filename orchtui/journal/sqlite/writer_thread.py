"""The thread that writes: it owns the connection, does one job after the other, and tells the loop.

A job is a function of the connection; what it gives, or why it failed, is handed to `done` on the
loop that the thread was started from. Between jobs, at most every `pause` seconds, it beats, and
what came of that is handed to `beaten`.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic
from typing import TypeVar

from orchtui.errors import OrchtuiError
from orchtui.journal.commit_results import defect
from orchtui.journal.sqlite.error_messages import explained

T = TypeVar("T")
Beat = TypeVar("Beat")
Job = Callable[[sqlite3.Connection], T]
Done = Callable[[T | OrchtuiError], None]
_Task = Callable[[sqlite3.Connection], None]


class WriterThread:
    """A connection and the one thread that may use it."""

    def __init__(
        self,
        path: Path,
        patience: float,
        beat: Job[Beat],
        beaten: Done[Beat],
        pause: float,
    ) -> None:
        self._path, self._patience = path, patience
        self._beat: _Task = lambda connection: self._tell(
            beaten, self._outcome(lambda: beat(connection))
        )
        self._pause = pause
        self._loop = asyncio.get_running_loop()
        self._tasks: SimpleQueue[_Task | None] = SimpleQueue()
        self._ended: asyncio.Future[None] | None = None

    async def start(self, connect: Callable[[], sqlite3.Connection]) -> None:
        """Begin, with a connection made on the thread; its failure is raised here."""
        ready: asyncio.Future[None] = self._loop.create_future()
        threading.Thread(
            target=self._work, args=(connect, _settle(ready)), name="orchtui-journal", daemon=True
        ).start()
        await ready

    def post(self, job: Job[T], done: Done[T]) -> None:
        """Have a job done after those posted before it."""

        def task(connection: sqlite3.Connection) -> None:
            self._tell(done, self._outcome(lambda: job(connection)))

        self._tasks.put(task)

    async def run(self, job: Job[T]) -> T:
        """What a job gives, once it is done."""
        result: asyncio.Future[T] = self._loop.create_future()
        self.post(job, _settle(result))
        return await result

    async def stop(self) -> None:
        """Do what was posted, then let go of the connection."""
        if self._ended is None:
            self._ended = self._loop.create_future()
            self.post(lambda connection: connection.close(), _settle(self._ended))
            self._tasks.put(None)
        await asyncio.shield(self._ended)

    def _work(self, connect: Callable[[], sqlite3.Connection], ready: Done[None]) -> None:
        connection = self._outcome(connect)
        if isinstance(connection, OrchtuiError):
            self._tell(ready, connection)
            return
        self._tell(ready, None)
        due = monotonic() + self._pause
        while True:
            try:
                task = self._tasks.get(timeout=max(0.0, due - monotonic()))
                if task is None:
                    return
                task(connection)
            except Empty:
                pass
            if monotonic() >= due:
                self._beat(connection)
                due = monotonic() + self._pause

    def _outcome(self, work: Callable[[], T]) -> T | OrchtuiError:
        try:
            return work()
        except OrchtuiError as error:
            return error
        except sqlite3.Error as error:
            failure = explained(error, self._path, self._patience)
            failure.__cause__ = error
            return failure
        except Exception as error:  # noqa: BLE001 - whoever waits must hear of it, not hang
            return defect(str(self._path), error)

    def _tell(self, done: Done[T], outcome: T | OrchtuiError) -> None:
        # A loop that was closed without closing the journal has nobody left to tell.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(done, outcome)


def _settle(future: asyncio.Future[T]) -> Done[T]:
    def done(outcome: T | OrchtuiError) -> None:
        if future.done():
            return
        if isinstance(outcome, OrchtuiError):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)

    return done
