"""Long lines on a terminal: folded between words, paragraphs kept together, code left alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from orchtui.narration.wrap import wrapped


def test_what_a_long_line_leaves_over_flows_into_its_paragraph() -> None:
    text = "one two three four five\nsix seven\n\neight"
    assert wrapped(text, 15) == "one two three\nfour five six\nseven\n\neight"


def test_short_lines_stay_as_they_are() -> None:
    text = "one two\nthree\n\n- four\n- five"
    assert wrapped(text, 15) == text


def test_a_list_keeps_its_items_apart_and_its_text_below_itself() -> None:
    text = "- one two three four five\n  six\n- seven"
    assert wrapped(text, 16) == "- one two three\n  four five six\n- seven"


def test_code_tables_and_headings_are_not_joined() -> None:
    for text in ("| one | two | three |\n| a | b |", "```\none two three four\nfive\n```"):
        assert wrapped(text, 12).split("\n")[-1] == text.split("\n")[-1]
    assert wrapped("# one two three four\nfive", 12).endswith("\nfive")
    assert wrapped("one two three four\n    code = 1", 12).endswith("\n    code = 1")


@given(st.text("ab -*#`|\n", max_size=200), st.integers(1, 30))
def test_no_word_is_lost_and_none_is_added(text: str, room: int) -> None:
    assert wrapped(text, room).split() == text.split()
