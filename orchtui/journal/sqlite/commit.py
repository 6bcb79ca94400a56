"""One group commit: encoded, chained and compressed first, then written in one transaction.

A run whose epoch is not the lease's any more is left out of it, all of it; the others are written.
All of this happens on the thread that writes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from time import time

from orchtui.domain.events import Turn, encode
from orchtui.domain.state.summary import Summary
from orchtui.errors import OrchtuiError
from orchtui.journal import run_lookup
from orchtui.journal.blob_references import key_of, mentioned
from orchtui.journal.chain import KEPT, link
from orchtui.journal.protocol import Lease
from orchtui.journal.sqlite import blobs, inbox
from orchtui.journal.sqlite.statements import Row, execute_rows, transaction


@dataclass(slots=True, eq=False)
class SqliteLease(Lease):
    """A lease, and which blobs its run mentions already (the thread that writes keeps it)."""

    mentioned: set[bytes] = field(default_factory=set)


@dataclass(slots=True, eq=False)
class Batch:
    """Appends in their order, and each run's summary as of the last of them."""

    runs: dict[SqliteLease, list[tuple[Turn, Mapping[str, str]]]] = field(default_factory=dict)
    then: list[tuple[SqliteLease, Callable[[], None]]] = field(default_factory=list)
    summaries: dict[SqliteLease, Summary] = field(default_factory=dict)
    turns: int = 0
    letters: int = 0

    def add(
        self,
        lease: SqliteLease,
        turn: Turn,
        texts: Mapping[str, str],
        then: Callable[[], None] | None,
    ) -> None:
        """Take one more turn."""
        entries = self.runs.get(lease)
        if entries is None:
            entries = self.runs[lease] = []
        entries.append((turn, texts))
        if then is not None:
            self.then.append((lease, then))
        self.turns += 1
        for text in texts.values():
            self.letters += len(text)

    def seal(self) -> None:
        """Ask every run for its summary; nothing is added after that."""
        self.summaries = {lease: lease.summarise() for lease in self.runs}


_COLUMNS = (
    "no, epoch, owner, updated, status, steps, done, cost, tokens, seconds, over, events, head"
)
_INSERT_RUNS = f"""INSERT OR IGNORE INTO run({_COLUMNS},
    id, recipe, task, rehearsed, started, indexed) VALUES {{rows}}"""
_UPDATE_RUN = """UPDATE run SET owner = ?3, updated = ?4, status = ?5, steps = ?6, done = ?7,
    cost = ?8, tokens = ?9, seconds = ?10, over = ?11, events = ?12, head = ?13
    WHERE no = ?1 AND epoch = ?2"""
_UPDATE_RUNS = """UPDATE run SET owner = v.column3, updated = v.column4, status = v.column5,
    steps = v.column6, done = v.column7, cost = v.column8, tokens = v.column9,
    seconds = v.column10, over = v.column11, events = v.column12, head = v.column13
    FROM (VALUES {rows}) AS v WHERE run.no = v.column1 AND run.epoch = v.column2"""
_INSERT_TURNS = "INSERT INTO turn(id, at, hash, body) VALUES {rows}"
_BEAT = """UPDATE run SET updated = v.column3
    FROM (VALUES {rows}) AS v WHERE run.no = v.column1 AND run.epoch = v.column2"""

Lost = list[tuple[SqliteLease, OrchtuiError]]


@dataclass(slots=True)
class _Part:
    """What one run adds."""

    lease: SqliteLease
    number: int
    events: int
    head: bytes
    turns: list[tuple[int, float, bytes, bytes]] = field(default_factory=list)
    mentions: set[bytes] = field(default_factory=set)
    texts: dict[bytes, bytes] = field(default_factory=dict)


