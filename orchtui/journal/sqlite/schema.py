"""The tables, and how an older database becomes a newer one.

A database's `user_version` is the number of migrations it has been through; a migration, once
released, never changes. The search index is in the `search` tables alone, so its size can be told
apart from the record's.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from orchtui.journal.sqlite.statements import transaction

APPLICATION = 0x6F726368  # "orch", in the file's header

Migration = tuple[str, ...]

MIGRATIONS: tuple[Migration, ...] = (
    (
        # `no` is never given twice, or a stale lease would fit a later run.
        """CREATE TABLE run(
            no INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, recipe TEXT, task TEXT,
            rehearsed INTEGER, started REAL, updated REAL, status TEXT, steps INTEGER, done INTEGER,
            cost INTEGER, tokens INTEGER, seconds REAL, over INTEGER, owner TEXT, epoch INTEGER,
            events INTEGER, head BLOB, indexed INTEGER)""",
        # id: run.no << 32 | the number of the turn's first event
        "CREATE TABLE turn(id INTEGER PRIMARY KEY, at REAL, hash BLOB, body BLOB)",
        # uses: how many runs mention it; data: empty when it is mentioned but never came
        """CREATE TABLE blob(
            id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, uses INTEGER, data BLOB)""",
        # rowid: run.no << 32 | the number of the event that says it
        """CREATE VIRTUAL TABLE search USING fts5(
            text, content='', columnsize=0, tokenize='unicode61 remove_diacritics 2')""",
        # commands from other processes, and what came of them
        """CREATE TABLE letter(
            id TEXT PRIMARY KEY, run TEXT NOT NULL, at REAL, command BLOB, answer BLOB)""",
        "CREATE INDEX letter_open ON letter(run) WHERE answer IS NULL",
        f"PRAGMA application_id = {APPLICATION}",
    ),
)


def migrate(connection: sqlite3.Connection, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Bring a database up to date; several processes may try at once."""
    if version(connection) >= len(migrations):
        return
    with transaction(connection):
        for number, steps in enumerate(migrations, 1):
            if number > version(connection):
                for step in steps:
                    connection.execute(step)
                connection.execute(f"PRAGMA user_version = {number}")


def version(connection: sqlite3.Connection) -> int:
    """How many migrations a database has been through."""
    (number,) = connection.execute("PRAGMA user_version").fetchone()
    return int(number)
