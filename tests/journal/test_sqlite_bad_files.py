"""A file that cannot be the journal is refused in one clear message, and left as it was."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from orchtui.errors import JournalError
from orchtui.journal import open_journal
from orchtui.journal.sqlite import SqliteJournal
from orchtui.journal.sqlite.error_messages import explained
from orchtui.journal.sqlite.schema import APPLICATION, MIGRATIONS, migrate, version
from tests.journal.building import Author, new_run, noted, started

LONG = "Every tide is drawn by the moon and by the sun. " * 40


async def a_journal(path: Path, runs: int = 1) -> None:
    journal = await open_journal(path)
    for number in range(runs):
        author = Author.of(journal, new_run(f"r{number}"))
        author.write(started())
        for step in range(20):
            author.says("a", f"{number} {step} {LONG}")
    await journal.close()


def change(path: Path, statement: str) -> None:
    database = sqlite3.connect(path)
    database.execute(statement)
    database.commit()
    database.close()


def of_somebody_else(path: Path) -> None:
    change(path, "CREATE TABLE recipes(name)")


def plain_text(path: Path) -> None:
    path.write_text("name: hello\n" * 50)


def short_text(path: Path) -> None:
    path.write_text("hello")


def a_piece_of_the_header(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + b"\0" * 20)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (of_somebody_else, "another program"),
        (plain_text, "not a SQLite database"),
        (short_text, "not a SQLite database"),
        (a_piece_of_the_header, "cut short"),
    ],
)
async def test_a_file_that_is_not_ours_is_refused(
    path: Path, make: Callable[[Path], None], says: str
) -> None:
    make(path)
    await refused(path, says)


def newer(path: Path) -> None:
    change(path, f"PRAGMA user_version = {len(MIGRATIONS) + 1}")


def cut_short(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


def damaged_in_its_schema(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[100:400] = b"\xff" * 300
    path.write_bytes(data)


def without_its_tables(path: Path) -> None:
    change(path, "DROP TABLE turn")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (newer, "Upgrade orchtui"),
        (cut_short, "cut short"),
        (damaged_in_its_schema, "damaged"),
        (without_its_tables, "no such table: turn"),
    ],
)
async def test_a_journal_that_cannot_be_used_is_refused(
    path: Path, spoil: Callable[[Path], None], says: str
) -> None:
    await a_journal(path)
    spoil(path)
    await refused(path, says)


def contents(path: Path) -> bytes:
    return path.read_bytes()


async def refused(path: Path, says: str) -> None:
    before = contents(path)
    with pytest.raises(JournalError, match=says) as told:
        await open_journal(path)
    assert str(path) in str(told.value)
    assert "\n" not in str(told.value)
    assert contents(path) == before
    assert [each.name for each in path.parent.iterdir()] == [path.name]


async def test_a_newer_format_that_stands_in_the_log_alone_is_refused(path: Path) -> None:
    await a_journal(path)
    with sqlite3.connect(path) as other:
        other.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
        before = contents(path)
        with pytest.raises(JournalError, match="Upgrade orchtui"):
            await open_journal(path)
        assert contents(path) == before
    other.close()


async def test_a_directory_or_one_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="is a directory"):
        await open_journal(tmp_path)
    with pytest.raises(JournalError, match="mkdir -p"):
        await open_journal(tmp_path / "no" / "runs.db")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(JournalError, match="not an ordinary file"):
        await open_journal(tmp_path / "pipe")


AS_NOBODY = """
import asyncio, os, sys
from pathlib import Path
import aiosqlite
from orchtui.errors import JournalError
from orchtui.journal import open_journal
from orchtui.journal.sqlite import SqliteJournal
if os.getuid() == 0:
    os.setuid(65534)
for name in sys.argv[1:]:
    try:
        asyncio.run(open_journal(Path(name)))
    except JournalError as error:
        print(error)
