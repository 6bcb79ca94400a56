"""Running statements: transactions, and many rows in few statements.

The interpreter may hand its lock to another thread at every step of a statement, and a busy loop
may keep it for milliseconds; so a thousand rows must not be a thousand steps.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import chain

MOST_ROWS = 64
Value = int | float | str | bytes | None
Row = tuple[Value, ...]


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of it, or nothing; nobody else writes meanwhile."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def execute_rows(connection: sqlite3.Connection, statement: str, rows: Sequence[Row]) -> int:
    """Run a statement whose `{rows}` are these; how many rows of the table it changed."""
    changed, at, left = 0, 0, len(rows)
    while left:
        size = min(MOST_ROWS, 1 << (left.bit_length() - 1))
        chunk = rows[at : at + size]
        sql = _with_rows(statement, size, len(chunk[0]))
        changed += connection.execute(sql, tuple(chain.from_iterable(chunk))).rowcount
        at, left = at + size, left - size
    return changed


@cache
def _with_rows(statement: str, rows: int, columns: int) -> str:
    row = "(" + ",".join("?" * columns) + ")"
    return statement.replace("{rows}", ",".join([row] * rows))


def marks(count: int) -> str:
    """Question marks for an `IN (…)`."""
    return ",".join("?" * count)
