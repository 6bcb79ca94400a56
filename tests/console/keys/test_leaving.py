"""A real run under the keys: it is stepped, left, taken up again and seen to its end."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from orchtui.console.run_source import Here, stored
from orchtui.session import Session, Settings, load
from tests.console.keys.driving import Run, done, on, running

HELD = Settings(rehearse=True, speed=0, breakpoints=("polisher:before",))


@asynccontextmanager
async def begun(session: Session, database: Path, *, readonly: bool = False) -> AsyncIterator[Run]:
    """A run that this console carries out, held before its second step."""
    source = Here(session, await session.start(load("hello"), HELD), database)
    async with on(source, readonly=readonly) as run:
        await run.until(lambda: run.screen.view.player.live.status == "paused")
        await run.settle()
        yield run
        await source.leave("the test is over")


async def test_q_asks_and_escape_stays(tmp_path: Path) -> None:
    async with Session.open(tmp_path / "runs.db") as session, begun(session, tmp_path) as run:
        for key in ("q", "escape", "ctrl+c", "ctrl+q"):
            await run.press(key)
            assert run.asks == f"Leave run {run.screen.view.run}?"
            assert all(word in run.text for word in ("stop it here", "detach it", "stay"))
            await run.press("escape")
            assert not run.asks
            assert not run.app.left


async def test_a_readonly_console_hands_nothing_over(tmp_path: Path) -> None:
    async with (
        Session.open(tmp_path / "runs.db") as session,
        begun(session, tmp_path, readonly=True) as run,
    ):
        await run.press("q")
        assert "stop it here" in run.text
        assert "detach" not in run.text
        await run.press("d")
        assert run.asks


async def test_a_run_is_stopped_taken_up_again_and_seen_to_its_end(tmp_path: Path) -> None:
    database = tmp_path / "runs.db"
    async with Session.open(database) as session:
        async with begun(session, database) as run:
            id_ = run.screen.view.run
            await run.press("q", "s")
            await run.until(lambda: run.app.left)
        assert (await session.find(id_)).summary.status == "interrupted"

        async with on(await stored(session, id_, database)) as run:
            assert "R resume" in run.footer
            await run.press("R")
            assert run.asks == f"Resume run {id_} here?"
            await run.press("r")
            await run.until(lambda: isinstance(run.screen.source, Here))
            await run.until(lambda: run.screen.view.player.live.status == "paused")
            await run.press("c")
            await run.until(lambda: run.screen.view.player.live.status == "done")
        assert (await session.find(id_)).summary.status == "done"


async def test_a_real_run_is_stepped_and_its_answers_are_told(tmp_path: Path) -> None:
    async with Session.open(tmp_path / "runs.db") as session, begun(session, tmp_path) as run:
        await run.press("s")
        await run.until(lambda: "✔ step" in run.footer)
        await run.until(lambda: run.screen.view.player.live.steps["polisher"].reply)
        run.screen.clear_message()
        await run.press("b")
        await run.until(lambda: "✔ break" in run.footer)
        assert [each.text for each in run.screen.view.player.live.breakpoints.values()][-1:] == [
            run.screen.view.selected
        ]


async def test_a_run_that_is_not_carried_out_here_is_left_without_a_question() -> None:
    for source in (running(), done()):
        async with on(source) as run:
            await run.press("q")
            assert run.app.left == [source]
