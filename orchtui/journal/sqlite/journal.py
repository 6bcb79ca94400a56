"""The SQLite journal as its users hold it: turns are collected here and committed in batches.

At most one batch is with the thread that writes; what is appended meanwhile makes up the next, so
one commit serves however many runs are busy. Going to a thread and back costs more than a small
commit does, and two threads that both compute hold each other up; so a batch is committed right
here as long as nobody else writes and no disk has to be waited for. That is three times as fast.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from time import monotonic

from orchtui.domain.events import CommandAnswered, CommandGiven, Turn
from orchtui.domain.state.summary import Found, RunRow, Summary
from orchtui.errors import JournalError, OrchtuiError
from orchtui.journal.commit_results import Answer, Answers, defect
from orchtui.journal.protocol import Lease, NewRun
from orchtui.journal.sqlite import connection, inbox, queries, run_rows, search_index
from orchtui.journal.sqlite.commit import Batch, GroupCommit, Lost, SqliteLease
from orchtui.journal.sqlite.error_messages import PATIENCE, closed
from orchtui.journal.sqlite.reader import Reader
from orchtui.journal.sqlite.writer_thread import Job, T, WriterThread

BEAT_SECONDS = 2.0
LAST_INDEXING_SECONDS = 0.5
# What may be committed on the loop's own thread: some 20 ms at most.
MOST_TURNS_HERE, MOST_LETTERS_HERE = 1000, 500_000
LOG_PAGES = 1000


class SqliteJournal:
    """A database file, open; it belongs to the loop it was opened on."""

    def __init__(self, path: Path, patience: float, beat: float) -> None:
        """Not open yet; `SqliteJournal.open` does both."""
        self.path = path
        self._commits = GroupCommit()
        self._thread = WriterThread(path, patience, self._commits.beat, self._beaten, beat)
        self._reader = Reader(path, patience)
        self._loop = asyncio.get_running_loop()
        self._batch = Batch()
        self._writing: Batch | None = None
        self._sealing = self._closed = False
        self._appended = 0
        self._answers = Answers()
        self._beside: sqlite3.Connection | None = None
        self._log_pages = 0

    @classmethod
    async def open(
        cls,
        path: Path,
        *,
        durable: bool = False,
        patience: float = PATIENCE,
        beat: float = BEAT_SECONDS,
    ) -> SqliteJournal:
        """Open a database; `patience` is how many seconds to wait for others who write."""
        journal = cls(path, patience, beat)
        await journal._thread.start(partial(connection.connect, path, durable, patience))
        if not durable:
            journal._beside = await journal.on_writer(lambda _: connection.connect_beside(path))
        return journal

    def create(
        self,
        run: NewRun,
        summarise: Callable[[], Summary],
        failed: Callable[[OrchtuiError], None],
    ) -> Lease:
        """Begin a run; it is on disk with its first turn."""
        return SqliteLease(run, 1, summarise, failed)

    async def claim(
        self,
        run: str,
        epoch: int,
        owner: str,
        summarise: Callable[[], Summary],
        failed: Callable[[OrchtuiError], None],
    ) -> Lease:
        """Take over a run whose epoch still is `epoch`."""

        def job(database: sqlite3.Connection) -> SqliteLease:
            lease = run_rows.claim(database, run, epoch, owner, summarise, failed)
            self._commits.keep_alive(lease)
            return lease

        await self._so_far()
        return await self.on_writer(job)

    def append(
        self,
        lease: Lease,
        turn: Turn,
        texts: Mapping[str, str],
        then: Callable[[], None] | None = None,
    ) -> None:
        """Hand over a turn and its blobs; the loop goes on at once."""
        if lease.lost:
            return
        if self._closed:
            raise closed(self.path)
        if not isinstance(lease, SqliteLease):
            raise TypeError("this lease was given by another kind of journal")
        self._batch.add(lease, turn, texts, then)
        self._appended += 1
        if self._writing is None and not self._sealing:
            self._sealing = True
            # At the end of this pass of the loop, so that what it brings forth goes together.
            self._loop.call_soon(self._hand_over)

    def _hand_over(self) -> None:
        self._sealing = False
        self._writing = batch = self._batch
        self._batch = Batch()
        try:
            batch.seal()
        except Exception as error:  # noqa: BLE001 - whoever waits must hear of it, not hang
            self._committed(defect(str(self.path), error))
            return
        lost = self._commit_here(batch)
        if lost is not None:
            self._committed(lost)
        else:
            self._log_pages = 0
            self._thread.post(partial(self._commits.commit, batch=batch), self._committed)

    def _commit_here(self, batch: Batch) -> Lost | None:
        """Commit on this thread if that is quick; `None` leaves it to the one that may wait."""
        if (
            self._beside is None
            or batch.turns > MOST_TURNS_HERE
            or batch.letters > MOST_LETTERS_HERE
            # Now and then the other thread has its turn, for only there the log is emptied.
            or self._log_pages >= LOG_PAGES
        ):
            return None
        self._log_pages += 4 + batch.turns // 3 + batch.letters // 4000
        try:
            return self._commits.commit(self._beside, batch)
        except Exception:  # noqa: BLE001 - the thread waits if it is locked, or says what is wrong
            return None

    def _committed(self, outcome: Lost | OrchtuiError) -> None:
        batch, self._writing = self._writing, None
        if batch is None:
            return
        if self._batch.turns:
            self._sealing = True
            self._loop.call_soon(self._hand_over)
        if isinstance(outcome, OrchtuiError):
            outcome = [(lease, outcome) for lease in batch.runs]
        answers = _failing(outcome)
        answers.extend(then for lease, then in batch.then if not lease.lost)
        self._answers.give(answers)

    def _beaten(self, outcome: Lost | OrchtuiError) -> None:
        """A run that stands still commits nothing: only here its owner learns that it lost it."""
        # A beat that fails is told by the next commit, which will fail too.
        if not isinstance(outcome, OrchtuiError):
            self._answers.give(_failing(outcome))

    @property
    def pending(self) -> int:
        """How many appended turns are not committed yet."""
        return self._batch.turns + (self._writing.turns if self._writing else 0)

    async def settled(self) -> None:
        """Return once nothing is pending: what was appended is committed or has failed."""
        await self._answers.until(lambda: not self.pending)

    async def _so_far(self) -> None:
        """Return once what was appended before this is committed or has failed.

        Unlike `settled` this ends however busy other runs are meanwhile.
        """
        so_far = self._appended
        await self._answers.until(lambda: self._appended - self.pending >= so_far)

    async def on_writer(self, job: Job[T]) -> T:
        """What a job gives that is done on the thread that writes, between commits."""
        if self._closed:
            raise closed(self.path)
        return await self._thread.run(job)

    async def find(self, name: str) -> RunRow:
        """The run by its id, a unique prefix of it, or `last`."""
        return await queries.find(self._reader, name)

    async def runs(
        self, *, status: str = "", limit: int | None = None, ids: Iterable[str] | None = None
    ) -> list[RunRow]:
        """Stored runs, newest first."""
        return await queries.runs(self._reader, status, limit, ids)

    async def turns(self, run: str, after: int = 0) -> list[Turn]:
        """The run's turns from event number `after` on; from 0, the hash chain is checked."""
        return await queries.turns(self._reader, run, after)

    async def texts(self, addresses: Iterable[str]) -> dict[str, str]:
        """The blobs by their addresses; all must be there."""
        return await queries.texts(self._reader, addresses)

    async def remove(self, runs: Sequence[str]) -> int:
        """Delete runs, and blobs and index entries nobody else needs."""
        await self._so_far()
        removed = 0
        for run in dict.fromkeys(runs):
            removed += await self.on_writer(partial(run_rows.remove, run=run))
        return removed

    async def search(self, words: str, limit: int = 50) -> list[Found]:
        """Where prompts and replies say these words, newest runs first."""
        await self._so_far()
        await self.catch_up()
        return await queries.search(self._reader, words, limit)

    async def post(self, run: str, command: CommandGiven) -> None:
        """Leave a command for the process that has the run."""
        await self.on_writer(partial(inbox.post, run=run, command=command))

    async def unanswered(self, runs: Sequence[str]) -> list[tuple[str, CommandGiven]]:
        """What these runs were asked and nothing has come of yet, oldest first."""
        return await inbox.unanswered(self._reader, runs)

    async def answer_to(self, command: str) -> CommandAnswered | None:
        """What came of a command, once it is answered."""
        return await inbox.answer_to(self._reader, command)

    async def catch_up(self, seconds: float | None = None) -> None:
        """Index what is not yet, for so long at most; commits go in between."""
        until = None if seconds is None else monotonic() + seconds
        while await self.on_writer(search_index.catch_up):
            if until is not None and monotonic() > until:
                return

    async def index_bytes(self) -> int:
        """How much of the database the search index takes."""
        return await queries.index_bytes(self._reader)

    async def close(self) -> None:
        """Commit what is left, index what can be in half a second, let go of the database."""
        if self._closed:
            return
        try:
            await self.settled()
            # What is committed is safe; a search will index what is not indexed now.
            with suppress(JournalError):
                await self.catch_up(LAST_INDEXING_SECONDS)
        finally:
            self._closed = True
            await self.settled()  # what was appended while the rest was indexed
            await self._reader.close()
            if self._beside is not None:
                self._beside.close()
            await self._thread.stop()


def _failing(lost: Lost) -> deque[Answer]:
    """What tells those who had these leases."""
    answers: deque[Answer] = deque()
    for lease, error in lost:
        if not lease.lost:
            lease.lost = True
            answers.append(partial(lease.failed, error))
    return answers
