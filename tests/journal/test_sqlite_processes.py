"""Several processes over one database, and processes that die while they write."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from orchtui.domain.digest import is_address
from orchtui.domain.events import StepReplied
from orchtui.domain.state.summary import Summary
from orchtui.errors import OwnershipLost, RunIsOwned
from orchtui.journal import open_journal
from orchtui.journal.sqlite import SqliteJournal
from orchtui.journal.sqlite.journal import LOG_PAGES
from tests.journal.building import Author, new_run, noted, started

PROCESSES, RUNS, STEPS = 4, 25, 6


def process(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.journal.writing_process", *map(str, arguments)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )


def test_four_processes_write_into_one_new_database_at_once(path: Path) -> None:
    writers = [process("storm", path, f"p{number}", RUNS, STEPS) for number in range(PROCESSES)]
    assert [writer.communicate() for writer in writers] == [("", "")] * PROCESSES
    asyncio.run(everything_is_there(path))


async def everything_is_there(path: Path) -> None:
    journal = await open_journal(path)
    rows = await journal.runs()
    assert len(rows) == PROCESSES * RUNS
    assert {(row.owner, row.summary.status) for row in rows} == {("", "done")}
    for row in rows:
        said = await replies(journal, row.id)
        assert [text.split()[:2] for text in said] == [[row.id, str(step)] for step in range(STEPS)]
    assert len(await journal.search("tide", limit=10_000)) == PROCESSES * RUNS * STEPS
    await journal.close()


async def replies(journal: SqliteJournal, run: str) -> list[str]:
    events = [event for turn in await journal.turns(run) for event in turn.events]
    kept = [event.text for event in events if isinstance(event, StepReplied)]
    texts = await journal.texts(text for text in kept if is_address(text))
    return [texts.get(text, text) for text in kept]


@pytest.mark.parametrize("acknowledged", [1, 2, 3, 50, 51, 120, 333])
def test_a_killed_writer_leaves_every_acknowledged_turn_in_a_whole_chain(
    path: Path, acknowledged: int
) -> None:
    writer = process("endless", path, "r1")
    assert writer.stdout is not None
    for _ in range(acknowledged):
        writer.stdout.readline()
    writer.kill()
    told, _ = writer.communicate()
    last = max([acknowledged, *(int(line) for line in told.split())])
    asyncio.run(goes_on_after(path, last))


async def goes_on_after(path: Path, acknowledged: int) -> None:
    journal = await open_journal(path)
    said = await replies(journal, "r1")
    assert len(said) >= acknowledged
    assert [int(text.split()[0]) for text in said] == list(range(len(said)))
    heir = await Author.claiming(journal, "r1", 1, "host:2")
    heir.says("step", "after the fall")
    await journal.settled()
    assert len(await journal.turns("r1")) == len(said) + 1
    await journal.close()


async def test_who_wakes_up_in_another_process_cannot_write_into_a_run_taken_over(
    path: Path,
) -> None:
    asleep, awake = await open_journal(path), await open_journal(path)
    first = Author.of(asleep, new_run("r1"))
    first.write(started())
    await asleep.settled()
    second = await Author.claiming(awake, "r1", 1, "host:2")
    second.write(noted("mine now"))
    first.write(noted("still mine?"))
    await awake.settled()
    await asleep.settled()
    assert [type(failure) for failure in first.failures] == [OwnershipLost]
    assert await asleep.turns("r1") == first.turns[:1] + second.turns
    with pytest.raises(RunIsOwned):
        await Author.claiming(asleep, "r1", 1, "host:1")
    await asleep.close()
    await awake.close()


async def test_a_text_outlives_its_run_while_another_process_writes_of_it(path: Path) -> None:
    here, there = await open_journal(path), await open_journal(path)
    text = "The same words. " * 40
    ours, theirs = Author.of(here, new_run("r1")), Author.of(there, new_run("r2"))
    ours.says("a", text)
    await here.settled()
    theirs.says("a", text)
    removed = await here.remove(["r1"])
    await there.settled()
    assert removed == 1
    assert await replies(there, "r2") == [text]
    await here.close()
    await there.close()


async def test_a_live_run_is_seen_to_live_until_it_is_over(path: Path) -> None:
    journal = await SqliteJournal.open(path, beat=0.01)
    author = Author.of(journal, new_run("r1"))
    author.write(started())
    await journal.settled()
    first = (await journal.find("r1")).updated
    while (await journal.find("r1")).updated == first:
        pass  # the test's own timeout is the end of this
    await journal.close()


async def test_a_run_taken_over_is_not_kept_alive_by_who_lost_it(path: Path) -> None:
    asleep, awake = await SqliteJournal.open(path, beat=0.01), await open_journal(path)
    first, other = (Author.of(asleep, new_run(name)) for name in ("r1", "r2"))
    first.write(started())
    other.write(started())
    await asleep.settled()
    await Author.claiming(awake, "r1", 1, "host:2")
    claimed = (await awake.find("r1")).updated
    beat = (await awake.find("r2")).updated
    while (await awake.find("r2")).updated == beat:
        pass
    assert (await awake.find("r1")).updated == claimed
    await asleep.close()
    await awake.close()


async def test_who_lost_a_run_that_stands_still_learns_of_it(path: Path) -> None:
    asleep, awake = await SqliteJournal.open(path, beat=0.01), await open_journal(path)
    author = Author.of(asleep, new_run("r1"))
    author.write(started())
    await asleep.settled()
    await Author.claiming(awake, "r1", 1, "host:2")
    while not author.failures:
        await asleep.find("r1")
    assert "taken over by another process" in str(author.failures[0])
    assert author.lease.lost
    await asleep.close()
    await awake.close()
    assert len(author.failures) == 1


async def test_the_log_is_emptied_now_and_then(path: Path, sqlite: SqliteJournal) -> None:
    author = Author.of(sqlite, new_run("r1"))
    for number in range(2500):
        author.write(noted(f"note {number}"))
        await sqlite.settled()
    log = path.with_name(path.name + "-wal").stat().st_size
    assert log < 2 * LOG_PAGES * 4096


async def test_a_run_that_is_over_leaves_its_owner_alone_to_others(sqlite: SqliteJournal) -> None:
    author = Author.of(sqlite, new_run("r1"))
    author.summary = Summary("interrupted", over=True)
    author.write(started())
    await sqlite.settled()
    heir = await Author.claiming(sqlite, "r1", 1, "host:2")
    heir.write(noted("resumed"))
    await sqlite.settled()
    assert (await sqlite.find("r1")).owner == "host:2"


async def test_another_program_may_read_while_we_write(path: Path, sqlite: SqliteJournal) -> None:
    author = Author.of(sqlite, new_run("r1"))
    author.write(started())
    await sqlite.settled()
    reader = sqlite3.connect(path)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM turn").fetchone() == (1,)
    author.write(noted("meanwhile"))
    await sqlite.settled()
    assert author.committed == [0, 1]
    assert reader.execute("SELECT count(*) FROM turn").fetchone() == (1,)
    reader.close()


def test_a_database_that_is_looked_at_twice_by_its_process_keeps_its_log(path: Path) -> None:
    """A process that closes a file by hand loses its locks, and others delete its log."""
    asyncio.run(written_on_after_a_second_look(path))


async def written_on_after_a_second_look(path: Path) -> None:
    journal = await open_journal(path)
    author = Author.of(journal, new_run("r1"))
    author.says("step", "before")
    await journal.settled()
    beside = await open_journal(path)
    await beside.close()
    assert await asyncio.to_thread(process("look", path, "r1").communicate) == ("1", "")

    author.says("step", "after")
    await journal.settled()
    assert await asyncio.to_thread(process("look", path, "r1").communicate) == ("2", "")
    assert not author.failures
    await journal.close()
