"""Whether a file may be used as a database, found out before anything can write to it.

Only the file's first hundred bytes are read, by hand: a database of somebody else, of a newer
orchtui, or one cut short is refused as it was found.
"""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from orchtui.errors import JournalError
from orchtui.journal.sqlite import open_files
from orchtui.journal.sqlite.schema import APPLICATION, MIGRATIONS

_MAGIC = b"SQLite format 3\0"
_ELSE = "Name another with `--db`"


@dataclass(frozen=True, slots=True)
class _Header:
    page_size: int
    pages: int
    version: int
    application: int

    @classmethod
    def read(cls, data: bytes) -> _Header:
        page_size = int.from_bytes(data[16:18], "big")
        return cls(
            page_size=65536 if page_size == 1 else page_size,
            pages=int.from_bytes(data[28:32], "big"),
            version=int.from_bytes(data[60:64], "big"),
            application=int.from_bytes(data[68:72], "big"),
        )


def admit(path: Path) -> None:
    """Make the file if it is missing, with mode 0600; refuse it if it is not ours to write."""
    try:
        _admit(path)
    except PermissionError as error:
        raise JournalError(
            f"The database {path} may not be read or made ({error.strerror}). Mend the rights of "
            "the file and of its directory, or name another with `--db`."
        ) from error
    except OSError as error:
        raise JournalError(
            f"The database {path} cannot be opened ({error.strerror}). {_ELSE}."
        ) from error


def _admit(path: Path) -> None:
    if path.is_dir():
        raise JournalError(f"{path} is a directory, not a database. Name a file in it with `--db`.")
    if not path.parent.is_dir():
        raise JournalError(
            f"The directory {path.parent} is not there. Make it first (`mkdir -p`), or name "
            "another database with `--db`."
        )
    if not path.exists():
        _make(path)
        return
    if not path.is_file():
        raise JournalError(f"{path} is not an ordinary file. {_ELSE}.")
    if not open_files.is_open(path):  # else it was looked at, and may not be closed by hand
        _refuse_foreign(path)
    for place in (path, path.parent):
        if not os.access(place, os.W_OK):
            raise JournalError(
                f"The database {path} is read-only: {place} may not be written. Mend the rights, "
                "or name another with `--db`."
            )


def _make(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        _refuse_foreign(path)


def _refuse_foreign(path: Path) -> None:
    size, data = _look(path)
    if not data:
        path.chmod(0o600)
        return
    if not data.startswith(_MAGIC):
        raise JournalError(f"{path} is not a SQLite database. {_ELSE}; this one was left as it is.")
    if len(data) < 100:
        raise _cut_short(path)
    header = _Header.read(data)
    if header.application != APPLICATION:
        raise JournalError(
            f"{path} is a SQLite database of another program. {_ELSE}; this one was left as it is."
        )
    refuse_newer(path, header.version)
    # Another process may be making it right now: then a log is beside it, or a second look differs.
    if (
        size < header.page_size * header.pages
        and not _has_log(path)
        and _look(path) == (size, data)
    ):
        raise _cut_short(path)


def refuse_newer(path: Path, version: int) -> None:
    """Refuse what a newer orchtui has written."""
    if version > len(MIGRATIONS):
        raise JournalError(
            f"The database {path} was written by a newer orchtui (format {version}; this one knows "
            f"{len(MIGRATIONS)}). Upgrade orchtui, or name another database with `--db`."
        )


def _look(path: Path) -> tuple[int, bytes]:
    with path.open("rb") as file:
        data = file.read(100)
        return os.fstat(file.fileno()).st_size, data


def _has_log(path: Path) -> bool:
    logs = (path.with_name(path.name + ending) for ending in ("-wal", "-journal"))
    return any(log.exists() and log.stat().st_size > 0 for log in logs)


def _cut_short(path: Path) -> JournalError:
    return JournalError(
        f"The database {path} is cut short. Restore it from a copy, or name another with `--db`; "
        "it was left as it is."
    )


def driver() -> tuple[str, bool]:
    """Its version, and whether it has the full-text search that `orchtui runs --search` needs."""
    memory = sqlite3.connect(":memory:")
    try:
        options = {row[0] for row in memory.execute("PRAGMA compile_options")}
    finally:
        memory.close()
    return sqlite3.sqlite_version, "ENABLE_FTS5" in options
