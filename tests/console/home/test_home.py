"""The home screen by its keys: runs are listed, told about, opened, replayed, resumed, deleted."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchtui.console.keymap import HOME
from orchtui.console.screens.run import RunScreen
from orchtui.console.text.row import plain
from orchtui.console.widgets.row_list import Sheet
from orchtui.session import Session
from tests.console.home.homes import NARROW, WIDE, Home, at_home, held


def run_screen(home: Home) -> RunScreen:
    assert isinstance(home.app.screen, RunScreen)
    return home.app.screen


# -- what is shown ---------------------------------------------------------------------------------


async def test_runs_stand_beside_recipes_and_details_the_newest_first(
    database: Path, runs: dict[str, str]
) -> None:
    async with at_home(database) as home:
        await home.until_seen(
            "5 runs", "⏸ 1 interrupted", "■ limited", "consensus", "left by the test"
        )

        assert home.listed == [
            runs[each] for each in ("left", "hostile", "limited", "article", "hello")
        ]
        assert "2/2" in home.text
        assert "1 Runs" in home.text
        assert "3 Details" in home.text


async def test_details_follow_the_pointer_and_tell_how_a_run_ended(
    database: Path, runs: dict[str, str]
) -> None:
    async with at_home(database, (200, 50)) as home:
        await home.point_at(runs["limited"])

        await home.until_seen(
            f"debate  run {runs['limited']}", "why", "the limit on cost", "skipped"
        )

        await home.point_at(runs["article"])

        await home.until_seen(f"run {runs['article']}", "✔ 5 done", "Explain quantum")


async def test_without_runs_it_says_what_to_do_first(tmp_path: Path) -> None:
    async with at_home(tmp_path / "new.db") as home:
        await home.until_seen("No run is stored yet.", "orchtui demo", "a rehearsal needs no key")

        await home.press("r")

        assert "no run is there yet" in home.text


async def test_a_narrow_terminal_shows_one_pane_at_a_time(database: Path) -> None:
    async with at_home(database, NARROW) as home:
        await home.until_seen("1 Runs  2 Recipes  3 Details", "recipe", "hello")
        assert "content-pipeline" not in home.text

        await home.press("2")
        await home.until_seen("content-pipeline", "Extract, enrich")
        assert "5m" not in home.text

        await home.press("3")
        await home.until_seen("consensus", "Three perspectives", "panel/builder")

        await home.press("escape")
        await home.until(lambda: home.screen.pane == "recipes")
        await home.press("escape")
        await home.until(lambda: home.screen.pane == "runs")


async def test_every_pane_is_reached_by_tab(database: Path) -> None:
    async with at_home(database, NARROW) as home:
        seen = []
        for _ in range(3):
            seen.append(home.screen.pane)
            await home.press("tab")

        assert seen == ["runs", "recipes", "details"]
        assert home.screen.pane == "runs"


async def test_a_terminal_that_is_too_small_says_so(database: Path) -> None:
    async with at_home(database, (40, 12)) as home:
        assert "orchtui needs 60 columns" in home.text

        await home.pilot.resize_terminal(*WIDE)

        await home.until_seen("1 Runs", "2 Recipes", "5 runs")


async def test_hostile_tasks_are_only_text(database: Path, runs: dict[str, str]) -> None:
    async with at_home(database, (200, 50)) as home:
        await home.point_at(runs["hostile"])
        await home.until_seen("[@click=app.quit]Bob[/] [/x]", "␛]0;pwned", "⟪U+202E⟫")

        for key in ("d", "o", "space", "x", "escape"):
            await home.press(key)

        svg = home.app.export_screenshot()
        assert not {"\x1b", "\x07", "\x9b", "\u202e", "\u2066", "\u200b"} & set(home.text + svg)


# -- listing ---------------------------------------------------------------------------------------


async def test_the_list_is_filtered_by_text_and_status_and_cleared(
    database: Path, runs: dict[str, str]
) -> None:
    async with at_home(database) as home:
        await home.press("f")
        await home.type("is:limited,interrupted")
        assert home.listed == [runs["left"], runs["limited"]]
        await home.until_seen("2 of 5", "filter is:limited,interrupted", "escape show all")

        await home.press("f", "ctrl+u")
        await home.type("!hello")
        assert home.listed == [runs["limited"], runs["article"]]

        await home.press("f", "ctrl+u")
        await home.type("nothing")
        await home.until_seen("No run fits the filter “nothing”.", "escape  list all again")

        await home.press("escape")
        assert len(home.listed) == 5


async def test_a_filter_that_cannot_be_read_changes_nothing(database: Path) -> None:
    async with at_home(database) as home:
        await home.press("f")
        await home.type("is:faild")

        await home.until_seen("no run is 'faild'", "failed")
        assert len(home.listed) == 5


async def test_sorting_goes_round_all_orders(database: Path, runs: dict[str, str]) -> None:
    async with at_home(database) as home:
        listing = home.screen.listing
        for sort in ("cost", "time", "recipe", "status", "age"):
            await home.press("o")
            assert listing.sort == sort
            await home.until_seen(f"{sort}▼", f"sort: {sort}")
            first = listing.known[home.listed[0]]
            if sort == "cost":
                assert first.summary.cost == max(r.summary.cost for r in listing.known.values())
            if sort == "recipe":
                assert first.id == runs["limited"]
            if sort == "status":
                assert first.id == runs["left"]


async def test_a_click_on_a_head_sorts_by_it(database: Path) -> None:
    async with at_home(database) as home:
        line = next(line for line in home.text.split("\n") if "status" in line and "age" in line)

        await home.pilot.click(offset=(line.index("recipe"), 2))

        await home.until(lambda: home.screen.listing.sort == "recipe")


async def test_search_lists_the_runs_that_say_it_with_where(
    database: Path, runs: dict[str, str]
) -> None:
    async with at_home(database) as home:
        await home.press("slash")
        await home.type("entanglement")

        await home.until_seen("1 of 5", "says entanglement", "researcher reply")
        assert home.listed == [runs["article"]]

        await home.press("down", "down", "enter")
        await home.until(lambda: isinstance(home.app.screen, RunScreen))
        assert run_screen(home).view.selected == "researcher"

    async with at_home(database) as home:
        await home.press("slash")
        await home.type("zyzzyva")
        await home.until_seen("No run says “zyzzyva”.")
        await home.press("escape")
        assert len(home.listed) == 5


# -- runs ------------------------------------------------------------------------------------------


async def test_enter_opens_a_recorded_run_at_its_end(database: Path, runs: dict[str, str]) -> None:
    async with at_home(database) as home:
        await home.point_at(runs["article"])

        await home.press("enter")
        await home.until(lambda: isinstance(home.app.screen, RunScreen))

        view = run_screen(home).view
        assert (view.run, view.kind, view.is_past) == (runs["article"], "recorded", False)


async def test_a_run_that_goes_on_elsewhere_is_attached_to(
    database: Path, runs: dict[str, str]
) -> None:
    async with Session.open(database) as other:
        run, carried, leave = await held(other)
        async with at_home(database) as home:
            await home.until_seen("⏸ paused")
            await home.press("r")
            assert f"run {run} goes on: enter opens it" in home.text
            await home.press("x")
            assert f"run {run} goes on: stop it first" in home.text

            await home.press("enter")
            await home.until(lambda: isinstance(home.app.screen, RunScreen))

            assert (run_screen(home).view.run, run_screen(home).view.kind) == (run, "attached")
            leave()
            await carried


async def test_an_interrupted_run_is_taken_up_again_here(
    database: Path, runs: dict[str, str]
) -> None:
    async with at_home(database) as home:
        await home.point_at(runs["left"])

        await home.press("c")
        await home.until(lambda: isinstance(home.app.screen, RunScreen))

        assert (run_screen(home).view.run, run_screen(home).view.kind) == (runs["left"], "live")
        await home.until(lambda: run_screen(home).view.player.live.epoch == 2)


async def test_a_run_that_is_over_cannot_be_resumed_and_it_is_told_why(
    database: Path, runs: dict[str, str]
) -> None:
    async with at_home(database) as home:
        await home.point_at(runs["article"])

        await home.press("c")

        assert f"run {runs['article']} is done: only one that was interrupted" in home.text


async def test_runs_are_deleted_only_after_a_yes(database: Path, runs: dict[str, str]) -> None:
    async with at_home(database) as home:
        await home.point_at(runs["limited"])
        await home.press("x")
        await home.until_seen(f"Delete run {runs['limited']}?")
        await home.press("escape")
        assert runs["limited"] in home.listed

        await home.press("home", "down", "space", "space")
        await home.until_seen("2 marked")
        await home.press("delete")
        await home.until_seen("Delete 2 runs?")
        await home.press("d")

        await home.until(lambda: len(home.listed) == 3)
        assert home.listed == [runs[each] for each in ("left", "article", "hello")]
        async with Session.open(database) as session:
            assert [row.id for row in await session.runs()] == home.listed


async def test_a_console_that_only_looks_changes_nothing(
    database: Path, runs: dict[str, str]
) -> None:
    async with at_home(database, readonly=True) as home:
        await home.point_at(runs["left"])

        for key in ("c", "x", "n"):
            await home.press(key)
            assert "the console is read-only" in home.text
        assert len(home.app.screen_stack) == 2


async def test_what_happens_in_other_processes_is_seen(
    database: Path, runs: dict[str, str]
) -> None:
    async with at_home(database) as home, Session.open(database) as other:
        run, carried, leave = await held(other)
        await home.until(lambda: home.listed[0] == run)
        await home.until_seen("⏸ paused", "6 runs")

        leave()
        await carried
        await home.until_seen("⏸ 2 interrupted")

        await other.remove([run, runs["hostile"]])
        await home.until(lambda: run not in home.listed and runs["hostile"] not in home.listed)
        await home.until_seen("4 runs")


# -- doors -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_help_explains_every_key(database: Path, size: tuple[int, int]) -> None:
    async with at_home(database, size) as home:
        await home.press("question_mark")

        told = " ".join(plain(home.app.screen.query_one("#help", Sheet).rows).split())
        assert all(each.about in told for each in HOME.values())
        await home.press("escape")
        assert home.app.screen is home.screen


async def test_the_colon_line_takes_the_same_by_name(database: Path, runs: dict[str, str]) -> None:
    async with at_home(database) as home:
        await home.press("colon")
        await home.type("sort cost")
        assert home.screen.listing.sort == "cost"

        await home.press("colon")
        await home.type("filter is:done")
        assert set(home.listed) == {runs["hello"], runs["article"], runs["hostile"]}

        await home.press("colon")
        await home.type("dance")
        await home.until_seen("'dance' is nothing to do here")

        await home.press("colon")
        await home.type(f"replay {runs['article']}")
        await home.until(lambda: isinstance(home.app.screen, RunScreen))


async def test_a_word_in_the_footer_is_clicked_as_its_key_is_pressed(database: Path) -> None:
    async with at_home(database) as home:
        last = home.text.split("\n")[-1]

        await home.pilot.click(offset=(last.index("o sort"), home.app.size.height - 1))

        await home.until(lambda: home.screen.listing.sort == "cost")


async def test_the_palette_is_offered_everything(database: Path) -> None:
    async with at_home(database) as home:
        offered = {about: do for _, about, do in home.screen.commands()}
        assert set(offered) == {each.about for each in HOME.values()}

        offered[HOME["home.sort"].about]()

        assert home.screen.listing.sort == "cost"


async def test_another_theme_is_taken_at_once(database: Path) -> None:
    async with at_home(database) as home:
        before = home.app.theme, home.app.export_screenshot()

        await home.press("f2")
        await home.pilot.pause()

        assert home.app.theme != before[0]
        await home.until(lambda: home.app.export_screenshot() != before[1])


async def test_q_leaves(database: Path) -> None:
    async with at_home(database) as home:
        await home.press("q")

        await home.until(lambda: not home.app.is_running)
        assert home.app.return_code == 0
