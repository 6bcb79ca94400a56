"""Opening the connection that writes: pragmas, the schema, and what to wait for."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from time import monotonic, sleep

from orchtui.errors import JournalError
from orchtui.journal.sqlite import open_files
from orchtui.journal.sqlite.guard import admit, refuse_newer
from orchtui.journal.sqlite.schema import migrate, version

_OLDEST = (3, 35, 0)  # UPDATE … FROM, RETURNING
_SHORT_REST = 0.01


def address_for(path: Path, mode: str) -> str:
    """The driver's address of an existing file."""
    return f"{path.absolute().as_uri()}?mode={mode}"


def connect(path: Path, durable: bool, patience: float) -> sqlite3.Connection:
    """A connection to a database that is ours, made or brought up to date if need be."""
    if sqlite3.sqlite_version_info < _OLDEST:
        raise JournalError(
            f"SQLite {sqlite3.sqlite_version} is too old; 3.35 or newer is needed. Use a Python "
            "that was built with a newer one."
        )
    with open_files.alone():
        return _connected(path, durable, patience)


def _connected(path: Path, durable: bool, patience: float) -> sqlite3.Connection:
    admit(path)
    _refuse_newer_in_log(path, patience)
    until = monotonic() + patience
    while True:
        try:
            return _prepared(path, durable, patience)
        except sqlite3.OperationalError as error:
            # To turn to WAL needs the file alone, and that SQLite does not wait for.
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > until:
                raise
            sleep(_SHORT_REST)


def connect_beside(path: Path) -> sqlite3.Connection:
    """A second connection to a database that is open already: it waits for nobody, and leaves
    moving the log into the file to the first, so that a commit over it is quick or refused.
    """
    connection = sqlite3.connect(
        address_for(path, "rw"), uri=True, isolation_level=None, timeout=0, check_same_thread=False
    )
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA wal_autocheckpoint = 0")
    return connection


def _refuse_newer_in_log(path: Path, patience: float) -> None:
    """A newer format may stand in the log alone; look without the right to write it back."""
    if path.stat().st_size == 0 or not path.with_name(path.name + "-wal").exists():
        return
    connection = sqlite3.connect(address_for(path, "ro"), uri=True, timeout=patience)
    try:
        refuse_newer(path, version(connection))
    finally:
        connection.close()


def _prepared(path: Path, durable: bool, patience: float) -> sqlite3.Connection:
    connection = sqlite3.connect(
        address_for(path, "rw"),
        uri=True,
        isolation_level=None,
        timeout=patience,
        factory=open_files.Known,
    )
    connection.know(path)
    try:
        migrate(connection)
        (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        if mode != "wal":
            raise JournalError(
                f"The file system of {path} cannot hold a database that several processes use. "
                "Name one on a local disk with `--db`."
            )
        connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
        connection.execute("SELECT 1 FROM run, turn, blob LIMIT 1")
    except BaseException:
        connection.close()
        raise
    return connection
