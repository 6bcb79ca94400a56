"""Runs and turns as their rows say them, with the statements that read them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from orchtui.domain.events import Turn, decode
from orchtui.domain.state.summary import RunRow, Summary
from orchtui.journal.chain import ChainCheck, changed

RUNS = """SELECT id, recipe, task, rehearsed, started, updated, status, steps, done, cost, tokens,
    seconds, over, owner, epoch FROM run"""
NEWEST_FIRST = " ORDER BY started DESC, no DESC"
# For whoever named a run that is not there.
NEWEST_IDS = f"SELECT id FROM run{NEWEST_FIRST} LIMIT 200"
# Whatever somebody may have put in its place, a body is bytes.
BODY = "ifnull(CAST(turn.body AS BLOB), x'')"
# One statement, so that the run and its last turns are seen at the same moment.
TURNS = f"""SELECT run.events, run.head, turn.id & 0xFFFFFFFF, ifnull(CAST(turn.at AS REAL), 0),
    ifnull(CAST(turn.hash AS BLOB), x''), {BODY}
    FROM run LEFT JOIN turn ON turn.id >= (run.no << 32 | ?) AND turn.id < (run.no + 1) << 32
    WHERE run.id = ? ORDER BY turn.id LIMIT ?"""
_BODIES = f"SELECT {BODY} FROM turn WHERE id >= ? AND id < ?"

# Turns that are read and decoded in some 10 ms.
AT_ONCE = 1_000

Fields = Sequence[Any]


def number(fields: Fields) -> int:
    """The number of the first event of a turn in a row of `TURNS`."""
    return int(fields[2])


def bodies(connection: sqlite3.Connection, no: int) -> Iterator[bytes]:
    """A run's turns as they are stored."""
    return (body for (body,) in connection.execute(_BODIES, (no << 32, (no + 1) << 32)))


def newest_ids(connection: sqlite3.Connection) -> list[str]:
    """The newest runs."""
    return [run for (run,) in connection.execute(NEWEST_IDS)]


def run_row(fields: Fields) -> RunRow:
    """A row of `RUNS`."""
    run, recipe, task, rehearsed, started, updated, *progress, over, owner, epoch = fields
    status, steps, done, cost, tokens, seconds = progress
    return RunRow(
        id=run,
        recipe=recipe,
        task=task,
        rehearsed=bool(rehearsed),
        started=started,
        updated=updated,
        summary=Summary(status, steps, done, cost, tokens, seconds, bool(over)),
        owner=owner,
        epoch=epoch,
    )


class Reading:
    """A run's turns as their rows come in; from event 0 on, they must be all that were written."""

    def __init__(self, run: str, after: int) -> None:
        self.turns: list[Turn] = []
        self.next = after
        self._run = run
        self._chain = None if after else ChainCheck(run)

    def take(self, rows: Sequence[Fields]) -> bool:
        """Rows of `TURNS` from event `next` on; whether there may be more."""
        for _, _, number, at, kept, body in rows:
            if number is not None:
                self._turn(number, at, kept, body)
        if len(rows) == AT_ONCE:
            return True
        if self._chain:
            events, head, *_ = rows[0]
            self._chain.end(head, events)
        return False

    def _turn(self, number: int, at: float, kept: bytes, body: bytes) -> None:
        if self._chain:
            self._chain.follow(number, at, kept, body)
        try:
            turn = Turn(at, decode(body))
        except ValueError as error:
            raise changed(self._run, number) from error
        if self._chain:
            self._chain.passed(len(turn.events))
        self.next = number + max(1, len(turn.events))
        self.turns.append(turn)
