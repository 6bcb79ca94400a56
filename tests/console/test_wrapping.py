"""Text folded to a pane: nothing is lost, nothing is too wide, and a stream folds as its whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from orchtui.console.text.wrap import Flow, Tail, wrapped
from orchtui.domain.sanitize import clean

TEXTS = st.text(
    alphabet=st.sampled_from("ab cd  \n\té世界🙂x\u200d\x1b[2J\x9b"), max_size=200
) | st.text(max_size=80)
WIDTHS = st.integers(2, 30)


@given(TEXTS, WIDTHS)
def test_no_line_is_wider_than_the_pane(text: str, width: int) -> None:
    assert all(cell_len(line.rstrip()) <= width for line in wrapped(text, width))


@given(TEXTS, WIDTHS)
def test_nothing_of_the_text_is_lost(text: str, width: int) -> None:
    assert "".join(wrapped(text, width)) == clean(text).replace("\t", "    ").replace("\n", "")


@given(st.lists(TEXTS, max_size=8), WIDTHS)
def test_a_stream_folds_as_its_whole_would(pieces: list[str], width: int) -> None:
    # What comes through here was made harmless as it came; then pieces join to the whole.
    harmless = [clean(piece) for piece in pieces]
    tail = Tail(width)
    for piece in harmless:
        tail.feed(piece)

    assert tail.lines == wrapped("".join(harmless), width) or not "".join(harmless)


@given(st.lists(TEXTS, max_size=8), WIDTHS)
def test_a_stream_flows_as_its_whole_would(pieces: list[str], width: int) -> None:
    flow = Flow(width)
    told = "".join(flow.feed(piece) for piece in [*pieces, "."])

    assert told == Flow(width).feed("".join(pieces) + ".")
    assert told.replace("\n", " ") == "".join([*pieces, "."]).replace("\n", " ")


def test_prose_that_was_broken_at_another_width_flows() -> None:
    prose = "A line that is too long for it\nis gone on with.\nA short one stays.\n\n# Head\n- one"
    assert Flow(20).feed(prose).split("\n") == [
        "A line that is too long for it is gone on with.",
        "A short one stays.",
        "",
        "# Head",
        "- one",
    ]


def test_data_does_not_flow() -> None:
    data = '{"a": "a long line of its own",\nmore}'
    assert Flow(10).feed(data) == data


def test_words_stay_whole_where_they_fit() -> None:
    assert wrapped("the quick brown fox", 10) == ["the quick ", "brown fox"]


def test_a_megabyte_on_one_line_is_folded_without_being_copied_again_and_again() -> None:
    tail = Tail(80)
    for _ in range(1000):
        tail.feed("word " * 200)

    assert len(tail.lines) > 12_000
    assert sum(map(len, tail.lines)) == 1_000_000
