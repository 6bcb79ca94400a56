"""What is shown of an answer while it comes: the same lines as of the whole; its end, if long."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from orchtui.console.streaming import MOST, Streams
from orchtui.console.text.row import plain, row
from orchtui.console.text.wrap import Flow, Tail, wrapped

PIECES = st.lists(st.text(alphabet="ab c\n-1.", max_size=12), max_size=60)


class Said:
    """Pieces that come one after the other."""

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def heard(self, _path: str, after: int) -> list[str]:
        return self.pieces[after:]


@given(PIECES, st.integers(1, 20))
def test_rows_that_were_read_on_are_those_of_the_whole(pieces: list[str], width: int) -> None:
    said, whole = Said(), Said()
    grown = Streams(said.heard)
    for piece in pieces:
        said.pieces.append(piece)
        grown.rows("a", width)
    whole.pieces = pieces
    assert grown.rows("a", width) == Streams(whole.heard).rows("a", width)


@given(PIECES, st.integers(1, 20), st.integers(1, 10))
def test_a_tail_is_the_end_of_the_whole(pieces: list[str], width: int, most: int) -> None:
    tail, whole = Tail(width, most), Tail(width)
    for piece in pieces:
        tail.feed(piece)
        whole.feed(piece)
    assert tail.lines == whole.lines[tail.gone :]
    assert len(tail.lines) >= min(most, len(whole.lines))


def test_a_very_long_answer_is_told_by_its_end_and_by_how_much_is_before_it() -> None:
    said = Said()
    streams = Streams(said.heard)
    for number in range(0, 3 * MOST, 100):
        said.pieces += [f"line {each}\n" for each in range(number, number + 100)]
        streams.rows("a", 20)
    told, *kept = streams.rows("a", 20)
    assert len(kept) <= MOST * 5 // 4
    gone = 3 * MOST - len(kept)  # the last line is not known to have ended
    assert told.plain == f"… {gone:,} earlier lines: all of it is told once it is whole"
    assert plain(kept).startswith(f"line {gone}\n")
    assert plain(kept).strip().endswith(f"line {3 * MOST - 1}")


def test_a_step_that_was_forgotten_begins_anew() -> None:
    said = Said()
    streams = Streams(said.heard)
    said.pieces = ["one "]
    streams.rows("a", 20)
    streams.forget("a")
    said.pieces = ["another"]
    assert streams.rows("a", 20) == [row("another")]


def test_a_whole_text_is_never_cut() -> None:
    assert len(wrapped("a\n" * 3 * MOST, 20)) == 3 * MOST + 1
    assert Flow(20).feed("a\n" * 3).startswith("a\na")
