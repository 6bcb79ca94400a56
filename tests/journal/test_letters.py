"""Commands left in the journal for whoever owns a run, and the answers to them."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from orchtui.domain.events import CommandAnswered, CommandGiven, Noted
from orchtui.errors import OwnershipLost, RunIsOwned, UnknownRun
from orchtui.journal import Journal, open_journal
from orchtui.journal.sqlite import SqliteJournal
from tests.journal.building import Author, new_run, noted, started

TOO_LATE = "the process that had the run ended before it came to this"


def command(name: str, verb: str = "pause", text: str = "") -> CommandGiven:
    return CommandGiven(id=name, verb=verb, who="me", text=text, options={"now": True})


async def run_in(journal: Journal, name: str = "r1") -> Author:
    author = Author.of(journal, new_run(name))
    author.write(started())
    await journal.settled()
    return author


def refused(name: str) -> CommandAnswered:
    return CommandAnswered(id=name, done=False, said=TOO_LATE)


async def ids(journal: Journal, *runs: str) -> list[tuple[str, str]]:
    return [(run, letter.id) for run, letter in await journal.unanswered(runs)]


# -- posted and read -----------------------------------------------------------------------------


async def test_letters_are_read_as_they_were_written_oldest_first(journal: Journal) -> None:
    await run_in(journal)
    letters = [command(name, text="Mind the tide. " * 40) for name in ("c", "a", "b")]
    for letter in letters:
        await journal.post("r1", letter)
    assert await journal.unanswered(["r1"]) == [("r1", letter) for letter in letters]


async def test_a_run_is_given_its_own_letters_only(journal: Journal) -> None:
    for run in ("r1", "r2", "r3"):
        await run_in(journal, run)
    for number, run in enumerate(("r2", "r1", "r3", "r2")):
        await journal.post(run, command(f"c{number}"))
    assert await ids(journal, "r2") == [("r2", "c0"), ("r2", "c3")]
    assert await ids(journal, "r3", "r1") == [("r1", "c1"), ("r3", "c2")]
    assert await ids(journal) == []
    assert await ids(journal, "r4") == []


async def test_a_letter_that_is_posted_again_is_one_letter(journal: Journal) -> None:
    await run_in(journal)
    for verb in ("pause", "kill"):
        await journal.post("r1", command("c1", verb))
    ((_, letter),) = await journal.unanswered(["r1"])
    assert letter.verb == "pause"


async def test_a_letter_to_nobody_is_refused(journal: Journal) -> None:
    await run_in(journal)
    with pytest.raises(UnknownRun, match="No run is called 'r2'"):
        await journal.post("r2", command("c1"))


# -- answered ------------------------------------------------------------------------------------


async def test_an_answer_is_there_with_the_turn_that_gives_it(journal: Journal) -> None:
    author = await run_in(journal)
    await journal.post("r1", command("c1"))
    await journal.post("r1", command("c2"))
    assert await journal.answer_to("c1") is None
    answer = CommandAnswered(id="c1", done=False, said="nothing is ready")
    author.write(command("c1"), answer)
    await journal.settled()
    assert await journal.answer_to("c1") == answer
    assert await ids(journal, "r1") == [("r1", "c2")]


async def test_an_answer_may_come_turns_after_the_command(journal: Journal) -> None:
    author = await run_in(journal)
    await journal.post("r1", command("c1", "kill"))
    author.write(command("c1", "kill"))
    author.write(noted("its call ends"))
    await journal.settled()
    assert await journal.answer_to("c1") is None
    author.write(noted("it has ended"), CommandAnswered(id="c1", said="it is gone"))
    await journal.settled()
    assert await journal.answer_to("c1") == CommandAnswered(id="c1", said="it is gone")
    assert await ids(journal, "r1") == []


async def test_an_answer_never_changes(journal: Journal) -> None:
    author = await run_in(journal)
    await journal.post("r1", command("c1"))
    for said in ("the first", "the second"):
        author.write(command("c1"), CommandAnswered(id="c1", said=said))
        await journal.settled()
    answer = await journal.answer_to("c1")
    assert answer is not None
    assert answer.said == "the first"


async def test_a_letter_that_was_answered_stays_so_when_it_is_posted_again(
    journal: Journal,
) -> None:
    author = await run_in(journal)
    await journal.post("r1", command("c1"))
    author.write(command("c1"), CommandAnswered(id="c1"))
    await journal.settled()
    await journal.post("r1", command("c1"))
    assert await ids(journal, "r1") == []


async def test_what_was_never_posted_has_no_answer(journal: Journal) -> None:
    author = await run_in(journal)
    author.write(command("at the keys"), CommandAnswered(id="at the keys"))
    await journal.settled()
    assert await journal.answer_to("at the keys") is None
    assert await journal.answer_to("never given") is None


async def test_who_has_lost_the_run_answers_nothing(journal: Journal) -> None:
    author = await run_in(journal)
    heir = await Author.claiming(journal, "r1", 1, "host:2")
    await journal.post("r1", command("c1"))
    author.write(command("c1"), CommandAnswered(id="c1", said="by who lost it"))
    await journal.settled()
    assert [type(failure) for failure in author.failures] == [OwnershipLost]
    assert await ids(journal, "r1") == [("r1", "c1")]
    heir.write(command("c1"), CommandAnswered(id="c1", said="by the heir"))
    await journal.settled()
    answer = await journal.answer_to("c1")
    assert answer is not None
    assert answer.said == "by the heir"


async def test_with_a_run_go_its_letters(journal: Journal) -> None:
    one = await run_in(journal, "r1")
    await run_in(journal, "r2")
    for name, run in (("c1", "r1"), ("c2", "r1"), ("c3", "r2")):
        await journal.post(run, command(name))
    one.write(command("c1"), CommandAnswered(id="c1"))
    await journal.remove(["r1"])
    assert await journal.answer_to("c1") is None
    assert await ids(journal, "r1", "r2") == [("r2", "c3")]


async def test_no_letter_is_left_in_the_file(path: Path, sqlite: SqliteJournal) -> None:
    await run_in(sqlite)
    await sqlite.post("r1", command("c1"))
    await sqlite.remove(["r1"])
    with sqlite3.connect(path) as reader:
        assert reader.execute("SELECT count(*) FROM letter").fetchone() == (0,)
    reader.close()


# -- a process that ends before it came to them ---------------------------------------------------


async def test_a_letter_dies_with_the_process_it_was_for(journal: Journal) -> None:
    await run_in(journal)
    for name in ("c1", "c2"):
        await journal.post("r1", command(name))
    await Author.claiming(journal, "r1", 1, "host:2")
    assert await ids(journal, "r1") == []
    assert await journal.answer_to("c1") == refused("c1")
    assert await journal.answer_to("c2") == refused("c2")
    await journal.post("r1", command("c1"))
    await journal.post("r1", command("c3"))
    assert await ids(journal, "r1") == [("r1", "c3")]


async def test_a_claim_refuses_no_letter_that_was_answered_or_is_for_another_run(
    journal: Journal,
) -> None:
    author = await run_in(journal, "r1")
    await run_in(journal, "r2")
    await journal.post("r1", command("c1"))
    await journal.post("r2", command("c2"))
    author.write(command("c1"), CommandAnswered(id="c1", said="in time"))
    await Author.claiming(journal, "r1", 1, "host:2")
    assert await journal.answer_to("c1") == CommandAnswered(id="c1", said="in time")
    assert await ids(journal, "r1", "r2") == [("r2", "c2")]


async def test_who_was_too_slow_to_claim_a_run_refuses_nothing(journal: Journal) -> None:
    await run_in(journal)
    await Author.claiming(journal, "r1", 1, "host:2")
    await journal.post("r1", command("c1"))
    with pytest.raises(RunIsOwned):
        await Author.claiming(journal, "r1", 1, "host:3")
    assert await ids(journal, "r1") == [("r1", "c1")]


async def test_a_command_in_the_record_is_answered_by_who_takes_the_run_up(
    journal: Journal,
) -> None:
    author = await run_in(journal)
    for name in ("c1", "c2"):
        await journal.post("r1", command(name, "kill"))
    author.write(command("c1", "kill"))
    await journal.settled()
    heir = await Author.claiming(journal, "r1", 1, "host:2")
    assert await ids(journal, "r1") == [("r1", "c1")]
    assert await journal.answer_to("c2") == refused("c2")
    gone = CommandAnswered(id="c1", said="it is gone with its process")
    heir.write(noted("taken up"), gone)
    await journal.settled()
    assert await journal.answer_to("c1") == gone


# -- several processes ---------------------------------------------------------------------------


def process(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.journal.posting_process", *map(str, arguments)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )


async def carried_out(journal: SqliteJournal) -> Counter[str]:
    events = [event for turn in await journal.turns("r1") for event in turn.events]
    return Counter(event.text for event in events if isinstance(event, Noted))


async def answered_by_all(journal: SqliteJournal, names: set[str]) -> None:
    while not all([await journal.answer_to(name) for name in names]):
        pass  # the test's own timeout is the end of this


async def test_letters_of_many_processes_are_carried_out_once_each(path: Path) -> None:
    owner = process("own", path, "r1", 0)
    assert owner.stdout is not None
    assert owner.stdout.readline() == "owned\n"
    posters = [process("post", path, "r1", f"p{number}", 20) for number in range(3)]
    assert [poster.communicate() for poster in posters] == [("", "")] * 3
    names = {f"p{poster}.{number}" for poster in range(3) for number in range(20)}
    journal = await open_journal(path)
    try:
        await answered_by_all(journal, names)
        assert await carried_out(journal) == Counter(names)
    finally:
        owner.kill()
        owner.communicate()
        await journal.close()


@pytest.mark.parametrize("lines", [1, 2, 3, 5, 8, 13, 21])
async def test_an_owner_killed_between_carrying_out_and_answering_leads_to_no_letter_twice(
    path: Path, lines: int
) -> None:
    journal = await open_journal(path)
    owner = process("own", path, "r1", 0)
    assert owner.stdout is not None
    assert owner.stdout.readline() == "owned\n"
    names = {f"c{number}" for number in range(40)}
    try:
        posting = asyncio.create_task(post_all(journal, sorted(names)))
        for _ in range(lines):
            await asyncio.to_thread(owner.stdout.readline)
        owner.kill()
        owner.communicate()
        await posting
        done = await carried_out(journal)
        left = {name for _, name in await ids(journal, "r1")}
        assert left == names - set(done)
        owner = process("own", path, "r1", 1)
        assert owner.stdout is not None
        assert owner.stdout.readline() == "owned\n"
        for name in names:
            answer = CommandAnswered(id=name) if name in done else refused(name)
            assert await journal.answer_to(name) == answer
        await journal.post("r1", command("c40"))
        await answered_by_all(journal, {"c40"})
        assert await carried_out(journal) == Counter({"c40", *done})
    finally:
        owner.kill()
        owner.communicate()
        await journal.close()


async def post_all(journal: SqliteJournal, names: list[str]) -> None:
    for name in names:
        await journal.post("r1", command(name))


async def test_a_letter_waits_in_the_file_until_the_run_is_claimed(path: Path) -> None:
    journal = await open_journal(path)
    await run_in(journal)
    await journal.post("r1", command("c1"))
    await journal.close()
    again = await open_journal(path)
    assert await ids(again, "r1") == [("r1", "c1")]
    await Author.claiming(again, "r1", 1, "host:2")
    await again.close()
    later = await open_journal(path)
    assert await later.answer_to("c1") == refused("c1")
    await later.close()
