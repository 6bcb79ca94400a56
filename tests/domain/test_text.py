"""A model's text is harmless before anything else sees it."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchtui.domain.sanitize import Cleaner, clean, first_line, shorten

AWKWARD = "\r\n\t\x1b\x00\x07\x7f\x85\x9b\u061c\u200b\u200d\u200e\u2028\u202e\u2066\ufeff\U000e0041"
SURROGATES = "\ud83d\ude00\udb40\udc41"

any_text = st.text(
    st.one_of(
        st.sampled_from(AWKWARD + SURROGATES + "aé日👩 "),
        st.characters(codec=None, exclude_categories=()),
    )
)


def test_ordinary_text_is_returned_as_it_is() -> None:
    for text in ("", "Plain.", "Zwei\n\tZeilen", "日本語", "naïve café — “quoted” …", "a\u00a0b"):
        assert clean(text) is text


def test_emoji_keep_their_joiners_and_variation_selectors() -> None:
    for text in ("👩\u200d💻", "❤\ufe0f", "👨\u200d👩\u200d👧\u200d👦", "क्\u200dष"):
        assert clean(text) == text


@pytest.mark.parametrize(
    ("raw", "harmless"),
    [
        ("\x1b[31mred", "␛[31mred"),
        ("\x00\x07\x08", "␀␇␈"),
        ("del\x7f", "del␡"),
        ("\x9b31m", "\ufffd31m"),
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        ("\r\r\n\n", "\n\n\n"),
        ("a\u2028b\u2029c", "a\nb\nc"),
        ("abc\u202etxt.exe", "abc⟪U+202E⟫txt.exe"),
        ("\u2066x\u2069\u200f\u061c", "⟪U+2066⟫x⟪U+2069⟫⟪U+200F⟫⟪U+061C⟫"),
        ("pass\u200bword\ufeff\u2060", "password"),
        ("hi\U000e0041\U000e0042", "hi\ufffd\ufffd"),
        ("half \ud83d", "half \ufffd"),
        ("\ude00\ud83d", "\ufffd\ufffd"),
        ("\ud83d\ude00", "😀"),
        ("\udb40\udc41", "\ufffd"),  # a tag character, in two halves
    ],
)
def test_what_could_do_harm_is_shown_instead_of_done(raw: str, harmless: str) -> None:
    assert clean(raw) == harmless


@given(any_text)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(any_text)
def test_nothing_that_drives_a_terminal_is_left(text: str) -> None:
    for letter in clean(text):
        assert letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cs", "Zl", "Zp"}
        assert unicodedata.bidirectional(letter) not in {
            *("LRE", "RLE", "LRO", "RLO", "PDF"),
            *("LRI", "RLI", "FSI", "PDI"),
        }
    clean(text).encode()


def test_every_single_character_comes_out_harmless() -> None:
    for code in range(0x110000):
        letter = clean(chr(code))
        if letter != chr(code):
            assert not set(letter) & set(chr(code)), hex(code)
            assert clean(letter) == letter


@given(any_text, st.lists(st.integers(0, 200)))
def test_a_stream_cleaned_chunk_by_chunk_is_the_whole_cleaned(text: str, cuts: list[int]) -> None:
    edges = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    chunks = [text[start:end] for start, end in pairwise(edges)]
    cleaner = Cleaner()
    shown = "".join([*map(cleaner.feed, chunks), cleaner.finish()])
    assert shown == clean(text)


def test_a_line_end_split_between_chunks_is_one_newline() -> None:
    cleaner = Cleaner()
    assert [cleaner.feed("one\r"), cleaner.feed("\ntwo"), cleaner.finish()] == ["one", "\ntwo", ""]


def test_an_emoji_split_between_chunks_comes_out_whole() -> None:
    cleaner = Cleaner()
    assert [cleaner.feed("hi \ud83d"), cleaner.feed("\ude00!"), cleaner.finish()] == [
        "hi ",
        "😀!",
        "",
    ]


def test_a_stream_that_ends_on_a_carriage_return_gives_its_newline_at_the_end() -> None:
    cleaner = Cleaner()
    assert [cleaner.feed("one\r"), cleaner.feed(""), cleaner.finish(), cleaner.finish()] == [
        *("one", "", "\n", "")
    ]


def test_shortening_says_that_something_was_cut() -> None:
    assert shorten("entanglement", 12) == "entanglement"
    assert shorten("entanglement", 8) == "entangl…"
    assert shorten("two words", 5) == "two…"  # no space is left before the mark
    assert shorten("two words", 8, mark=" [more]") == "t [more]"
    assert shorten("👩\u200d💻 at work", 3) == "👩…"


@given(any_text, st.integers(-3, 30), st.text(max_size=5))
def test_a_shortened_text_never_exceeds_its_limit(text: str, limit: int, mark: str) -> None:
    assert len(shorten(text, limit, mark)) <= max(limit, 0)


def test_the_first_line_is_the_first_that_says_anything() -> None:
    assert first_line("\n  \n  The   answer\tis yes.\nBecause …", 40) == "The answer is yes."
    assert first_line("The answer is a long one", 10) == "The answe…"
    assert first_line(" \n\t\n", 10) == ""
