"""Keys that only change what is looked at: panels, tabs, the graph, zoom, rows."""

from __future__ import annotations

import pytest

from orchtui.console.graph.measures import Zoom
from orchtui.console.panels import TABS
from orchtui.console.panels.step import LEAVES
from tests.console.keys.driving import (
    NARROW,
    Run,
    disagreeing,
    done,
    on,
    paused,
    recorded,
    running,
    several_rounds,
)

PANELS = ("agents", "graph", "step", "timeline", "tab")


def zoomed(run: Run) -> str:
    """The panel that is over the whole screen, if one is."""
    widget = run.screen.maximized
    return widget.id or "" if widget else ""


def zoom(run: Run) -> Zoom | None:
    """How large the graph is drawn, where somebody chose."""
    return run.screen.graph.zoom


def follows(run: Run) -> bool:
    """Whether the graph follows what happens."""
    return run.screen.graph.follows_run


# -- panels and tabs ------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(120, 36), NARROW], ids=["wide", "narrow"])
async def test_a_number_goes_to_its_panel_and_shows_it(size: tuple[int, int]) -> None:
    async with on(running(), size) as run:
        for number, name in enumerate(PANELS, start=1):
            await run.press(str(number))
            assert run.focus == name
            assert run.sheet(name).is_on_screen
        await run.press("6")
        assert (run.focus, run.tab) == ("tab", "Meters")


async def test_tab_goes_round_the_panels_and_back() -> None:
    async with on(running()) as run:
        await run.press("1")
        seen = []
        for _ in PANELS:
            seen.append(run.focus)
            await run.press("tab")
        assert tuple(seen) == PANELS
        assert run.focus == "agents"
        await run.press("shift+tab")
        assert run.focus == "tab"


async def test_brackets_turn_the_leaf_of_the_step() -> None:
    async with on(running()) as run:
        for number in (1, 2, 3, 0):
            await run.press("]")
            assert run.screen.navigation.leaf == number % len(LEAVES)
        await run.press("[")
        assert run.screen.navigation.leaf == len(LEAVES) - 1


async def test_brackets_turn_the_tab_where_the_tabs_are_used() -> None:
    async with on(running()) as run:
        await run.press("5")
        names = [*TABS]
        first = names.index(run.tab)
        for number in range(1, len(names) + 1):
            await run.press("]")
            assert run.tab == names[(first + number) % len(names)]
        await run.press("[")
        assert run.tab == names[first - 1]
        assert run.screen.navigation.leaf == 0


async def test_a_disagreement_is_shown_as_it_comes_unless_another_tab_was_chosen() -> None:
    async with on(disagreeing()) as run:
        assert run.tab == "Disagreements"
        await run.press("6")
        run.screen.mark_dirty()
        await run.settle()
        assert run.tab == "Meters"


# -- zoom -----------------------------------------------------------------------------------------


async def test_z_shows_one_panel_whole_and_the_others_again() -> None:
    async with on(running()) as run:
        for number, name in enumerate(PANELS, start=1):
            await run.press(str(number), "z")
            assert zoomed(run) == name
            assert run.sheet(name).size.width > 110
            assert str(run.sheet(name).border_title).startswith(str(number))
            await run.press("z")
            assert zoomed(run) == ""
            assert run.focus == name


async def test_a_zoomed_tab_says_which_it_is_as_it_is_turned() -> None:
    async with on(running()) as run:
        await run.press("6", "z")
        assert "─ 5 Meters ─" in run.text
        await run.press("]")
        assert "─ 5 Messages ─" in run.text
        await run.press("z")
        assert "5 Messages" not in run.text


async def test_the_zoom_goes_along_to_whichever_panel_is_gone_to() -> None:
    async with on(running()) as run:
        await run.press("z")
        for number, name in ((3, "step"), (5, "tab"), (6, "tab"), (1, "agents")):
            await run.press(str(number))
            assert (zoomed(run), run.focus) == (name, name)
        await run.press("home", "enter")
        assert (zoomed(run), run.focus) == ("step", "step")
        await run.colon("watch cost")
        assert (zoomed(run), run.focus) == ("tab", "tab")


