"""A question over a screen: its answers stay in sight, however long it is."""

from __future__ import annotations

import pytest

from orchtui.console.dialogs.choice import Choice
from orchtui.console.widgets.row_list import Sheet
from tests.console.looking import Still, console, screen_of, still

ANSWERS = {"yes": ("1", "yes", ""), "no": ("2", "no", "the default")}


@pytest.fixture
def source() -> Still:
    return still("hello")


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (60, 18)])
async def test_answers_are_in_sight_under_a_text_of_any_length(
    size: tuple[int, int], source: Still
) -> None:
    app = console(source)
    async with app.run_test(size=size) as pilot:
        screen_of(app).choose("Really?", "word " * 2_000, ANSWERS, lambda _: None)
        await pilot.pause()
        assert isinstance(app.screen, Choice)
        answers, about = app.screen.query_one("#answers"), app.screen.query_one("#about", Sheet)
        assert answers.size.height == len(ANSWERS)
        assert answers.region.bottom < size[1]
        await pilot.press("pagedown")
        assert about.scroll_offset.y == about.size.height - 1
        await pilot.resize_terminal(size[0], size[1] + 4)
        await pilot.pause()
        assert answers.size.height == len(ANSWERS)
