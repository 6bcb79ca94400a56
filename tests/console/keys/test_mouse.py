"""By mouse: a click points, a second one opens; tabs, the footer and the timeline are pressed."""

from __future__ import annotations

from textual import events

from orchtui.console.widgets.row_list import Sheet
from tests.console.keys.driving import (
    Run,
    at_gate,
    disagreeing,
    done,
    on,
    paused,
    recorded,
    running,
)


def column(run: Run, name: str, text: str, line: int = 0) -> int:
    """Where a text stands in a line of a panel."""
    return run.sheet(name).rows[line].plain.index(text)


async def test_a_click_points_and_a_second_one_opens() -> None:
    async with on(running()) as run:
        await run.click("agents", 4, 0)
        assert run.screen.view.selected == "researcher"
        assert run.focus == "agents"
        await run.click("agents", 4, 1, times=2)
        assert run.screen.view.selected == "fact_checker"
        assert run.focus == "step"


async def test_a_step_of_the_graph_is_clicked() -> None:
    async with on(done()) as run:
        await run.click("graph", *drawn_at(run, "copy_editor"))
        assert run.screen.view.selected == "copy_editor"
        assert run.focus == "graph"
        await run.click("graph", *drawn_at(run, "✔ editor"), times=2)
        assert run.screen.view.selected == "editor"
        assert run.focus == "step"


def drawn_at(run: Run, name: str) -> tuple[int, int]:
    """Where in the graph's pane a name is seen."""
    region = run.screen.graph.content_region
    for y, line in enumerate(run.text.splitlines()[region.y : region.bottom]):
        if (x := line[region.x : region.right].find(name)) >= 0:
            return x, y
    raise AssertionError(f"{name} is not in sight")


async def test_a_tab_is_clicked() -> None:
    async with on(running()) as run:
        for name in ("Messages", "Gates", "Meters"):
            await run.click("tabs", column(run, "tabs", name) + 1, 0)
            assert run.tab == name
            assert run.focus == "tab"


async def test_a_word_of_the_footer_is_clicked_as_its_key_is_pressed() -> None:
    async with on(paused()) as run:
        await run.click("footer", column(run, "footer", "n next"), 0)
        assert run.one == ("next", "", "", {})
        run.screen.clear_message()
        await run.settle()
        await run.click("footer", column(run, "footer", "kill"), 0)
        assert run.asks == "Kill fact_checker?"


async def test_what_the_footer_says_is_not_pressed() -> None:
    async with on(paused()) as run:
        await run.press("n")
        await run.click("footer", 2, 0)
        assert [each.verb for each in run.given] == ["next"]


async def test_the_timeline_is_clicked_and_goes_to_that_moment() -> None:
    async with on(recorded()) as run:
        middle = run.sheet("timeline").size.width // 2
        await run.click("timeline", middle, 2)
        assert run.screen.view.is_past
        at = run.screen.view.position
        await run.click("timeline", middle + 20, 2)
        assert (run.screen.view.position or 0) >= (at or 0)


async def test_the_name_of_a_lane_is_clicked_and_selects_the_agent_s_latest_step() -> None:
    async with on(disagreeing()) as run:
        rows = run.sheet("timeline").rows
        line = next(n for n, row in enumerate(rows) if row.kind == "agent" and n > 1)
        await run.click("timeline", 1, line)
        step = run.screen.view.step
        assert step is not None
        assert step.agent == rows[line].key
        theirs = [
            each.path
            for each in run.screen.view.state.steps.values()
            if each.agent == step.agent and each.status != "planned"
        ]
        assert step.path == theirs[-1]
        assert not run.screen.view.is_past


async def test_an_answer_is_clicked_twice() -> None:
    async with on(at_gate()) as run:
        await run.press("g")
        await run.click("answers", 12, 1, times=2)
        assert run.one == ("answer", "interviews/decision", "", {"choice": "design"})


async def test_the_banner_of_a_gate_tells_its_key() -> None:
    async with on(at_gate()) as run:
        assert run.sheet("banner").is_on_screen
        assert "g answers" in run.text
        await run.press("4", "left")
        assert not run.sheet("banner").is_on_screen


async def test_the_playhead_is_dragged() -> None:
    async with on(recorded()) as run:
        timeline = run.sheet("timeline")
        timeline.post_message(mouse(events.MouseMove, timeline, 60, button=1))
        await run.settle()
        there = run.screen.view.position
        assert run.screen.view.is_past
        timeline.post_message(mouse(events.MouseMove, timeline, 40, button=1))
        await run.settle()
        assert (run.screen.view.position or 0) < (there or 0)
        here = run.screen.view.position
        timeline.post_message(mouse(events.MouseMove, timeline, 60))
        await run.settle()
        assert run.screen.view.position == here


async def test_the_wheel_scrolls_and_what_is_pointed_at_stays() -> None:
    async with on(done()) as run:
        await run.press("5", "home")
        tab = run.sheet("tab")
        assert tab.scroll_offset.y == 0
        for _ in range(3):
            tab.post_message(mouse(events.MouseScrollDown, tab, 10))
        await run.pilot.wait_for_animation()
        await run.settle()
        assert tab.scroll_offset.y > 0
        assert run.pointed == "1"


def mouse(
    kind: type[events.MouseEvent], sheet: Sheet, x: int, button: int = 0
) -> events.MouseEvent:
    """Something done with the mouse over a panel."""
    seen_x, seen_y = sheet.region.x + x, sheet.region.y + 2
    held = (False, False, False)
    return kind(sheet, x, 2, 0, 0, button, *held, screen_x=seen_x, screen_y=seen_y)