async def test_escape_leaves_the_zoom_first_and_then_asks() -> None:
    async with on(running()) as run:
        await run.press("z", "escape")
        assert zoomed(run) == ""
        assert run.source not in run.app.left
        await run.press("escape")
        assert run.source in run.app.left


async def test_what_is_asked_while_zoomed_is_seen() -> None:
    async with on(running()) as run:
        await run.press("3", "z", "colon")
        await run.write("limit")
        assert " : " in run.text
        assert run.text.splitlines()[-2].startswith(" :  limit")
        await run.press("escape")
        assert zoomed(run) == "step"


# -- the graph ------------------------------------------------------------------------------------


async def test_arrows_and_letters_move_along_the_edges_of_the_graph() -> None:
    async with on(done()) as run:
        run.screen.navigation.select("researcher")
        for key, path in (
            ("right", "fact_checker"),
            ("down", "seo_analyst"),
            ("up", "fact_checker"),
            ("l", "copy_editor"),
            ("right", "editor"),
            ("h", "copy_editor"),
            ("left", "fact_checker"),
            ("left", "researcher"),
        ):
            await run.press(key)
            assert run.screen.view.selected == path, key


async def test_home_and_end_go_to_the_first_and_the_last_step() -> None:
    async with on(done()) as run:
        await run.press("home")
        assert run.screen.view.selected == "researcher"
        await run.press("end")
        assert run.screen.view.selected == "editor"


async def test_enter_in_the_graph_opens_the_step() -> None:
    async with on(running()) as run:
        await run.press("enter")
        assert run.focus == "step"


async def test_the_graph_follows_what_happens_until_somebody_moves() -> None:
    async with on(running()) as run:
        assert follows(run)
        await run.press("left")
        assert not follows(run)
        await run.press("a")
        assert follows(run)


async def test_the_graph_is_shown_whole_as_marks_or_in_between() -> None:
    async with on(running()) as run:
        await run.press(*["plus"] * 3)
        assert zoom(run) is Zoom.FULL
        await run.press("minus")
        assert zoom(run) is Zoom.COMPACT
        await run.press("minus", "minus")
        assert zoom(run) is Zoom.OVERVIEW


async def test_d_folds_the_group_of_the_step_and_opens_it() -> None:
    async with on(disagreeing()) as run:
        inside = run.screen.view.selected
        await run.press("d")
        assert run.screen.view.folded == {"panel"}
        assert "panel" in drawn(run)
        assert inside.rpartition("/")[2] not in drawn(run)
        await run.press("enter")
        assert not run.screen.view.folded
        await run.press("d", "d")
        assert not run.screen.view.folded


async def test_what_is_looked_at_stays_in_sight_when_the_graph_is_zoomed_and_back() -> None:
    async with on(done()) as run:
        await run.press("end")
        for key in ("z", "z", "minus", "plus", "plus"):
            await run.press(key)
            await run.settle()
            assert "editor" in drawn(run), key


async def test_what_is_looked_at_is_in_sight_when_the_graph_is_shown_again() -> None:
    async with on(done(), NARROW) as run:
        await run.press("1", "home", "down", "down")
        assert not run.screen.graph.is_on_screen
        await run.press("2")
        await run.settle()
        assert run.screen.graph.pointed.key == run.screen.view.selected == "copy_editor"


async def test_the_graph_is_drawn_once_there_is_room_for_it() -> None:
    async with on(done(), NARROW) as run:
        assert run.screen.graph.as_tree
        await run.pilot.resize_terminal(120, 36)
        await run.settle()
        assert "┃✔ editor" in drawn(run)
        await run.pilot.resize_terminal(*NARROW)
        await run.settle()
        assert "✔ researcher" in drawn(run)


def drawn(run: Run) -> str:
    """What is seen of the graph."""
    region = run.screen.graph.content_region
    lines = run.text.splitlines()[region.y : region.bottom]
    return "\n".join(line[region.x : region.right] for line in lines)


