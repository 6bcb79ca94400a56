"""Deleting runs: their turns, index entries and letters, and the blobs nobody else mentions.

One transaction a run, so that it is there or gone, and others may write in between.
"""

from __future__ import annotations

import sqlite3

from orchtui.journal.mentions import mentioned
from orchtui.journal.sqlite import blobs, index
from orchtui.journal.sqlite.rows import bodies
from orchtui.journal.sqlite.statements import transaction


def remove(connection: sqlite3.Connection, run: str) -> bool:
    """Delete a run; whether it was there."""
    with transaction(connection):
        row = connection.execute("SELECT no, indexed FROM run WHERE id = ?", (run,)).fetchone()
        if row is None:
            return False
        no, indexed = row
        span = (no << 32, (no + 1) << 32)
        index.drop_run(connection, no, indexed)
        blobs.release(connection, mentions_of(connection, no))
        connection.execute("DELETE FROM turn WHERE id >= ? AND id < ?", span)
        connection.execute("DELETE FROM letter WHERE run = ?", (run,))
        connection.execute("DELETE FROM run WHERE no = ?", (no,))
        return True


def mentions_of(connection: sqlite3.Connection, no: int) -> set[bytes]:
    """Every blob a run mentions."""
    keys: set[bytes] = set()
    for body in bodies(connection, no):
        keys |= mentioned(body)
    return keys
