"""Taking a run over: its epoch rises by one, and whoever had it before can write no more.

In the same transaction die the letters that were for its former process alone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from time import time

from orchtui.domain.state.summary import Summary
from orchtui.errors import OrchtuiError
from orchtui.journal import naming
from orchtui.journal.protocol import NewRun
from orchtui.journal.sqlite import letters
from orchtui.journal.sqlite.batch import SqliteLease
from orchtui.journal.sqlite.removal import mentions_of
from orchtui.journal.sqlite.rows import newest_ids
from orchtui.journal.sqlite.statements import transaction

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
            raise naming.no_such_run(run, newest_ids(connection))
        no, epoch, events, head, recipe, task, rehearsed, started, by = row
        if not changed:
            raise naming.already_claimed(run, by)
        letters.refuse(connection, run, no)
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
