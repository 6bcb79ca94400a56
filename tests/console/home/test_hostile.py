"""Nothing that a text tries is on the screen of home, wherever the text came from."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from orchtui.console.glyphs import UNICODE
from orchtui.console.home.recipes import Described, Listed, checked_rows, recipe_rows
from orchtui.console.home.run_details import Gist, run_rows
from orchtui.console.home.run_filter import wanted
from orchtui.console.home.run_list import Listing
from orchtui.console.home.run_table import empty_rows, place_row, placed, run_row, standing, title
from orchtui.console.text.row import Row, plain
from orchtui.domain.state.summary import Found, RunRow, Summary
from tests.console.hostile import HOSTILE, harmful

WIDTH = 60


def every_row(text: str) -> Sequence[Row]:
    """All that home shows, with this text wherever a text goes."""
    run = RunRow(text, text, text, True, 0.0, 0.0, Summary(text or "done"))
    told = Gist(
        text, text, (text,), (text,), text, {"done": 1}, [(text, text, text)], [(text, text)]
    )
    listing = Listing()
    listing.take([run])
    listing.search(text, [Found(text, text, text, text)])
    listing.wanted = wanted("!is:done")
    listing.wanted = type(listing.wanted)(text, listing.wanted.tests)
    now = time.time()
    return [
        run_row(run, placed(WIDTH), UNICODE, now, is_marked=True),
        place_row(Found(text, text, text, text), text, text, WIDTH, UNICODE, 2),
        *run_rows(run, told, WIDTH, UNICODE, now),
        *run_rows(run, text, WIDTH, UNICODE, now),
        *recipe_rows([Listed(text, text)], WIDTH),
        *checked_rows(Described(text, problems=(text,)), WIDTH),
        *empty_rows(listing, WIDTH),
        standing(listing, UNICODE, WIDTH),
        Row(((title(listing), ""),)),
    ]


@pytest.mark.parametrize("name", HOSTILE)
def test_what_would_harm_a_terminal_is_shown_as_what_it_is(name: str) -> None:
    assert harmful(plain(every_row(HOSTILE[name])).replace("\n", " ")) == ""


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_is_so_long_that_home_shows_more_of_it_than_helps(name: str) -> None:
    assert sum(row.width for row in every_row(HOSTILE[name])) < 150_000
