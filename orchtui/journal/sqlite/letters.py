"""Commands from other processes: letters to the owner of a run, and the answers to them.

An answer is written in the transaction of the turn that holds the command, so that a command is
never carried out twice, whoever is killed when.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from time import time

from orchtui.domain.events import CommandAnswered, CommandGiven, Turn, decode, encode_event
from orchtui.journal import naming
from orchtui.journal.sqlite.claiming import known
from orchtui.journal.sqlite.reader import Reader
from orchtui.journal.sqlite.statements import marks, transaction

_POST = "INSERT OR IGNORE INTO letter(id, run, at, command) VALUES (?, ?, ?, ?)"
_UNANSWERED = """SELECT run, command FROM letter
    WHERE answer IS NULL AND run IN ({}) ORDER BY rowid"""
_ANSWER = "UPDATE letter SET answer = ? WHERE id = ?"


def post(connection: sqlite3.Connection, run: str, command: CommandGiven) -> None:
    """Leave a command for whoever owns the run, which must be there."""
    with transaction(connection):
        if connection.execute("SELECT 1 FROM run WHERE id = ?", (run,)).fetchone() is None:
            raise naming.no_such_run(run, known(connection))
        connection.execute(_POST, (command.id, run, time(), encode_event(command)))


def answer(connection: sqlite3.Connection, turns: Iterable[Turn]) -> None:
    """Answer the letters whose commands these turns hold; within the caller's transaction."""
    for turn in turns:
        if isinstance(turn.events[0], CommandGiven):
            for event in turn.events:
                if isinstance(event, CommandAnswered):
                    connection.execute(_ANSWER, (encode_event(event), event.id))


async def unanswered(reader: Reader, runs: Sequence[str]) -> list[tuple[str, CommandGiven]]:
    """What these runs have been asked and have not answered, oldest first."""
    found = await reader.rows(_UNANSWERED.format(marks(len(runs))), runs)
    letters = ((run, decode(b"[" + body + b"]")[0]) for run, body in found)
    return [(run, event) for run, event in letters if isinstance(event, CommandGiven)]


async def answer_to(reader: Reader, command: str) -> CommandAnswered | None:
    """What came of a command, once it is answered."""
    for (body,) in await reader.rows("SELECT answer FROM letter WHERE id = ?", (command,)):
        if body is not None:
            event = decode(b"[" + body + b"]")[0]
            return event if isinstance(event, CommandAnswered) else None
    return None
