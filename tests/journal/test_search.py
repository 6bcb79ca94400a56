"""Searching what runs say: whatever is typed, in any run, however long ago it was written."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchtui.domain.events import AttemptFailed
from orchtui.domain.state.summary import Found
from orchtui.journal import Journal, open_journal
from orchtui.journal.search import excerpt, phrases, place
from orchtui.journal.sqlite import SqliteJournal
from tests.journal.building import Author, new_run, noted, planned, replied, started

LONG = "Nothing of note stands here. " * 20 + "A whale! And more. " + "Nothing again. " * 20


async def one_run(journal: Journal) -> Author:
    author = Author.of(journal, new_run("r1"))
    author.write(started("Explain the tides."), planned("a", "Say why the sea rises."))
    author.write(replied("a", "The Moon's pull; été comme hiver."), noted("doubtful pull"))
    author.says("b", LONG)
    author.write(AttemptFailed(path="c", text="Half a sent", fault="timeout", message="too slow"))
    await journal.settled()
    return author


async def test_prompts_replies_tasks_notes_and_partial_texts_are_found(journal: Journal) -> None:
    await one_run(journal)
    found = {
        word: [(each.run, each.path, each.what) for each in await journal.search(word)]
        for word in ("tides", "rises", "moon", "doubtful", "whale", "half")
    }
    assert found == {
        "tides": [("r1", "", "task")],
        "rises": [("r1", "a", "prompt")],
        "moon": [("r1", "a", "reply")],
        "doubtful": [("r1", "", "note")],
        "whale": [("r1", "b", "reply")],
        "half": [("r1", "c", "reply")],
    }


async def test_an_excerpt_shows_the_match(journal: Journal) -> None:
    await one_run(journal)
    (found,) = await journal.search("whale")
    assert found.excerpt.startswith("…")
    assert found.excerpt.endswith("…")
    assert "A whale! And more." in found.excerpt
    assert len(found.excerpt) < 120
    (short,) = await journal.search("rises")
    assert short == Found("r1", "a", "prompt", "Say why the sea rises.")


@pytest.mark.parametrize(
    ("typed", "hits"),
    [
        ("MOON", 1),
        ("ete", 1),
        ("hivér", 1),
        ("pull", 2),
        ("moon pull", 1),
        ("pull moon", 1),
        ('"pull moon"', 0),
        ('"moon s pull"', 1),
        ("moon's", 1),
        ("doub*", 1),
        ("doub", 0),
        ('"why the se"*', 1),
        ("moon -pull", 1),
        ("moon AND", 0),
        ("NOT moon", 0),
        ("moon OR whale", 0),
        ("text:moon", 0),
        ("^moon", 1),
        ('moon "', 1),
        ('"moon', 1),
        ("(moon", 1),
        ("*", 0),
        ('""', 0),
        ("", 0),
        ("moon; DROP TABLE search", 0),
        ("moon\0pull", 0),
    ],
)
async def test_what_is_typed_is_words_and_never_syntax(
    journal: Journal, typed: str, hits: int
) -> None:
    await one_run(journal)
    assert len(await journal.search(typed)) == hits


async def test_newer_runs_come_first_and_within_a_run_what_was_said_first(
    journal: Journal,
) -> None:
    for number in range(3):
        author = Author.of(journal, new_run(f"r{number}", started=float(number)))
        author.says("a", "a tide")
        author.says("b", "another tide")
    found = await journal.search("tide")
    assert [(each.run, each.path) for each in found] == [
        (run, path) for run in ("r2", "r1", "r0") for path in ("a", "b")
    ]
    assert len(await journal.search("tide", limit=3)) == 3


async def test_what_is_appended_after_a_search_is_found_by_the_next(journal: Journal) -> None:
    author = await one_run(journal)
    assert await journal.search("heron") == []
    author.says("d", "A heron stands still.")
    assert len(await journal.search("heron")) == 1
    assert len(await journal.search("whale")) == 1


async def test_a_removed_run_is_not_found_and_others_are(journal: Journal) -> None:
    await one_run(journal)
    Author.of(journal, new_run("r2")).says("a", "the moon again")
    assert len(await journal.search("moon")) == 2
    await journal.remove(["r1"])
    assert [each.run for each in await journal.search("moon")] == ["r2"]
    assert await journal.search("whale") == []


async def test_a_long_run_is_indexed_whole(sqlite: SqliteJournal) -> None:
    author = Author.of(sqlite, new_run("r1"))
    for number in range(700):
        author.write(replied("a", f"tide number{number}"), planned("b"))
    assert len(await sqlite.search("tide", limit=1000)) == 700
    assert len(await sqlite.search("number699")) == 1


async def test_closing_indexes_what_was_written(path: Path) -> None:
    journal = await open_journal(path)
    await one_run(journal)
    await journal.close()
    database = sqlite3.connect(path)
    assert database.execute("SELECT indexed = events FROM run").fetchone() == (1,)
    database.execute("INSERT INTO search(search) VALUES('integrity-check')")
    database.close()


async def test_removing_every_run_leaves_nothing_in_the_index(path: Path) -> None:
    journal = await open_journal(path)
    await one_run(journal)
    before = await journal.search("tides moon") + await journal.search("whale")
    await journal.remove(["r1"])
    await journal.close()
    assert before
    database = sqlite3.connect(path)
    for word in ("moon", "whale", "tides", "nothing"):
        found = database.execute("SELECT rowid FROM search WHERE search MATCH ?", (word,))
        assert found.fetchall() == []
    database.close()


@given(st.text(), st.text(max_size=30))
def test_any_text_and_any_words_give_an_excerpt_that_is_of_the_text(text: str, typed: str) -> None:
    shown = excerpt(text, phrases(typed)).strip("…")
    assert shown in " ".join(text.split())


@given(st.lists(st.text("abcXYZ019éß", min_size=1), min_size=1, max_size=8), st.data())
def test_every_word_of_a_text_is_found_in_it(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first + 1, len(words)))
    phrase = " ".join(words[first:last])
    span = place(text, phrases(f'"{phrase}"'))
    assert span is not None
    assert len(text[slice(*span)].split()) == last - first
    assert place(text, phrases(words[first][:1] + "*")) is not None
