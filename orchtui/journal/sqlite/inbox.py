"""Commands from other processes: letters to the owner of a run, and the answers to them.

An answer is written in the transaction of the turn that gives it, and a command that a turn holds
is not given to who takes the run up; so none is carried out twice, whoever is killed when.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import chain
from time import time

from orchtui.domain.events import CommandAnswered, CommandGiven, Turn, decode, encode_event
from orchtui.journal import run_lookup
from orchtui.journal.inbox import answers, not_come_to, taken_in
from orchtui.journal.sqlite.reader import Reader
from orchtui.journal.sqlite.rows import bodies, newest_ids
from orchtui.journal.sqlite.search_index import readable
from orchtui.journal.sqlite.statements import marks, transaction

_POST = "INSERT OR IGNORE INTO letter(id, run, at, command) VALUES (?, ?, ?, ?)"
_UNANSWERED = """SELECT run, command FROM letter
    WHERE answer IS NULL AND run IN ({}) ORDER BY rowid"""
_LEFT = "SELECT id FROM letter WHERE answer IS NULL AND run = ?"
_ANSWER = "UPDATE letter SET answer = ? WHERE id = ? AND answer IS NULL"
_HOLDS_A_COMMAND = b'"command.given"'


def post(connection: sqlite3.Connection, run: str, command: CommandGiven) -> None:
    """Leave a command for the process that has the run, which must be there."""
    with transaction(connection):
        if connection.execute("SELECT 1 FROM run WHERE id = ?", (run,)).fetchone() is None:
            raise run_lookup.no_such_run(run, newest_ids(connection))
        connection.execute(_POST, (command.id, run, time(), encode_event(command)))


def answer(connection: sqlite3.Connection, turns: Iterable[Turn]) -> None:
    """Answer the letters that these turns answer; within the caller's transaction."""
    for event in answers(chain.from_iterable(turn.events for turn in turns)):
        connection.execute(_ANSWER, (encode_event(event), event.id))


def refuse(connection: sqlite3.Connection, run: str, no: int) -> None:
    """Refuse the letters that no turn of the run holds; within the caller's transaction."""
    left = {name for (name,) in connection.execute(_LEFT, (run,))}
    if left:
        turns = (readable(body) for body in bodies(connection, no) if _HOLDS_A_COMMAND in body)
        for name in left - taken_in(chain.from_iterable(turns)):
            connection.execute(_ANSWER, (encode_event(not_come_to(name)), name))


async def unanswered(reader: Reader, runs: Sequence[str]) -> list[tuple[str, CommandGiven]]:
    """What these runs were asked and nothing has come of yet, oldest first."""
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
