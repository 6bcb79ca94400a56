"""The record cannot be changed unseen, and keeps neither more nor less than runs mention."""

from __future__ import annotations

import random
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchtui.domain.digest import address
from orchtui.errors import JournalError
from orchtui.journal import open_journal
from orchtui.journal.blob_references import address_of, mentioned
from orchtui.journal.sqlite import SqliteJournal
from tests.journal.building import Author, new_run, noted, planned, replied, started

LONG = "The moon pulls and the sea gives way. " * 20


async def three_turns(path: Path) -> None:
    journal = await open_journal(path)
    author = Author.of(journal, new_run("r1"))
    author.write(started(), planned("a"))  # events 0 and 1
    author.write(replied("a", "Because of the moon."), planned("b"))  # 2 and 3
    author.says("b", LONG)  # 4
    await journal.close()


@pytest.mark.parametrize(
    ("tampering", "event"),
    [
        ("UPDATE turn SET body = replace(body, 'moon', 'wind') WHERE id & 15 = 2", 2),
        ("UPDATE turn SET at = 'noon', body = NULL WHERE id & 15 = 2", 2),
        ("UPDATE turn SET at = at + 1 WHERE id & 15 = 2", 2),
        ("UPDATE turn SET hash = zeroblob(16) WHERE id & 15 = 0", 0),
        ("DELETE FROM turn WHERE id & 15 = 0", 0),
        ("DELETE FROM turn WHERE id & 15 = 2", 2),
        ("DELETE FROM turn WHERE id & 15 = 4", 4),
        ("DELETE FROM turn", 0),
        ("UPDATE turn SET id = id + 1 WHERE id & 15 = 4", 4),
        ("INSERT INTO turn SELECT id + 9, at, hash, body FROM turn WHERE id & 15 = 4", 5),
        (
            """UPDATE turn SET (at, hash, body) = (SELECT other.at, other.hash, other.body
               FROM turn AS other WHERE other.id & 15 = 6 - (turn.id & 15)) WHERE id & 15 > 0""",
            2,
        ),
        ("UPDATE run SET head = zeroblob(32)", 5),
        ("UPDATE run SET events = 9", 5),
    ],
)
async def test_a_changed_record_is_found_and_the_event_named(
    path: Path, tampering: str, event: int
) -> None:
    await three_turns(path)
    with sqlite3.connect(path) as database:
        database.execute(tampering)
    database.close()
    journal = await open_journal(path)
    with pytest.raises(JournalError, match=f"record of run r1 was changed at event {event}:"):
        await journal.turns("r1")
    await journal.close()


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE blob SET data = zeroblob(20)",
        "UPDATE blob SET data = substr(data, 1, length(data) - 9)",
        "UPDATE blob SET data = 'text'",
        "UPDATE blob SET data = NULL",
        "DELETE FROM blob",
    ],
)
async def test_a_changed_text_is_found_and_named(path: Path, tampering: str) -> None:
    await three_turns(path)
    with sqlite3.connect(path) as database:
        database.execute(tampering)
    database.close()
    journal = await open_journal(path)
    with pytest.raises(JournalError, match=address(LONG)):
        await journal.texts([address(LONG)])
    await journal.close()


def test_a_mention_is_an_address_and_nothing_that_looks_like_one() -> None:
    name = address(LONG)
    assert mentioned(f'[{{"text":"{name}"}}]'.encode()) == mentioned(f'"{name}"'.encode())
    assert {address_of(key) for key in mentioned(f'"{name}"'.encode())} == {name}
    assert mentioned(f'"see {name}"'.encode()) == set()
    assert mentioned(f'"he said \\"{name}"'.encode()) == set()
    assert mentioned(f'"\\"{name}\\""'.encode()) == set()


Steps = st.lists(
    st.tuples(
        st.sampled_from(["say", "mention", "remove", "take over"]),
        st.integers(0, 3),
        st.integers(0, 2),
    ),
    max_size=30,
)


