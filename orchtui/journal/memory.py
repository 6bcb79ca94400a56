"""The journal without a disk: what tests and throw-away runs write to.

It keeps the contract of the SQLite one, group commits included: what is appended within one pass
of the loop is committed together, after it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, islice
from time import time

from orchtui.domain.events import CommandAnswered, CommandGiven, Turn, encode
from orchtui.domain.state.summary import Found, RunRow, Summary
from orchtui.errors import JournalError, OrchtuiError
from orchtui.journal import inbox, run_lookup
from orchtui.journal.blob_references import address_of, mentioned
from orchtui.journal.commit_results import Answer, Answers, defect
from orchtui.journal.protocol import Lease, NewRun
from orchtui.journal.search import excerpt, phrases, place, sayings


@dataclass(slots=True)
class _Stored:
    row: RunRow
    turns: list[Turn] = field(default_factory=list)
    events: int = 0


@dataclass(slots=True)
class _Letter:
    run: str
    command: CommandGiven
    answer: CommandAnswered | None = None


@dataclass(slots=True)
class _Append:
    lease: Lease
    turn: Turn
    texts: Mapping[str, str]
    then: Callable[[], None] | None


class MemoryJournal:
    """Runs kept as long as the process lives."""

    def __init__(self) -> None:
        self._runs: dict[str, _Stored] = {}
        self._texts: dict[str, str] = {}
        self._batch: list[_Append] = []
        self._appended = 0
        self._answers = Answers()
        self._letters: dict[str, _Letter] = {}

    def create(
        self,
        run: NewRun,
        summarise: Callable[[], Summary],
        failed: Callable[[OrchtuiError], None],
    ) -> Lease:
        """Begin a run; it is listed with its first turn."""
        return Lease(run, 1, summarise, failed)

    async def claim(
        self,
        run: str,
        epoch: int,
        owner: str,
        summarise: Callable[[], Summary],
        failed: Callable[[OrchtuiError], None],
    ) -> Lease:
        """Take over a run whose epoch still is `epoch`."""
        await self._so_far()
        stored = self._stored(run)
        row = stored.row
        if row.epoch != epoch:
            raise run_lookup.already_claimed(run, row.owner)
        stored.row = replace(row, epoch=epoch + 1, owner=owner, updated=time())
        taken_in = inbox.taken_in(chain.from_iterable(turn.events for turn in stored.turns))
        for name, letter in self._letters.items():
            if letter.run == run and letter.answer is None and name not in taken_in:
                letter.answer = inbox.not_come_to(name)
        new = NewRun(run, row.recipe, row.task, row.rehearsed, row.started, owner)
        return Lease(new, epoch + 1, summarise, failed, number=1, events=stored.events)

    def append(
        self,
        lease: Lease,
        turn: Turn,
        texts: Mapping[str, str],
        then: Callable[[], None] | None = None,
    ) -> None:
        """Hand over a turn; it is committed after this pass of the loop."""
        if lease.lost:
            return
        if not self._batch:
            asyncio.get_running_loop().call_soon(self._commit)
        self._batch.append(_Append(lease, turn, texts, then))
        self._appended += 1

    def _commit(self) -> None:
        batch, self._batch = self._batch, []
        try:
            summaries = {lease: lease.summarise() for lease in dict.fromkeys(_leases(batch))}
        except Exception as error:  # noqa: BLE001 - whoever waits must hear of it, not hang
            self._answers.give(deque(_lose(batch, defect("memory", error))))
            return
        failures: list[Answer] = []
        written = []
        for each in batch:
            if each.lease.lost:
                continue
            if (refusal := self._write(each)) is None:
                written.append(each)
            else:
                failures += _lose([each], refusal)
        for lease in dict.fromkeys(_leases(written)):
            stored = self._runs[lease.run.id]
            summary = summaries[lease]
            owner = "" if summary.over else lease.run.owner
            stored.row = replace(stored.row, summary=summary, owner=owner, updated=time())
        answers: deque[Answer] = deque(failures)
        answers.extend(each.then for each in written if each.then is not None)
        self._answers.give(answers)

    def _write(self, each: _Append) -> OrchtuiError | None:
        lease = each.lease
        stored = self._runs.get(lease.run.id)
        if lease.number == 0 and stored is None:
            run = lease.run
            task = run_lookup.headline(run.task)
            row = RunRow(
                run.id, run.recipe, task, run.rehearsed, run.started, time(), Summary(), run.owner
            )
            stored = self._runs[run.id] = _Stored(row)
            lease.number = 1
        if stored is None or lease.number == 0 or stored.row.epoch != lease.epoch:
            say = run_lookup.taken_over if lease.number else run_lookup.id_is_taken
            return say(lease.run.id)
        stored.turns.append(each.turn)
        stored.events = lease.events = stored.events + len(each.turn.events)
        self._texts.update(each.texts)
        for answer in inbox.answers(each.turn.events):
            letter = self._letters.get(answer.id)
            if letter is not None and letter.answer is None:
                letter.answer = answer
        return None

    @property
    def pending(self) -> int:
        """How many appended turns are not committed yet."""
        return len(self._batch)

    async def settled(self) -> None:
        """Return once nothing is pending."""
        await self._answers.until(lambda: not self._batch)

    async def _so_far(self) -> None:
        """Return once what was appended before this is committed, whatever follows it."""
        so_far = self._appended
        await self._answers.until(lambda: self._appended - self.pending >= so_far)

    async def find(self, name: str) -> RunRow:
        """The run by its id, a unique prefix of it, or `last`."""
        rows = self._newest_first()
        typed = run_lookup.sought(name)
        if typed == run_lookup.LAST:
            fitting = rows[:1]
        elif typed in self._runs:
            fitting = [self._runs[typed].row]
        else:
            fitting = [row for row in rows if row.id.startswith(typed)]
        if not fitting:
            raise run_lookup.no_such_run(name, [row.id for row in rows])
        return run_lookup.only(name, fitting)

    async def runs(
        self, *, status: str = "", limit: int | None = None, ids: Iterable[str] | None = None
    ) -> list[RunRow]:
        """Stored runs, newest first."""
        wanted = None if ids is None else set(ids)
        chosen = (
            row
            for row in self._newest_first()
            if status in ("", row.summary.status) and (wanted is None or row.id in wanted)
        )
        return list(islice(chosen, limit))

    async def turns(self, run: str, after: int = 0) -> list[Turn]:
        """The run's turns from event number `after` on."""
        number, turns = 0, []
        for turn in self._stored(run).turns:
            if number >= after:
                turns.append(turn)
            number += len(turn.events)
        return turns

    async def texts(self, addresses: Iterable[str]) -> dict[str, str]:
        """The blobs by their addresses."""
        wanted = set(addresses)
        for address in sorted(wanted - self._texts.keys()):
            raise JournalError(f"The text {address} is not in the journal.")
        return {address: self._texts[address] for address in wanted}

    async def remove(self, runs: Sequence[str]) -> int:
        """Delete runs, and the texts no other run mentions."""
        await self._so_far()
        gone = [self._runs.pop(run) for run in set(runs) & self._runs.keys()]
        for name, letter in list(self._letters.items()):
            if letter.run not in self._runs:
                del self._letters[name]
        freed = _addresses(gone) - _addresses(self._runs.values())
        for address in freed & self._texts.keys():
            del self._texts[address]
        return len(gone)

    async def search(self, words: str, limit: int = 50) -> list[Found]:
        """Where prompts and replies say these words, newest runs first."""
        await self._so_far()
        wanted = phrases(words)
        found: list[Found] = []
        for row in self._newest_first():
            number = 0
            for turn in self._runs[row.id].turns:
                for said in sayings(turn.events, number):
                    text = self._texts.get(said.kept, said.kept)
                    if place(text, wanted) is not None:
                        found.append(Found(row.id, said.path, said.what, excerpt(text, wanted)))
                number += len(turn.events)
        return found[:limit]

    async def post(self, run: str, command: CommandGiven) -> None:
        """Leave a command for the process that has the run."""
        self._stored(run)
        self._letters.setdefault(command.id, _Letter(run, command))

    async def unanswered(self, runs: Sequence[str]) -> list[tuple[str, CommandGiven]]:
        """What these runs were asked and nothing has come of yet, oldest first."""
        return [
            (letter.run, letter.command)
            for letter in self._letters.values()
            if letter.run in runs and letter.answer is None
        ]

    async def answer_to(self, command: str) -> CommandAnswered | None:
        """What came of a command, once it is answered."""
        letter = self._letters.get(command)
        return letter.answer if letter is not None else None

    async def close(self) -> None:
        """Commit what is left."""
        await self.settled()

    def _stored(self, run: str) -> _Stored:
        if run not in self._runs:
            raise run_lookup.no_such_run(run, [row.id for row in self._newest_first()])
        return self._runs[run]

    def _newest_first(self) -> list[RunRow]:
        rows = [stored.row for stored in reversed(self._runs.values())]
        return sorted(rows, key=lambda row: row.started, reverse=True)


def _leases(appends: Iterable[_Append]) -> Iterator[Lease]:
    return (each.lease for each in appends)


def _lose(appends: Iterable[_Append], error: OrchtuiError) -> Iterator[Answer]:
    for lease in _leases(appends):
        if not lease.lost:
            lease.lost = True
            yield partial(lease.failed, error)


def _addresses(runs: Iterable[_Stored]) -> set[str]:
    bodies = (encode(turn.events) for stored in runs for turn in stored.turns)
    return {address_of(key) for body in bodies for key in mentioned(body)}
