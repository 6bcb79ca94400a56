"""The floor: the same work in bare asyncio, each step's result committed and acknowledged.

It knows no prompts, no limits, no events and no cancelling; a step is one row. What is appended
while a commit is under way, or in the same pass of the loop, makes up the next commit. The commit
is done on the loop's own thread, as little as can be, or by one thread that writes, as is usual.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import threading
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from queue import SimpleQueue

Rows = list[tuple[int, bytes]]
_LONG = 300


class Floor:
    """A table of results, and who waits for the next commit."""

    def __init__(self, path: Path, *, threaded: bool) -> None:
        self._loop = asyncio.get_running_loop()
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.execute("CREATE TABLE step(id INTEGER PRIMARY KEY, body BLOB)")
        self._threaded = threaded
        self._jobs: SimpleQueue[tuple[Rows, asyncio.Future[None]] | None] = SimpleQueue()
        self._number = 0
        self._rows: Rows = []
        self._committed: asyncio.Future[None] = self._loop.create_future()
        self._busy = False

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path, *, threaded: bool = False) -> AsyncIterator[Floor]:
        """Over a database of its own."""
        floor = cls(path, threaded=threaded)
        writer = threading.Thread(target=floor._work, daemon=True)
        writer.start()
        try:
            yield floor
        finally:
            floor._jobs.put(None)
            writer.join()
            floor._connection.close()

    async def keep(self, path: str, text: str) -> str:
        """A step's result, once it is committed."""
        body = json.dumps({"step": path, "text": text}).encode()
        self._number += 1
        self._rows.append((self._number, zlib.compress(body, 1) if len(body) > _LONG else body))
        if not self._busy:
            self._busy = True
            self._loop.call_soon(self._hand_over)
        await self._committed
        return text

    def _hand_over(self) -> None:
        rows, self._rows = self._rows, []
        committed, self._committed = self._committed, self._loop.create_future()
        if self._threaded:
            self._jobs.put((rows, committed))
        else:
            self._commit(rows)
            self._acknowledge(committed)

    def _commit(self, rows: Rows) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany("INSERT INTO step VALUES(?, ?)", rows)
        self._connection.execute("COMMIT")

    def _acknowledge(self, committed: asyncio.Future[None]) -> None:
        committed.set_result(None)
        self._busy = bool(self._rows)
        if self._busy:
            self._loop.call_soon(self._hand_over)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            rows, committed = job
            self._commit(rows)
            self._loop.call_soon_threadsafe(self._acknowledge, committed)
