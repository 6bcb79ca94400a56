"""Reading: one aiosqlite connection, opened when first needed and unable to write."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

import aiosqlite

from orchtui.journal.sqlite.connection import address_for
from orchtui.journal.sqlite.error_messages import closed, explaining
from orchtui.journal.sqlite.rows import Fields
from orchtui.journal.sqlite.statements import Value


class Reader:
    """Answers statements; each sees the database as of one moment."""

    def __init__(self, path: Path, patience: float) -> None:
        self._path, self._patience = path, patience
        self._connection: aiosqlite.Connection | None = None
        self._opening = asyncio.Lock()
        self._closed = False

    async def rows(self, statement: str, values: Iterable[Value] = ()) -> list[Fields]:
        """All rows of a statement."""
        with explaining(self._path, self._patience):
            connection = self._connection or await self._open()
            return list(await connection.execute_fetchall(statement, tuple(values)))

    async def _open(self) -> aiosqlite.Connection:
        async with self._opening:
            if self._closed:  # a connection opened now would never be let go of, nor its thread
                raise closed(self._path)
            if self._connection is None:
                connection = await aiosqlite.connect(
                    address_for(self._path, "rw"),
                    uri=True,
                    isolation_level=None,
                    timeout=self._patience,
                )
                self._connection = connection  # from here on `close` knows of it
                await connection.execute_fetchall("PRAGMA query_only = ON")
            return self._connection

    async def close(self) -> None:
        """Let go of the connection, if there is one; there will be none after that."""
        async with self._opening:
            self._closed = True
            if self._connection is not None:
                connection, self._connection = self._connection, None
                with explaining(self._path, self._patience):
                    await connection.close()