"""


def test_what_may_not_be_read_or_written_is_refused() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        read_only, secret, in_locked = home / "ro.db", home / "no.db", home / "locked" / "in.db"
        missing = in_locked.with_name("new.db")
        in_locked.parent.mkdir()
        for path, mode in ((read_only, 0o444), (secret, 0o000), (in_locked, 0o666)):
            asyncio.run(a_journal(path))
            path.chmod(mode)
        in_locked.parent.chmod(0o555)
        home.chmod(0o755)
        before = read_only.read_bytes()
        paths = [str(path) for path in (read_only, secret, in_locked, missing)]
        told = subprocess.run(
            [sys.executable, "-c", AS_NOBODY, *paths], capture_output=True, text=True, check=False
        )
        in_locked.parent.chmod(0o755)
        assert told.stderr == ""
        says = ["is read-only", "may not be read", "is read-only", "may not be read or made"]
        for line, name, expected in zip(told.stdout.splitlines(), paths, says, strict=True):
            assert name in line
            assert expected in line
        assert read_only.read_bytes() == before


def test_an_empty_file_is_taken(path: Path) -> None:
    path.touch(mode=0o644)
    asyncio.run(a_journal(path))
    assert path.stat().st_mode & 0o777 == 0o600


async def test_a_database_is_for_its_owner_only(path: Path) -> None:
    before = os.umask(0o000)
    try:
        journal = await open_journal(path)
        Author.of(journal, new_run("r1")).write(started())
        await journal.settled()
        files = {each.name: each.stat().st_mode & 0o777 for each in path.parent.iterdir()}
        await journal.close()
    finally:
        os.umask(before)
    assert files == {"runs.db": 0o600, "runs.db-wal": 0o600, "runs.db-shm": 0o600}


async def test_a_database_that_somebody_writes_to_for_too_long_fails_the_run_and_not_the_loop(
    path: Path,
) -> None:
    journal = await SqliteJournal.open(path, patience=0.05)
    author = Author.of(journal, new_run("r1"))
    author.write(started())
    await journal.settled()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    author.write(noted("wait for it"))
    await journal.settled()
    with pytest.raises(JournalError, match="is locked"):
        await journal.remove(["r1"])
    other.execute("COMMIT")
    other.close()
    author.write(noted("dropped: the record has a gap already"))
    await journal.settled()
    assert [str(failure) for failure in author.failures] == [
        str(explained(busy(), path, patience=0.05))
    ]
    assert author.committed == [0]
    assert await journal.turns("r1") == author.turns[:1]
    again = await Author.claiming(journal, "r1", 1, "host:1")
    again.write(noted("and on it goes"))
    await journal.close()
    assert again.committed == [0]


def busy() -> sqlite3.Error:
    error = sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite3.SQLITE_BUSY
    return error


async def test_a_short_lock_is_waited_for(path: Path, sqlite: SqliteJournal) -> None:
    author = Author.of(sqlite, new_run("r1"))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    author.write(started())
    assert (await sqlite.runs()) == []  # reading goes on
    other.execute("COMMIT")
    other.close()
    await sqlite.settled()
    assert author.committed == [0]


async def test_a_locked_file_is_told_when_it_is_opened(path: Path) -> None:
    await a_journal(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(JournalError, match="is locked"):
        await SqliteJournal.open(path, patience=0.05)
    other.close()


@pytest.mark.parametrize("durable", [False, True])
async def test_a_full_disk_fails_the_run_and_keeps_what_is_committed(
    path: Path, durable: bool
) -> None:
    journal = await open_journal(path, durable)
    author = Author.of(journal, new_run("r1"))
    author.write(started())
    await journal.settled()
    pages = "PRAGMA max_page_count = 1"  # SQLite takes it for "no more than there are"
    await journal.on_writer(lambda database: database.execute(pages).fetchall())
    if journal._beside is not None:
        journal._beside.execute(pages)
    for number in range(40):
        author.says("a", f"{number} {LONG}")
    await journal.settled()
    assert [type(failure) for failure in author.failures] == [JournalError]
    assert "disk is full" in str(author.failures[0])
    assert await journal.turns("r1") == author.turns[:1]
    await journal.close()


TOO_LARGE = """
import asyncio, resource, signal, sys
from pathlib import Path
from orchtui.journal import open_journal
from tests.journal.building import Author, new_run, started

async def main(path):
    journal = await open_journal(path)
    author = Author.of(journal, new_run("r1"))
    author.write(started())
    await journal.settled()
    size = path.with_name(path.name + "-wal").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    author.says("a", "Too much for this disk. " * 1000)
    await journal.settled()
    print(*author.failures)
    print(len(await journal.turns("r1")))
    await journal.close()

asyncio.run(main(Path(sys.argv[1])))
"""


def test_a_disk_that_fails_is_told(path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", TOO_LARGE, str(path)], capture_output=True, text=True, check=False
    )
    message, turns = told.stdout.splitlines()
    assert "The disk failed" in message
    assert turns == "1"


async def test_a_text_that_cannot_be_written_fails_its_run_only(sqlite: SqliteJournal) -> None:
    author = Author.of(sqlite, new_run("r1"))
    author.write(noted("half a letter: \ud800"))
    await sqlite.settled()
    assert [type(failure) for failure in author.failures] == [JournalError]
    other = Author.of(sqlite, new_run("r2"))
    other.write(started())
    await sqlite.settled()
    assert other.committed == [0]


async def test_nothing_is_written_or_read_after_closing(path: Path) -> None:
    journal = await open_journal(path)
    author = Author.of(journal, new_run("r1"))
    author.write(started())
    await journal.close()
    await journal.close()
    assert author.committed == [0]
    with pytest.raises(JournalError, match="closed"):
        author.write(noted("too late"))
    with pytest.raises(JournalError, match="closed"):
        await journal.remove(["r1"])
    with pytest.raises(JournalError, match="closed"):
        await journal.find("r1")
    assert [each.name for each in path.parent.iterdir()] == [path.name]


async def test_a_journal_may_be_closed_by_several_at_once_and_while_somebody_reads(
    path: Path,
) -> None:
    journal = await open_journal(path)
    Author.of(journal, new_run("r1")).write(noted("in time"))
    await journal.settled()
    reading = asyncio.create_task(journal.find("r1"))
    await asyncio.gather(journal.close(), journal.close())
    assert (await reading).id == "r1"


async def test_an_older_database_is_brought_up_to_date_once(path: Path) -> None:
    await a_journal(path)
    later = (*MIGRATIONS, ("CREATE TABLE mailbox(id INTEGER PRIMARY KEY)",))
    for _ in range(2):
        database = sqlite3.connect(path, isolation_level=None)
        migrate(database, later)
        assert version(database) == len(later)
        assert database.execute("PRAGMA application_id").fetchone() == (APPLICATION,)
        database.close()
