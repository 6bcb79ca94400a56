"""Deleting runs: their turns, index entries and letters, and the blobs nobody else mentions.

One transaction a run, so that it is there or gone, and others may write in between.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from time import time

from orchtui.domain.state.summary import Summary
from orchtui.errors import OrchtuiError
from orchtui.journal import run_lookup
from orchtui.journal.blob_references import mentioned
from orchtui.journal.protocol import NewRun
from orchtui.journal.sqlite import blobs, inbox, search_index
from orchtui.journal.sqlite.commit import SqliteLease
from orchtui.journal.sqlite.rows import bodies, newest_ids
from orchtui.journal.sqlite.statements import transaction


def remove(connection: sqlite3.Connection, run: str) -> bool:
    """Delete a run; whether it was there."""
    with transaction(connection):
        row = connection.execute("SELECT no, indexed FROM run WHERE id = ?", (run,)).fetchone()
        if row is None:
            return False
        no, indexed = row
        span = (no << 32, (no + 1) << 32)
        search_index.drop_run(connection, no, indexed)
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


_CLAIM = "UPDATE run SET epoch = epoch + 1, owner = ?, updated = ? WHERE id = ? AND epoch = ?"
_CLAIMED = """SELECT no, epoch, events, head, recipe, task, rehearsed, started, owner
    FROM run WHERE id = ?"""


def claim(
    connection: sqlite3.Connection,
    run: str,
    epoch: int,
    owner: str,
    summarise: Callable[[], Summary],
    failed: Callable[[OrchtuiError], None],
) -> SqliteLease:
    """A lease on a run whose epoch still is `epoch`."""
    with transaction(connection):
        changed = connection.execute(_CLAIM, (owner, time(), run, epoch)).rowcount
        row = connection.execute(_CLAIMED, (run,)).fetchone()
        if row is None:
            raise run_lookup.no_such_run(run, newest_ids(connection))
        no, epoch, events, head, recipe, task, rehearsed, started, by = row
        if not changed:
            raise run_lookup.already_claimed(run, by)
        inbox.refuse(connection, run, no)
        return SqliteLease(
            NewRun(run, recipe, task, bool(rehearsed), started, owner),
            epoch,
            summarise,
            failed,
            number=no,
            events=events,
            head=head,
            mentioned=mentions_of(connection, no),
        )
