"""Texts by their address: compressed, stored once, kept as long as a run mentions them.

A blob's `uses` is the number of runs whose turns mention it, no more and no less; a text that is
mentioned and never came has a row with nothing in it, so that the count holds for it too.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

from orchtui.domain.digest import address
from orchtui.errors import JournalError
from orchtui.journal.blob_references import address_of
from orchtui.journal.sqlite.statements import Row, execute_rows, marks

_INSERT = """INSERT INTO blob(key, uses, data) VALUES {rows} ON CONFLICT(key) DO UPDATE SET
    uses = uses + excluded.uses,
    data = CASE WHEN length(data) = 0 THEN excluded.data ELSE data END"""
AT_ONCE = 500
# A small window and little memory make a text of 1 KB as small in a seventh of the time.
_SMALL = 4096


def pack(text: str) -> bytes:
    """A text as it is stored."""
    data = text.encode()
    window, memory = (12, 5) if len(data) <= _SMALL else (15, 8)
    squeeze = zlib.compressobj(1, zlib.DEFLATED, window, memory)
    return squeeze.compress(data) + squeeze.flush()


def unpack(name: str, data: bytes | None) -> str:
    """The text that is stored under an address, proven to be the one that was."""
    if not data:
        raise JournalError(
            f"The text {name} is not in the journal, though a run mentions it. Restore the "
            "database from a copy, or delete the run with `orchtui rm`."
        )
    try:
        text = zlib.decompress(data).decode()
    except (zlib.error, UnicodeDecodeError):
        text = ""
    if address(text) != name:
        raise JournalError(
            f"The text {name} was changed: it is not what was written. Restore the database from "
            "a copy, or delete the run with `orchtui rm`."
        )
    return text


def store(
    connection: sqlite3.Connection, mentions: Iterable[set[bytes]], texts: Mapping[bytes, bytes]
) -> None:
    """Write packed texts, and count the runs that mention them; one set of keys a run."""
    uses: Counter[bytes] = Counter()
    for keys in mentions:
        uses.update(keys)
    every = sorted(uses.keys() | texts.keys())
    rows: list[Row] = [(key, uses[key], texts.get(key, b"")) for key in every]
    execute_rows(connection, _INSERT, rows)


def release(connection: sqlite3.Connection, keys: set[bytes]) -> None:
    """One run less mentions these; what nobody mentions is deleted."""
    rows = [(key,) for key in sorted(keys)]
    connection.executemany("UPDATE blob SET uses = uses - 1 WHERE key = ?", rows)
    connection.executemany("DELETE FROM blob WHERE key = ? AND uses <= 0", rows)


def select(count: int) -> str:
    """The statement that reads so many blobs by their keys."""
    return f"SELECT key, CAST(data AS BLOB) FROM blob WHERE key IN ({marks(count)})"


def readable(connection: sqlite3.Connection, keys: Sequence[bytes]) -> dict[str, str]:
    """The texts of these keys, but for those that are missing or were changed."""
    texts: dict[str, str] = {}
    for at in range(0, len(keys), AT_ONCE):
        some = keys[at : at + AT_ONCE]
        for key, data in connection.execute(select(len(some)), some):
            with suppress(JournalError):
                texts[address_of(key)] = unpack(address_of(key), data)
    return texts
