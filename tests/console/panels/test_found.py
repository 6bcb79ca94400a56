"""Search: every text of a run, by plain words, by a pattern, or by where they do not stand."""

from __future__ import annotations

import pytest

from orchtui.console.panels import found
from orchtui.console.panels.found import search
from orchtui.console.text.row import Row
from orchtui.domain import events as e
from orchtui.errors import UsageError
from tests.console.panels.building import Story


def story() -> Story:
    made = Story("writer", "critic")
    made.at(1, e.StepPlanned(path="draft/writer", agent="writer", says="Write of the sea."))
    made.at(1, e.StepAsked(path="draft/writer", digest="d", sent="s", model="m"))
    made.at(2, e.AttemptFailed(path="draft/writer", fault="server", message="Overloaded"))
    made.at(2, e.StepAsked(path="draft/writer", attempt=2, digest="d", sent="s", model="m"))
    made.replied(3, "draft/writer", "The Sea is deep. " + "word " * 500, attempt=2)
    made.at(3, e.Said(agent="critic", text="Mind the tide.", by="ada")).asked(4, "critic")
    made.replied(5, "critic", "Salt is missing.").at(5, e.Noted(text="One round was enough."))
    return made


def places(words: str) -> list[tuple[str, str]]:
    """Where words were found: the key, and what sort of text it is."""
    return [(row.key, row.spans[1][0].strip()) for row in search(story().view(), words)]


def marked(row: Row) -> str:
    return "".join(text for text, style in row.spans if style == "turned")


def test_words_are_found_in_paths_instructions_replies_errors_messages_and_notes() -> None:
    assert ("draft/writer", "step") in places("draft")
    assert places("of the sea") == [("draft/writer", "instruction")]
    assert places("salt") == [("critic", "reply")]
    assert places("overloaded") == [("draft/writer", "error")]
    assert places("tide") == [("critic", "message")]
    assert places("one round") == [("note", "note")]


def test_small_letters_find_great_ones_and_great_ones_only_themselves() -> None:
    assert len(places("sea")) == 2
    assert places("Sea") == [("draft/writer", "reply")]


def test_a_pattern_stands_between_slashes() -> None:
    assert places("/s[ae]a?lt/") == [("critic", "reply")]
    assert places("s[ae]a?lt") == []


def test_an_exclamation_mark_finds_the_steps_where_it_is_not() -> None:
    assert places("!sea") == [("critic", "step")]
    assert places("!/.*/") == []


def test_a_hit_is_marked_in_what_stands_around_it() -> None:
    (row,) = search(story().view(), "deep")
    assert marked(row) == "deep"
    assert "The Sea is deep. word" in row.plain
    assert row.plain.endswith("…")
    assert row.kind == "step"


def test_a_pattern_that_cannot_be_read_is_told_with_where() -> None:
    with pytest.raises(UsageError, match=r"/a\(b/ is no pattern: .* at character 2"):
        search(story().view(), "/a(b/")


def test_nothing_is_found_by_nothing() -> None:
    assert [places(words) for words in ("", "!", "//", "  ")] == [[], [], [], []]


def test_the_whole_run_is_searched_wherever_one_looks() -> None:
    view = story().view()
    view.go(1)
    assert search(view, "salt")


def test_the_tab_says_what_was_searched_for_and_not_found() -> None:
    view = story().view(sought="whale")
    assert "whale is nowhere" in found.rows(view, 80)[0].plain
    view.found = search(view, "salt")
    assert found.rows(view, 80) == view.found