@given(Steps)
@settings(max_examples=40, deadline=None)
async def test_a_blob_counts_the_runs_that_mention_it(steps: list[tuple[str, int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "runs.db"
        journal = await open_journal(path)
        authors: dict[str, Author] = {}
        for number, (what, run, text) in enumerate(steps):
            name = f"r{run}"
            said = f"{text} {LONG}"
            if what == "remove":
                await journal.remove([name])
                authors.pop(name, None)
            elif what == "take over":
                await journal.settled()
                if name in authors:
                    epoch = authors[name].lease.epoch
                    authors[name] = await Author.claiming(journal, name, epoch, "host:2")
            else:
                author = authors.get(name) or Author.of(journal, new_run(name))
                authors[name] = author
                brought = {address(said): said} if what == "say" else {}
                author.write(noted(str(number)), replied("a", address(said)), texts=brought)
        await journal.settled()
        await counts_are_right(path, journal, set(authors))
        await journal.remove(list(authors))
        await journal.close()
        assert rows(path, "SELECT * FROM blob") == []
        assert rows(path, "SELECT * FROM turn") == []


async def counts_are_right(path: Path, journal: SqliteJournal, runs: set[str]) -> None:
    assert {row.id for row in await journal.runs()} == runs
    uses: dict[bytes, int] = {}
    for (no,) in rows(path, "SELECT no FROM run"):
        bodies = rows(path, "SELECT body FROM turn WHERE id >> 32 = ?", no)
        for key in set().union(*(mentioned(body) for (body,) in bodies)):
            uses[key] = uses.get(key, 0) + 1
    assert dict(rows(path, "SELECT key, uses FROM blob")) == uses


def rows(path: Path, statement: str, *values: object) -> list[tuple[Any, ...]]:
    database = sqlite3.connect(path)
    found = database.execute(statement, values).fetchall()
    database.close()
    return found


async def test_the_same_text_is_stored_once(path: Path) -> None:
    journal = await open_journal(path)
    for number in range(5):
        Author.of(journal, new_run(f"r{number}")).says("a", LONG)
    await journal.close()
    assert rows(path, "SELECT count(*), sum(uses) FROM blob") == [(1, 5)]


async def test_a_step_with_a_reply_of_1_kb_takes_1_kb_on_disk(sqlite: SqliteJournal) -> None:
    author, steps, chance = Author.of(sqlite, new_run("r1")), 2000, random.Random(1)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(chance.choices(letters, k=chance.randint(2, 9))) for _ in range(10_000)]
    for number in range(steps):
        author.texts.keep(reply := " ".join(chance.choices(words, k=160))[:1024])
        author.write(replied(f"step.{number}", address(reply)), planned(f"step.{number + 1}"))
    await sqlite.settled()
    record = await sqlite.on_writer(bytes_in_use)
    assert record / steps < 1100
    await sqlite.search("anything")
    whole = await sqlite.on_writer(bytes_in_use)
    assert await sqlite.index_bytes() == pytest.approx(whole - record, rel=0.2)


def bytes_in_use(database: sqlite3.Connection) -> int:
    ((pages,),) = database.execute("PRAGMA page_count")
    ((free,),) = database.execute("PRAGMA freelist_count")
    ((size,),) = database.execute("PRAGMA page_size")
    return int((pages - free) * size)


@pytest.mark.parametrize(
    "tampering",
    ["UPDATE turn SET body = 'no JSON'", "UPDATE turn SET body = NULL", "UPDATE blob SET data = 7"],
)
async def test_a_damaged_run_can_be_deleted_and_others_searched(path: Path, tampering: str) -> None:
    await three_turns(path)
    with sqlite3.connect(path) as database:
        database.execute(tampering)
        database.execute("UPDATE run SET indexed = 0")
    database.close()
    journal = await open_journal(path)
    Author.of(journal, new_run("r2")).says("a", "It is the moon again.")
    await journal.search("sea")
    assert "r2" in {found.run for found in await journal.search("moon")}
    assert await journal.remove(["r1"]) == 1
    assert [row.id for row in await journal.runs()] == ["r2"]
    await journal.close()
