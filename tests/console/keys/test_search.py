"""Searching: what is found is listed, gone through, and marked where it stands."""

from __future__ import annotations

from tests.console.keys.driving import NARROW, done, on, recorded, running


async def test_what_is_found_is_listed_and_counted() -> None:
    async with on(done()) as run:
        await run.press("slash")
        await run.type("fact")
        assert run.tab == "Found"
        assert run.focus == "tab"
        places = len(run.sheet("tab").rows)
        assert places > 1
        assert run.footer == f"{places} places; . and , go from one to the next"


async def test_the_next_and_the_one_before_are_gone_to_from_any_panel() -> None:
    async with on(done()) as run:
        await run.colon("find fact")
        rows = run.sheet("tab").rows
        await run.press(".", ".", ".", ",")
        assert run.row == 1
        await run.press("2", ".")
        assert run.sheet("tab").pointed is rows[2]
        assert run.focus == "graph"
        await run.press("6", ".")
        assert run.tab == "Found"


async def test_the_step_in_which_it_was_found_is_looked_at_and_opened() -> None:
    async with on(done()) as run:
        await run.colon("find fact")
        await run.press("home")
        assert run.screen.view.selected == run.pointed
        await run.press("enter")
        assert run.focus == "step"


FINDS = {
    "researcher": True,
    "RESEARCHER": False,
    "/^resea.*er$/": True,
    "/^sear/": False,
    "!nothing that stands there": True,
    "nothing that stands there": False,
}


async def test_words_a_pattern_and_what_is_not_there() -> None:
    async with on(done()) as run:
        for words, finds in FINDS.items():
            await run.press("slash")
            await run.type(words)
            assert bool(run.screen.view.found) is finds
            assert finds or f"{words} is nowhere in this run" in run.text


async def test_a_pattern_that_is_none_is_told() -> None:
    async with on(done()) as run:
        await run.press("slash")
        await run.type("/(half/")
        assert run.footer.startswith("/(half/ is no pattern")


async def test_one_place_is_no_places() -> None:
    async with on(done()) as run:
        await run.colon("find /^researcher$/")
        assert run.footer == "1 place; . and , go from one to the next"


async def test_what_is_found_is_marked_where_it_stands() -> None:
    async with on(done()) as run:
        await run.colon("find researcher")
        assert run.sheet("agents").sought is not None
        await run.press("slash", "enter")
        assert run.sheet("agents").sought is None
        assert not run.screen.view.found


async def test_the_next_is_gone_to_where_there_is_room_for_one_panel_only() -> None:
    async with on(done(), NARROW) as run:
        await run.colon("find fact")
        await run.press("4")
        assert not run.sheet("tab").is_on_screen
        await run.press(".", ".")
        assert run.sheet("tab").pointed is run.screen.view.found[1]
        assert run.screen.view.selected == run.sheet("tab").pointed.key


async def test_nothing_is_gone_to_where_nothing_was_searched_for() -> None:
    async with on(running()) as run:
        await run.press(".")
        assert run.footer == "nothing is searched for: / searches"


async def test_a_step_that_is_not_planned_at_a_moment_is_told_and_gone_to_with_enter() -> None:
    async with on(recorded()) as run:
        await run.colon("find /^editor$/")
        run.screen.actions.go(0)
        await run.press(".")
        assert run.footer == "editor is not planned yet at this moment: enter goes to it"
        assert run.screen.view.step is None
        await run.press("enter")
        assert run.screen.view.selected == "editor"
        assert run.screen.view.state.steps["editor"].is_over
