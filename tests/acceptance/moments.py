"""Stopping at an exact moment of an exact commit, so that a process can be killed just there.

The driver's own connection class is extended: it sees every statement of every transaction, on
whichever thread it runs, and the code that is tested is the code that ships.
"""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Phase = Literal["before", "during", "after"]
PHASES: tuple[Phase, ...] = ("before", "during", "after")


@dataclass(frozen=True)
class Moment:
    """When to be killed: around the commit of this number, from 1, in a process's life.

    `during` is after so many statements of the transaction, at its `COMMIT` at the latest. Where
    it does not `hold`, the process only says that it is there and goes on: the kill may come in
    the midst of a write.
    """

    phase: Phase
    commit: int
    statement: int = 0
    hold: bool = True


def watch_for(moment: Moment, reached: Callable[[], None]) -> None:
    """From now on, every connection made in this process watches for the moment."""
    begun = 0

    class Watched(sqlite3.Connection):
        chosen = False
        statements = 0

        def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
            nonlocal begun
            if sql == "BEGIN IMMEDIATE":
                begun += 1
                self.chosen, self.statements = begun == moment.commit, 0
                if self.chosen and moment.phase == "before":
                    self._arrive()
            elif self.chosen and moment.phase == "during" and self._is_due(sql):
                self._arrive()
            cursor = super().execute(sql, parameters)
            if self.chosen and moment.phase == "after" and sql == "COMMIT":
                self._arrive()
            return cursor

        def _is_due(self, sql: str) -> bool:
            self.statements += 1
            return sql == "COMMIT" or self.statements > moment.statement

        def _arrive(self) -> None:
            self.chosen = False
            reached()
            while moment.hold:
                signal.pause()

    def connect(*args: Any, **options: Any) -> sqlite3.Connection:
        return plain(*args, **{"factory": Watched, **options})

    plain: Callable[..., sqlite3.Connection] = sqlite3.connect
    vars(sqlite3)["connect"] = connect
