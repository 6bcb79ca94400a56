"""When the screen draws: at once after a key, nothing while nothing happens, all of it seldom."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from orchtui.console.text.row import row
from orchtui.console.widgets.row_list import Sheet
from orchtui.domain import events as e
from tests.console.looking import Still, asked, console, screen_of, still

SIZE = (120, 36)


def running() -> Still:
    return still("research-article", upto=asked("copy_editor"))


def paused() -> Still:
    return still(
        "research-article",
        breaks=("fact_checker:after",),
        upto=lambda event: isinstance(event, e.RunPaused),
    )


@pytest.fixture(scope="module", autouse=True)
def rehearsed() -> None:
    """What is looked at has its record before a loop runs."""
    running(), paused()


def to_be_drawn(pilot: Pilot[None]) -> list[str | None]:
    """The panels of which something is still to be drawn."""
    return [each.id for each in pilot.app.screen.query(Sheet) if each.is_to_be_drawn]


async def test_what_a_key_changes_is_there_without_waiting_for_a_beat() -> None:
    app = console(running())
    async with app.run_test(size=SIZE) as pilot:
        screen = screen_of(app)
        await pilot.press("1", "home")
        assert screen._timer is not None
        screen._timer.pause()
        await pilot.press("down")
        await pilot.pause()
        assert screen.view.selected == "fact_checker"
        assert "3 fact_ch" in str(screen.query_one("#step", Sheet).border_title)


async def test_while_nothing_happens_nothing_is_drawn() -> None:
    app = console(paused())
    async with app.run_test(size=SIZE) as pilot:
        screen = screen_of(app)
        await pilot.pause()
        assert screen._timer is not None
        screen._timer.pause()
        await pilot.pause()
        for _ in range(10):
            screen.beat()
            assert to_be_drawn(pilot) == []


async def test_a_panel_that_comes_into_sight_is_filled_while_nothing_happens() -> None:
    app = console(paused())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1")
        await pilot.pause(0.2)
        assert "researcher" in "".join(
            each.plain for each in screen_of(app).query_one("#agents", Sheet).rows
        )


async def test_a_panel_that_grows_has_the_screen_laid_out_only_where_a_scrollbar_comes() -> None:
    app = console(paused())
    async with app.run_test(size=SIZE) as pilot:
        screen = screen_of(app)
        assert screen._timer is not None
        screen._timer.pause()
        await pilot.pause()
        step = screen.query_one("#step", Sheet)
        step.show([row(f"line {number}") for number in range(200)])
        await pilot.pause()
        before = step._layout_updates
        step.show([row(f"line {number}") for number in range(201)])
        assert step.virtual_size.height == 201
        assert step._layout_updates == before
        step.show([row("one line")])
        assert step._layout_updates > before
        assert step.scroll_offset.y == 0