class GroupCommit:
    """Commits batches over one connection, and keeps the runs it writes alive."""

    def __init__(self) -> None:
        self._live: set[SqliteLease] = set()

    def commit(self, connection: sqlite3.Connection, batch: Batch) -> Lost:
        """Write a batch; the leases that turned out to be lost."""
        packed: dict[bytes, bytes] = {}
        parts = [_prepare(lease, batch, packed) for lease in batch.runs if not lease.lost]
        lost: Lost = []
        with transaction(connection):
            _give_numbers(connection, parts)
            parts = _write_runs(connection, parts, batch, lost)
            rows: list[Row] = [
                (part.number << 32 | number, at, kept, body)
                for part in parts
                for number, at, kept, body in part.turns
            ]
            execute_rows(connection, _INSERT_TURNS, rows)
            texts = {key: data for part in parts for key, data in part.texts.items()}
            blobs.store(connection, (part.mentions for part in parts), texts)
            for part in parts:
                inbox.answer(connection, (turn for turn, _ in batch.runs[part.lease]))
        for part in parts:
            lease = part.lease
            lease.number, lease.events, lease.head = part.number, part.events, part.head
            lease.mentioned |= part.mentions
            if batch.summaries[lease].over:
                self._live.discard(lease)
            else:
                self._live.add(lease)
        return lost

    def keep_alive(self, lease: SqliteLease) -> None:
        """Beat for a run until it is over or lost."""
        self._live.add(lease)

    def beat(self, connection: sqlite3.Connection) -> Lost:
        """Say of every live run that its owner is; the leases that turned out to be lost."""
        now = time()
        live = [lease for lease in self._live.copy() if not lease.lost]
        rows: list[Row] = [(lease.number, lease.epoch, now) for lease in live]
        if not rows:
            return []
        with transaction(connection):
            if execute_rows(connection, _BEAT, rows) == len(rows):
                return []
            lost = [lease for lease in live if not _is_ours(connection, lease.number, lease.epoch)]
        return [(lease, run_lookup.taken_over(lease.run.id)) for lease in lost]


def _prepare(lease: SqliteLease, batch: Batch, packed: dict[bytes, bytes]) -> _Part:
    part = _Part(lease, lease.number, lease.events, lease.head)
    for turn, texts in batch.runs[lease]:
        body = encode(turn.events)
        part.head = link(part.head, turn.at, body)
        part.turns.append((part.events, turn.at, part.head[:KEPT], body))
        part.events += len(turn.events)
        part.mentions |= mentioned(body)
        for name, text in texts.items():
            key = key_of(name)
            if key not in lease.mentioned:
                data = packed.get(key)
                if data is None:
                    data = packed[key] = blobs.pack(text)
                part.texts[key] = data
    part.mentions -= lease.mentioned
    return part


def _give_numbers(connection: sqlite3.Connection, parts: Iterable[_Part]) -> None:
    new = [part for part in parts if part.number == 0]
    if new:
        last = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'run'").fetchone()
        for number, part in enumerate(new, (last[0] if last else 0) + 1):
            part.number = number


def _write_runs(
    connection: sqlite3.Connection, parts: list[_Part], batch: Batch, lost: Lost
) -> list[_Part]:
    now = time()
    new: list[Row] = []
    known: list[Row] = []
    for part in parts:
        summary = batch.summaries[part.lease]
        run = part.lease.run
        row: Row = (
            part.number,
            part.lease.epoch,
            "" if summary.over else run.owner,
            now,
            summary.status,
            summary.steps,
            summary.done,
            summary.cost,
            summary.tokens,
            summary.seconds,
            summary.over,
            part.events,
            part.head,
        )
        if part.lease.number:
            known.append(row)
        else:
            task = run_lookup.headline(run.task)
            new.append((*row, run.id, run.recipe, task, run.rehearsed, run.started, 0))
    written = execute_rows(connection, _INSERT_RUNS, new)
    if len(known) == 1:  # by far the most frequent, and twice as fast
        written += connection.execute(_UPDATE_RUN, known[0]).rowcount
    else:
        written += execute_rows(connection, _UPDATE_RUNS, known)
    return parts if written == len(parts) else _still_ours(connection, parts, lost)


def _still_ours(connection: sqlite3.Connection, parts: list[_Part], lost: Lost) -> list[_Part]:
    """Those parts whose run row was written; the others are lost."""
    ours = []
    for part in parts:
        if _is_ours(connection, part.number, part.lease.epoch):
            ours.append(part)
        else:
            say = run_lookup.taken_over if part.lease.number else run_lookup.id_is_taken
            lost.append((part.lease, say(part.lease.run.id)))
    return ours


def _is_ours(connection: sqlite3.Connection, number: int, epoch: int) -> bool:
    row = (number, epoch)
    found = connection.execute("SELECT 1 FROM run WHERE no = ? AND epoch = ?", row).fetchone()
    return found is not None
