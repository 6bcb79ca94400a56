"""Opening a long record: read in pieces, whole and checked; the collector keeps away."""

from __future__ import annotations

import asyncio
import gc
import sqlite3
import threading
from pathlib import Path

import pytest

from orchtui._gc import MANY, collector_paused
from orchtui.domain.events import Turn
from orchtui.errors import JournalError
from orchtui.journal import open_journal
from orchtui.journal.sqlite.rows import AT_ONCE
from orchtui.replay.player import Player
from orchtui.session import Session
from tests.journal.building import Author, new_run, noted, planned, started

LONG = "The moon pulls and the sea gives way. " * 20


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "runs.db"


async def written(path: Path, turns: int) -> list[Turn]:
    """A record of so many turns."""
    journal = await open_journal(path)
    author = Author.of(journal, new_run("r1"))
    author.write(started(), planned("a"))
    for number in range(turns - 1):
        author.write(noted(f"note {number}"), noted("and another"))
    await journal.close()
    return author.turns


@pytest.mark.parametrize("turns", [1, AT_ONCE - 1, AT_ONCE, AT_ONCE + 1, 2 * AT_ONCE])
async def test_a_record_of_however_many_pieces_is_read_whole(path: Path, turns: int) -> None:
    wrote = await written(path, turns)
    journal = await open_journal(path)
    assert await journal.turns("r1") == wrote
    assert await journal.turns("r1", after=2) == wrote[1:]
    assert await journal.turns("r1", after=2 * turns) == []
    await journal.close()


@pytest.mark.parametrize("event", [0, 2 * AT_ONCE - 2, 2 * AT_ONCE, 2 * AT_ONCE + 2])
@pytest.mark.parametrize("how", ["UPDATE turn SET at = at + 1", "DELETE FROM turn"])
async def test_what_was_changed_is_found_in_whichever_piece_it_is(
    path: Path, event: int, how: str
) -> None:
    await written(path, AT_ONCE + 2)
    with sqlite3.connect(path) as database:
        database.execute(f"{how} WHERE id & 0xFFFFFFFF = ?", (event,))
    database.close()
    journal = await open_journal(path)
    with pytest.raises(JournalError, match=f"was changed at event {event}:"):
        await journal.turns("r1")
    await journal.close()


async def test_a_record_that_grows_while_it_is_read_is_read_as_far_as_it_has_come(
    path: Path,
) -> None:
    journal = await open_journal(path)
    author = Author.of(journal, new_run("r1"))
    author.write(started(), planned("a"))
    for number in range(2 * AT_ONCE):
        author.write(noted(f"note {number}"))
    await journal.settled()
    reading = asyncio.ensure_future(journal.turns("r1"))
    while not reading.done():
        author.write(noted("one more"))
        await journal.settled()
    read = await reading
    assert read == author.turns[: len(read)]
    assert len(read) > 2 * AT_ONCE
    await journal.close()


async def test_every_long_text_is_there_however_many_there_are(path: Path) -> None:
    journal = await open_journal(path)
    author = Author.of(journal, new_run("r1"))
    author.write(started())
    said = {f"a.{number}": f"{number} {LONG}" for number in range(1_100)}
    for step, text in said.items():
        author.says(step, text)
    await journal.close()
    async with Session.open(path) as session:
        _, texts = await session.later("r1", 0)
    assert set(said.values()) == set(texts.values())


async def test_a_player_over_what_a_session_reads_is_the_run(path: Path) -> None:
    wrote = await written(path, AT_ONCE + 1)
    async with Session.open(path) as session:
        turns, _ = await session.later("r1", 0)
        record = await session.record("r1")
    assert list(turns) == wrote
    assert (await Player.opened(turns)).live == record.state


# -- the collector ---------------------------------------------------------------------------------


def test_the_collector_comes_back_when_the_last_is_done() -> None:
    assert gc.isenabled()
    inside, done = threading.Event(), threading.Event()

    def read() -> None:
        with collector_paused():
            inside.set()
            done.wait()

    with collector_paused():
        reader = threading.Thread(target=read)
        reader.start()
        inside.wait()
        with collector_paused():
            assert not gc.isenabled()
    assert not gc.isenabled(), "somebody else still reads"
    done.set()
    reader.join()
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off_and_a_reader_who_fails_leaves_it_on() -> None:
    gc.disable()
    try:
        with collector_paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
    with pytest.raises(JournalError), collector_paused():
        raise JournalError("changed")
    assert gc.isenabled()


def test_what_was_read_counts_as_old_so_that_nobody_waits_for_it_to_be_looked_at() -> None:
    with collector_paused():
        read = [[number] for number in range(2 * MANY)]
    assert gc.get_count()[0] < MANY
    assert len(read) == 2 * MANY
    assert any(each is read for each in gc.get_objects(generation=2))
