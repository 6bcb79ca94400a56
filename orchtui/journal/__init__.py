"""Where runs are kept: the `Journal` protocol, a store in memory and one in SQLite.

Importing this loads neither `sqlite3` nor `aiosqlite`; opening a database does.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from orchtui.journal.memory import MemoryJournal
from orchtui.journal.protocol import Journal, Lease, NewRun

if TYPE_CHECKING:
    from orchtui.journal.sqlite import SqliteJournal

__all__ = ["Journal", "Lease", "MemoryJournal", "NewRun", "open_journal"]


async def open_journal(path: str | Path, durable: bool = False) -> SqliteJournal:
    """Open the database, making it if it is not there; `durable` survives the loss of power."""
    from orchtui.journal.sqlite import SqliteJournal

    return await SqliteJournal.open(Path(path), durable=durable)
