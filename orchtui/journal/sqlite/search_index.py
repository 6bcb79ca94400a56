"""The full-text index over what runs say, built behind the writing.

Each run's `indexed` says how many of its events are in the index. An entry's rowid is its run's
number and its event's, and the text itself is not kept a second time: excerpts are cut from the
journal. `catch_up` goes on in small transactions, so that it never holds up a commit for long.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from orchtui.domain.digest import is_address
from orchtui.domain.events import AnyEvent, decode
from orchtui.journal.blob_references import key_of
from orchtui.journal.search import Phrase, Saying, sayings
from orchtui.journal.sqlite import blobs
from orchtui.journal.sqlite.rows import BODY
from orchtui.journal.sqlite.statements import transaction

AT_ONCE = 150
HITS = "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT ?"
SIZE = "SELECT (SELECT sum(length(block)) FROM search_data)"
TURN_OF = f"""SELECT run.id, turn.id & 0xFFFFFFFF, {BODY} FROM turn
    JOIN run ON run.no = turn.id >> 32 WHERE turn.id <= ?1 AND turn.id >= ?1 >> 32 << 32
    ORDER BY turn.id DESC LIMIT 1"""

_BEHIND = "SELECT no, indexed FROM run WHERE indexed < events ORDER BY no LIMIT 1"
_NEXT = f"""SELECT id & 0xFFFFFFFF, {BODY} FROM turn
    WHERE id >= ? AND id < ? ORDER BY id LIMIT ?"""
_ADD = "INSERT INTO search(rowid, text) VALUES(?, ?)"
_DROP = "INSERT INTO search(search, rowid, text) VALUES('delete', ?, ?)"

Entry = tuple[int, str]


def catch_up(connection: sqlite3.Connection) -> bool:
    """Index some of what is not yet; whether there may be more."""
    if connection.execute(_BEHIND).fetchone() is None:
        return False
    with transaction(connection):
        room = AT_ONCE
        while room > 0:
            behind = connection.execute(_BEHIND).fetchone()
            if behind is None:
                return False
            no, indexed = behind
            room -= _index_run(connection, no, indexed, room)
    return True


def _index_run(connection: sqlite3.Connection, no: int, indexed: int, most: int) -> int:
    span = (no << 32 | indexed, (no + 1) << 32, most)
    turns = connection.execute(_NEXT, span).fetchall()
    said, reached = _said(turns, indexed)
    connection.executemany(_ADD, _entries(connection, no, said))
    if len(turns) < most:  # all there are, even if the record was cut short
        connection.execute("UPDATE run SET indexed = events WHERE no = ?", (no,))
    else:
        connection.execute("UPDATE run SET indexed = ? WHERE no = ?", (reached, no))
    return max(1, len(turns))


def drop_run(connection: sqlite3.Connection, no: int, indexed: int) -> None:
    """Take a run's entries out again; its turns and blobs must still be there."""
    turns = connection.execute(_NEXT, (no << 32, no << 32 | indexed, -1)).fetchall()
    said, _ = _said(turns, 0)
    connection.executemany(_DROP, _entries(connection, no, said))


def _said(turns: Iterable[tuple[int, bytes]], reached: int) -> tuple[list[Saying], int]:
    said: list[Saying] = []
    for first, body in turns:
        events = readable(body)
        said.extend(sayings(events, first))
        reached = first + max(1, len(events))
    return said, reached


def readable(body: bytes) -> tuple[AnyEvent, ...]:
    """A turn's events; none if somebody changed them: reading says so, searching does without."""
    try:
        return decode(body)
    except ValueError:
        return ()


def _entries(connection: sqlite3.Connection, no: int, said: Sequence[Saying]) -> list[Entry]:
    keys = sorted({key_of(each.kept) for each in said if is_address(each.kept)})
    texts = blobs.readable(connection, keys)
    return [
        (no << 32 | each.number, texts.get(each.kept, "") if is_address(each.kept) else each.kept)
        for each in said
    ]


def expression(wanted: Sequence[Phrase]) -> str:
    """Phrases in the index's own language, quoted so that nothing typed can be an operator."""
    return " ".join(f'"{" ".join(each.words)}"{" *" if each.prefix else ""}' for each in wanted)
