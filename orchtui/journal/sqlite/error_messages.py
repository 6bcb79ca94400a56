"""What the driver's errors mean to a person: one message each, with the way out."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orchtui.errors import JournalError

_DAMAGED = (
    "The database {path} is damaged. Restore it from a copy, or try "
    "`sqlite3 {path} .recover`; it was left as it is."
)
_CANNOT_WRITE = (
    "The database {path} may not be written. Mend the rights of the file and of its directory, "
    "or name another with `--db`."
)
_MESSAGES = {
    sqlite3.SQLITE_BUSY: "The database {path} is locked: another program has been writing to it "
    "for {patience:g} s. End that program, or name another database with `--db`.",
    sqlite3.SQLITE_FULL: "The disk is full: {path} cannot grow. Free some space (`orchtui prune` "
    "deletes old runs), then take the run up again with `orchtui resume`.",
    sqlite3.SQLITE_READONLY: _CANNOT_WRITE,
    sqlite3.SQLITE_PERM: _CANNOT_WRITE,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: "{path} is not a SQLite database. Name another with `--db`; this one "
    "was left as it is.",
    sqlite3.SQLITE_CANTOPEN: "The database {path} cannot be opened, or its directory is not "
    "writable. Mend the rights, or name another with `--db`.",
    sqlite3.SQLITE_IOERR: "The disk failed while {path} was used, or a quota is used up ({error}). "
    "See to the disk, then take the run up again with `orchtui resume`.",
}
_MESSAGES[sqlite3.SQLITE_LOCKED] = _MESSAGES[sqlite3.SQLITE_BUSY]
_OTHERWISE = (
    "The database {path} cannot be used as it is ({error}). `orchtui doctor` looks closer; `--db` "
    "names another."
)
PATIENCE = 5.0


def explained(error: sqlite3.Error, path: Path, patience: float = PATIENCE) -> JournalError:
    """The driver's error as orchtui says it."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    message = _MESSAGES.get(code, _OTHERWISE)
    return JournalError(message.format(path=path, error=error, patience=patience))


def closed(path: Path) -> JournalError:
    """What to say to who asks a journal that was closed."""
    return JournalError(f"The journal {path} is closed; open it again.")


@contextmanager
def explaining(path: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Within this, an error of the driver becomes a `JournalError`."""
    try:
        yield
    except sqlite3.Error as error:
        raise explained(error, path, patience) from error