async def test_the_critical_path_is_marked_and_unmarked() -> None:
    async with on(done()) as run:
        before = run.sheet("graph").render_line(3)
        await run.press("v")
        assert run.sheet("graph").render_line(3) != before
        await run.press("v")
        assert not run.screen.view.critical


async def test_themes_go_round() -> None:
    async with on(running()) as run:
        first = run.app.theme
        seen: list[str] = []
        while not seen or run.app.theme != first:
            await run.press("f2")
            seen.append(run.app.theme)
        assert len(seen) == len(set(seen)) > 5


# -- rows -----------------------------------------------------------------------------------------


async def test_the_step_follows_the_row_that_is_pointed_at() -> None:
    async with on(running()) as run:
        await run.press("1", "home")
        assert run.screen.view.selected == "researcher"
        await run.press("down", "j", "k")
        assert run.screen.view.selected == "fact_checker"
        await run.press("enter")
        assert run.focus == "step"


async def test_down_begins_at_the_last_row_in_sight_where_all_is_scrolled_to_its_end() -> None:
    async with on(done()) as run:
        await run.press("5")
        events = run.sheet("tab")
        assert run.tab == "Events"
        assert events.is_at_end
        await run.press("down")
        assert run.pointed == str(len(events.rows))
        assert events.is_at_end


async def test_down_begins_at_the_first_row_in_sight_otherwise() -> None:
    async with on(done()) as run:
        await run.press("5")
        events = run.sheet("tab")
        events.scroll_to(y=7, animate=False, immediate=True)
        await run.settle()
        await run.press("down")
        assert run.pointed == "8"


async def test_a_row_that_is_gone_leaves_its_neighbour_pointed_at() -> None:
    async with on(recorded()) as run:
        for watched in ("cost", "tokens", "steps"):
            await run.colon(f"watch {watched}")
        await run.press("end")
        assert run.pointed == "steps"
        await run.press("delete")
        assert run.pointed == "tokens"
        await run.press("delete", "delete", "delete")
        assert run.pointed == ""
        assert run.screen.view.watches == []


async def test_an_opened_disagreement_turns_to_its_other_rounds() -> None:
    async with on(several_rounds()) as run:
        await run.press("5", *["["] * 3, "home")
        case = run.screen.view.state.disagreements[run.pointed]
        rounds, stands = case.rounds, case.settled.path if case.settled else ""
        assert len(rounds) > 1
        await run.press("z")
        last, before = (
            next(path for cluster in each.clusters for path in cluster if path != stands)
            for each in (rounds[-1], rounds[-2])
        )
        assert last in run.text
        await run.press("left")
        assert before in run.text
        assert last not in run.text
        await run.press(*["left"] * 9)
        assert run.screen.view.round == rounds[0].round
        await run.press(*["right"] * 9)
        assert last in run.text


async def test_enter_opens_a_disagreement_and_closes_it() -> None:
    async with on(disagreeing()) as run:
        await run.press("5", "home", "enter")
        assert run.screen.view.opened == "panel/disagreement"
        await run.press("enter")
        assert run.screen.view.opened == ""


async def test_a_watch_is_added_changed_and_let_go_of() -> None:
    async with on(paused()) as run:
        await run.press("w")
        await run.type("cost")
        assert run.tab == "Watches"
        assert "0.00852753" in run.text
        await run.press("down", "enter")
        assert run.asks == "watch"
        await run.write(" * 2")
        await run.press("enter")
        assert run.screen.view.watches == ["cost * 2"]
        await run.colon("watch cost * 2")
        assert run.screen.view.watches == []


async def test_left_and_right_look_aside_where_rows_are_wider_than_the_panel() -> None:
    async with on(done()) as run:
        await run.press("3", "]", "]")
        assert run.sheet("step").scroll_offset.x == 0
        await run.press("right")
        assert run.sheet("step").scroll_offset.x >= 0
