"""What every journal does, whichever keeps the runs."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from orchtui.domain.digest import address
from orchtui.domain.events import Turn
from orchtui.domain.state.summary import Summary
from orchtui.errors import JournalError, OwnershipLost, RunIsOwned, UnknownRun
from orchtui.journal import Journal, MemoryJournal, open_journal
from tests.journal.building import Author, new_run, noted, planned, replied, started

LONG = "The moon draws the sea towards itself. " * 20


async def test_turns_read_back_as_they_were_written(journal: Journal) -> None:
    author = Author.of(journal, new_run("r1"))
    author.write(started(), planned("researcher"))
    author.write(replied("researcher", "It is the moon."))
    await journal.settled()
    assert await journal.turns("r1") == author.turns


async def test_turns_can_be_read_from_an_event_on(journal: Journal) -> None:
    author = Author.of(journal, new_run("r1"))
    author.write(started(), planned("a"))
    author.write(replied("a", "one"), planned("b"))
    author.write(replied("b", "two"))
    await journal.settled()
    assert await journal.turns("r1", after=2) == author.turns[1:]
    assert await journal.turns("r1", after=4) == author.turns[2:]
    assert await journal.turns("r1", after=5) == []


async def test_a_run_is_not_there_before_its_first_turn(journal: Journal) -> None:
    Author.of(journal, new_run("r1"))
    assert await journal.runs() == []


async def test_each_append_is_answered_once_in_order_and_after_it_is_readable(
    journal: Journal,
) -> None:
    author = Author.of(journal, new_run("r1"))
    for number in range(20):
        author.write(noted(f"note {number}"))
    assert author.committed == []
    assert journal.pending == 20
    await journal.settled()
    assert author.committed == list(range(20))
    assert journal.pending == 0


async def test_what_an_answer_appends_is_committed_too(journal: Journal) -> None:
    author = Author.of(journal, new_run("r1"))
    first = Turn(1.0, (noted("first"),))

    def go_on() -> None:
        author.says("a", "second")

    journal.append(author.lease, first, {}, go_on)
    await journal.settled()
    assert await journal.turns("r1") == [first, *author.turns]


async def test_the_summary_is_asked_once_for_what_is_committed_together(journal: Journal) -> None:
    author = Author.of(journal, new_run("r1"))
    for number in range(50):
        author.write(noted(str(number)))
    await journal.settled()
    assert author.asked == 1


async def test_the_row_shows_the_summary_of_the_last_commit(journal: Journal) -> None:
    author = Author.of(journal, new_run("r1", started=5.0))
    author.write(started())
    await journal.settled()
    author.summary = Summary("running", steps=3, done=1, cost=7, tokens=30, seconds=1.5)
    author.write(noted("on"))
    await journal.settled()
    row = await journal.find("r1")
    assert (row.recipe, row.task, row.rehearsed, row.started) == (
        "hello",
        "Explain tides.",
        True,
        5.0,
    )
    assert row.summary == author.summary
    assert (row.owner, row.epoch) == ("host:1", 1)


async def test_a_run_that_is_over_has_no_owner(journal: Journal) -> None:
    author = Author.of(journal, new_run("r1"))
    author.summary = Summary("done", steps=1, done=1, over=True)
    author.write(started())
    await journal.settled()
    row = await journal.find("r1")
    assert row.owner == ""
    assert row.summary.over


async def test_a_long_task_is_cut_in_the_row_and_whole_in_its_event(journal: Journal) -> None:
    author = Author.of(journal, new_run("r1", task=LONG))
    author.write(started(author.texts.keep(LONG)))
    await journal.settled()
    row = await journal.find("r1")
    assert len(row.task) <= 200
    assert row.task.endswith("…")
    assert await journal.texts([address(LONG)]) == {address(LONG): LONG}


async def test_texts_come_back_by_their_address(journal: Journal) -> None:
    author = Author.of(journal, new_run("r1"))
    author.says("a", LONG)
    author.says("b", LONG + "And the sun.")
    await journal.settled()
    texts = await journal.texts([address(LONG), address(LONG + "And the sun.")])
    assert sorted(texts.values()) == [LONG, LONG + "And the sun."]


async def test_a_text_that_is_not_there_is_named(journal: Journal) -> None:
    with pytest.raises(JournalError, match=address("nothing")):
        await journal.texts([address("nothing")])


async def test_many_texts_can_be_asked_for_at_once(journal: Journal) -> None:
    author = Author.of(journal, new_run("r1"))
    said = [f"{number} {LONG}" for number in range(1200)]
    for text in said:
        author.says("a", text)
    await journal.settled()
    texts = await journal.texts(address(text) for text in said)
    assert set(texts.values()) == set(said)


async def two_runs(journal: Journal) -> None:
    for name, at in (("abc111", 1.0), ("abc222", 2.0)):
        Author.of(journal, new_run(name, started=at)).write(started())
    await journal.settled()


@pytest.mark.parametrize("name", ["abc222", "abc2", "ABC2", " last ", "last"])
async def test_a_run_is_found_by_id_prefix_or_as_the_last(journal: Journal, name: str) -> None:
    await two_runs(journal)
    assert (await journal.find(name)).id == "abc222"


async def test_a_whole_id_wins_over_longer_ones(journal: Journal) -> None:
    await two_runs(journal)
    Author.of(journal, new_run("abc2")).write(started())
    await journal.settled()
    assert (await journal.find("abc2")).id == "abc2"


async def test_an_ambiguous_prefix_lists_its_candidates(journal: Journal) -> None:
    await two_runs(journal)
    with pytest.raises(UnknownRun, match=r"(?s)abc222.*abc111"):
        await journal.find("abc")


async def test_at_most_five_candidates_are_listed(journal: Journal) -> None:
    for number in range(9):
        Author.of(journal, new_run(f"abc{number}")).write(started())
    await journal.settled()
    with pytest.raises(UnknownRun) as told:
        await journal.find("ab")
    assert len([line for line in str(told.value).splitlines() if "hello" in line]) == 5
    assert "…" in str(told.value)


async def test_an_unknown_run_names_the_nearest(journal: Journal) -> None:
    await two_runs(journal)
    with pytest.raises(UnknownRun, match="abc111"):
        await journal.find("abd111")
    with pytest.raises(UnknownRun, match="orchtui runs"):
        await journal.turns("zzz")


@pytest.mark.parametrize("name", ["", " ", "\t\n"])
@pytest.mark.parametrize("runs", [[], ["abc111"]])
async def test_an_empty_name_is_no_beginning_of_every_id(
    journal: Journal, name: str, runs: list[str]
) -> None:
    for run in runs:
        Author.of(journal, new_run(run)).write(started())
    await journal.settled()
    with pytest.raises(UnknownRun, match="name a run: its id, the beginning of it, or last"):
        await journal.find(name)


@pytest.mark.parametrize(
    "name",
    ["%", "abc%", "_bc111", "abc___", "*", "abc*", "abc?11", "[a-z]", "abc[0-9]", "ab.", "'"],
)
async def test_a_sign_in_a_name_stands_for_no_others(journal: Journal, name: str) -> None:
    await two_runs(journal)
    with pytest.raises(UnknownRun, match="No run is called"):
        await journal.find(name)
    Author.of(journal, new_run(f"{name}9")).write(started())
    await journal.settled()
    assert (await journal.find(name)).id == f"{name}9"


@given(st.text(st.characters(exclude_categories=()), max_size=6))
@example("\udcff")
@example("ABC1\0")
@settings(max_examples=50, deadline=None)
async def test_whatever_is_typed_names_a_run_or_is_refused(name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        journals: list[Journal] = [MemoryJournal(), await open_journal(Path(folder) / "runs.db")]
        told: list[str] = []
        for journal in journals:
            await two_runs(journal)
            try:
                told.append((await journal.find(name)).id)
            except UnknownRun as refusal:
                told.append(str(refusal))
            await journal.close()
        assert told[0] == told[1]


@pytest.mark.parametrize("name", ["last", "abc", "%"])
async def test_an_empty_journal_says_so(journal: Journal, name: str) -> None:
    with pytest.raises(UnknownRun, match="no runs yet"):
        await journal.find(name)


async def test_runs_are_listed_newest_first_and_filtered(journal: Journal) -> None:
    for number, status in enumerate(["done", "failed", "done"]):
        author = Author.of(journal, new_run(f"r{number}", started=float(number)))
        author.summary = Summary(status)
        author.write(started())
    await journal.settled()
    assert [row.id for row in await journal.runs()] == ["r2", "r1", "r0"]
    assert [row.id for row in await journal.runs(limit=2)] == ["r2", "r1"]
    assert [row.id for row in await journal.runs(status="done")] == ["r2", "r0"]
    assert [row.id for row in await journal.runs(ids=["r0", "r1", "no"])] == ["r1", "r0"]
    assert await journal.runs(ids=[]) == []


async def test_a_claimed_run_goes_on_where_it_stood(journal: Journal) -> None:
    first = Author.of(journal, new_run("r1"))
    first.write(started(), planned("a"))
    await journal.settled()
    second = await Author.claiming(journal, "r1", 1, "host:2")
    assert (second.lease.epoch, second.lease.events) == (2, 2)
    assert second.lease.run == replace(new_run("r1"), owner="host:2")
    second.says("a", "again")
    await journal.settled()
    assert await journal.turns("r1") == first.turns + second.turns
    assert (await journal.find("r1")).owner == "host:2"


async def test_who_lost_a_run_writes_no_more_and_is_told_once(journal: Journal) -> None:
    first = Author.of(journal, new_run("r1"))
    first.write(started())
    await journal.settled()
    second = await Author.claiming(journal, "r1", 1, "host:2")
    first.write(noted("I slept"))
    first.write(noted("and woke"))
    await journal.settled()
    first.write(noted("too late"))
    await journal.settled()
    assert [type(failure) for failure in first.failures] == [OwnershipLost]
    assert first.lease.lost
    assert first.committed == [0]
    assert await journal.turns("r1") == first.turns[:1]
    second.write(noted("mine"))
    await journal.settled()
    assert second.committed == [0]


async def test_others_in_the_same_commit_are_written_when_one_lost_its_run(
    journal: Journal,
) -> None:
    loser, other = (Author.of(journal, new_run(name)) for name in ("r1", "r2"))
    loser.write(started())
    other.write(started())
    await journal.settled()
    await Author.claiming(journal, "r1", 1, "host:2")
    loser.write(noted("lost"))
    other.write(noted("kept"))
    fresh = Author.of(journal, new_run("r3"))
    fresh.write(started())
    await journal.settled()
    assert await journal.turns("r2") == other.turns
    assert await journal.turns("r3") == fresh.turns
    assert await journal.turns("r1") == loser.turns[:1]


async def test_a_run_is_claimed_by_the_first_who_asks(journal: Journal) -> None:
    Author.of(journal, new_run("r1")).write(started())
    await journal.settled()
    await Author.claiming(journal, "r1", 1, "host:2")
    with pytest.raises(RunIsOwned, match="process 2 on host"):
        await Author.claiming(journal, "r1", 1, "host:3")
    with pytest.raises(UnknownRun):
        await Author.claiming(journal, "r9", 1, "host:3")


async def test_two_new_runs_by_one_id_do_not_mix(journal: Journal) -> None:
    first, second = (Author.of(journal, new_run("r1")) for _ in range(2))
    first.write(started())
    await journal.settled()
    second.write(started())
    await journal.settled()
    assert [type(failure) for failure in second.failures] == [OwnershipLost]
    assert await journal.turns("r1") == first.turns


async def test_a_removed_run_is_gone_and_its_lease_lost(journal: Journal) -> None:
    author = Author.of(journal, new_run("r1"))
    author.says("a", LONG)
    await journal.settled()
    assert await journal.remove(["r1", "unknown", "r1"]) == 1
    assert await journal.runs() == []
    with pytest.raises(UnknownRun):
        await journal.turns("r1")
    with pytest.raises(JournalError):
        await journal.texts([address(LONG)])
    Author.of(journal, new_run("r2")).write(started())
    author.write(noted("still here?"))
    await journal.settled()
    assert [type(failure) for failure in author.failures] == [OwnershipLost]


async def test_a_text_stays_while_any_run_mentions_it(journal: Journal) -> None:
    for name in ("r1", "r2"):
        Author.of(journal, new_run(name)).says("a", LONG)
    await journal.settled()
    await journal.remove(["r1"])
    assert await journal.texts([address(LONG)]) == {address(LONG): LONG}
    await journal.remove(["r2"])
    with pytest.raises(JournalError):
        await journal.texts([address(LONG)])


async def test_a_run_that_mentions_a_text_it_did_not_bring_keeps_it_too(journal: Journal) -> None:
    Author.of(journal, new_run("r1")).says("a", LONG)
    child = Author.of(journal, new_run("r2"))
    child.write(replied("a", address(LONG)))
    await journal.settled()
    await journal.remove(["r1"])
    assert await journal.texts([address(LONG)]) == {address(LONG): LONG}


async def test_a_failing_answer_holds_up_no_other(
    journal: Journal, caplog: pytest.LogCaptureFixture
) -> None:
    author = Author.of(journal, new_run("r1"))

    def broken() -> None:
        raise RuntimeError("the answer failed")

    author.write(noted("one"))
    journal.append(author.lease, Turn(1.0, (noted("two"),)), {}, broken)
    author.write(noted("three"))
    await journal.settled()
    assert author.committed == [0, 1]
    assert "the answer failed" in caplog.text


async def test_a_run_can_be_claimed_searched_and_deleted_while_another_never_rests(
    journal: Journal,
) -> None:
    restless, other = (Author.of(journal, new_run(name)) for name in ("r1", "r2"))
    other.says("a", "It is the moon.")
    resting = False

    def go_on() -> None:
        if not resting:
            journal.append(restless.lease, Turn(1.0, (noted("on"),)), {}, go_on)

    go_on()
    try:
        await Author.claiming(journal, "r2", 1, "host:2")
        assert [found.run for found in await journal.search("moon")] == ["r2"]
        assert await journal.remove(["r2"]) == 1
        assert journal.pending > 0
    finally:
        resting = True


async def test_who_cannot_summarise_a_run_is_told_and_nobody_waits_for_ever(
    journal: Journal,
) -> None:
    def broken() -> Summary:
        raise RuntimeError("the summary failed")

    author = Author.of(journal, new_run("r1"))
    author.lease.summarise = broken
    author.write(started())
    author.write(noted("and more"))
    await journal.settled()
    assert [type(failure) for failure in author.failures] == [JournalError]
    assert "the summary failed" in str(author.failures[0])
    assert author.committed == []
    other = Author.of(journal, new_run("r2"))
    other.write(started())
    await journal.settled()
    assert other.committed == [0]


Interleaving = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3), st.booleans()), max_size=40)


async def write_interleaved(
    journal: Journal, steps: list[tuple[int, int, bool]]
) -> dict[str, Author]:
    authors: dict[str, Author] = {}
    for number, (run, events, wait) in enumerate(steps):
        name = f"r{run}"
        author = authors.get(name) or Author.of(journal, new_run(name))
        authors[name] = author
        author.write(*(noted(f"{number}.{event}") for event in range(events)))
        if wait:
            await journal.settled()
    await journal.settled()
    return authors


@given(Interleaving)
@settings(max_examples=30, deadline=None)
async def test_any_interleaving_reads_back_run_by_run_in_order(
    steps: list[tuple[int, int, bool]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        journals: list[Journal] = [MemoryJournal(), await open_journal(Path(folder) / "runs.db")]
        for journal in journals:
            authors = await write_interleaved(journal, steps)
            for name, author in authors.items():
                assert await journal.turns(name) == author.turns
                assert author.committed == list(range(len(author.turns)))
            assert {row.id for row in await journal.runs()} == set(authors)
            await journal.close()
