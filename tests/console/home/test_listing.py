"""Which runs are listed, and in which order: laws over any runs, and the words of a filter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchtui.console.glyphs import ASCII, UNICODE
from orchtui.console.home.run_filter import KINDS, wanted
from orchtui.console.home.run_list import PLACES, SORTS, Listing
from orchtui.console.home.run_table import Lazy, age, cost, place_row, placed, run_row, took
from orchtui.console.status_styles import RUN_STYLES
from orchtui.console.text.row import Row
from orchtui.domain.state.summary import Found, RunRow, Summary
from orchtui.errors import UsageError

texts = st.text(max_size=30)
runs = st.builds(
    RunRow,
    id=st.uuids().map(str),
    recipe=texts,
    task=texts,
    rehearsed=st.booleans(),
    started=st.floats(0, 2e9),
    updated=st.floats(0, 2e9),
    summary=st.builds(
        Summary,
        status=st.sampled_from([*RUN_STYLES]),
        steps=st.integers(0, 20_000),
        done=st.integers(0, 20_000),
        cost=st.integers(0, 10**13),
        tokens=st.integers(0, 10**9),
        seconds=st.floats(0, 1e6),
    ),
)
many = st.lists(runs, max_size=20, unique_by=lambda row: row.id)
filters = st.sampled_from(["", "a", "!a", "is:done", "!is:failed,paused", "is:real", "/[0-9]/ a"])


def run(id: str, **other: object) -> RunRow:  # noqa: A002 - as the row calls it
    fields: dict[str, object] = {
        "recipe": "hello",
        "task": "Greet",
        "rehearsed": True,
        "started": 0.0,
        "updated": 0.0,
        "summary": Summary("done"),
    }
    return RunRow(id=id, **(fields | other))  # type: ignore[arg-type]


def listing(rows: list[RunRow], *, sort: str = "age", filtered: str = "") -> Listing:
    made = Listing()
    made.sort, made.wanted = sort, wanted(filtered)
    made.take(rows)
    made.arrange()
    return made


@given(many, st.sampled_from([*SORTS]), filters)
def test_just_what_is_wanted_is_listed_in_order(rows: list[RunRow], sort: str, typed: str) -> None:
    made = listing(rows, sort=sort, filtered=typed)

    shown = [made.known[key] for key in made.keys]

    assert {row.id for row in shown} == {row.id for row in rows if wanted(typed).fits(row)}
    assert shown == sorted(shown, key=SORTS[sort])


@given(runs, st.sampled_from(["a", "is:done", "is:rehearsed,failed", "/x|y/"]))
def test_a_run_fits_either_a_word_or_its_opposite(row: RunRow, word: str) -> None:
    assert wanted(word).fits(row) is not wanted(f"!{word}").fits(row)


@given(many, many)
def test_runs_that_were_asked_for_and_are_not_there_are_gone(
    before: list[RunRow], after: list[RunRow]
) -> None:
    made = listing(before)
    seen = [row.id for row in before]

    changed = made.take(after, seen)

    assert set(made.keys) == {row.id for row in after}
    assert changed == bool(before or after)
    assert not made.take(after, [row.id for row in after])


def test_words_are_looked_for_in_all_that_is_listed_of_a_run() -> None:
    row = run("2pz36", recipe="Debate", task="Late fees", summary=Summary("failed"))

    for typed in ("2pz", "debate", "FEES", "late fees", "fail", "is:failed", "is:done,failed"):
        assert wanted(typed).fits(row), typed
    for typed in ("hello", "is:done", "is:real", "!fees", "debate hello", "/^late/"):
        assert not wanted(typed).fits(row), typed


@pytest.mark.parametrize(("typed", "told"), [("is:faild", "failed"), ("/(/", "regular expression")])
def test_a_mistake_in_a_filter_is_told(typed: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        wanted(typed)


def test_every_status_there_is_can_be_asked_for() -> None:
    assert {*UNICODE.run} - {"new"} <= {*KINDS}


def test_a_mark_is_lost_with_what_is_no_longer_listed() -> None:
    made = listing([run("a"), run("b", recipe="debate")])
    made.marked = {"a", "b"}

    made.wanted = wanted("debate")
    made.arrange()

    assert made.marked == {"b"}


def test_places_stand_below_their_run_and_the_rest_is_counted() -> None:
    made = listing([run("a", started=1.0), run("b", started=2.0), run("c")])
    places = [Found("b", f"step.{n}", "reply", "the sea") for n in range(5)]

    made.search("sea", [*places, Found("a", "one", "prompt", "a sea")])

    assert [made.run_of(key) for key in made.keys] == ["b"] * (1 + PLACES) + ["a"] * 2
    assert [made.place(key) for key in made.keys[1:3]] == places[:2]
    assert [made.more_after(key) for key in made.keys] == [0, 0, 0, 5 - PLACES, 0, 0]
    made.search("")
    assert len(made.keys) == 3


def test_only_what_is_seen_of_a_long_list_is_made_into_rows() -> None:
    asked: list[str] = []

    def make(key: str) -> Row:
        asked.append(key)
        return Row(key=key)

    rows = Lazy([str(number) for number in range(10_000)], make)

    assert [row.key for row in rows[5_000:5_030]] == [str(n) for n in range(5_000, 5_030)]
    assert rows[5_010].key == "5010"
    assert len(rows) == 10_000
    assert len(asked) == 30


# -- columns ---------------------------------------------------------------------------------------


@given(runs, st.integers(50, 250), st.sampled_from([*SORTS]), st.sampled_from([UNICODE, ASCII]))
def test_a_run_takes_just_the_columns_there_are(
    row: RunRow, width: int, sort: str, glyphs: object
) -> None:
    columns = placed(width, sort)

    line = run_row(row, columns, UNICODE, 2e9, is_marked=False)

    assert sum(each.width for each in columns) == width
    assert line.width == width
    assert sort in [each.sort for each in columns]


@given(texts, texts, texts, st.integers(60, 200))
def test_a_place_takes_no_more_than_a_line(path: str, said: str, words: str, width: int) -> None:
    line = place_row(Found("r", "step", "reply", path + said), "r", words, width, UNICODE, 3)

    assert line.width <= width


def test_the_words_that_were_searched_for_stand_out() -> None:
    found = Found("r", "one", "reply", "The Sea, the sea.")

    line = place_row(found, "r", "sea", 80, UNICODE, 0)

    assert [text for text, style in line.spans if "turned" in style] == ["Sea", "sea"]


def test_figures_are_short_and_say_what_they_leave_out() -> None:
    assert [age(s) for s in (0, 59, 61, 3600, 86400 * 3, 86400 * 400)] == [
        "0s", "59s", "1m", "1h", "3d", "1y",
    ]  # fmt: skip
    assert [took(s) for s in (7, 754, 3599, 7500)] == ["0:07", "12:34", "59:59", "2h05"]
    rehearsed = [run("a", summary=Summary(cost=c)) for c in (0, 500, 31_000_000, 2_500_000_000)]
    assert [cost(row) for row in rehearsed] == ["-", "<~$0.001", "~$0.0310", "~$2.50"]
    assert cost(run("a", rehearsed=False, summary=Summary(cost=31_000_000))) == "$0.0310"
