"""A live run: what is on disk before what, how it ends, and what it leaves behind (nothing)."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from orchtui.domain import events as e
from orchtui.domain.clock import Clock
from orchtui.domain.flow import FlowFunction
from orchtui.domain.model import Answer, Hear
from orchtui.domain.prompts import Request
from orchtui.errors import JournalError, OwnershipLost
from orchtui.journal import MemoryJournal, open_journal
from tests.engine.building import (
    HANGS,
    READ_PRICE,
    RUN,
    Says,
    Scripted,
    Stage,
    chain,
    of,
    other_tasks,
    paths,
    side_by_side,
)


class Inspector(Scripted):
    """Looks into the database, over a connection of its own, in the instant when it is asked."""

    def __init__(self, clock: Clock, disk: sqlite3.Connection) -> None:
        super().__init__(clock)
        self._disk = disk
        self.seen: list[list[e.AnyEvent]] = []

    async def answer(self, request: Request, hear: Hear) -> Answer:
        bodies = self._disk.execute("SELECT body FROM turn ORDER BY id")
        self.seen.append([event for (body,) in bodies for event in e.decode(body)])
        return await super().answer(request, hear)


# -- what is on disk before what -----------------------------------------------------------------


@pytest.mark.parametrize("durable", [False, True])
@pytest.mark.parametrize("flow", [chain, side_by_side])
async def test_starts_are_on_disk_before_requests_leave_and_results_before_dependents_start(
    tmp_path: Path, durable: bool, flow: FlowFunction
) -> None:
    journal = await open_journal(tmp_path / "runs.db", durable=durable)
    disk = sqlite3.connect(tmp_path / "runs.db")
    needed = {"first": set(), "second": {"first"}, "third": {"first", "second"}}
    stage = Stage(flow, journal=journal, model=lambda clock: Inspector(clock, disk))
    await stage.carry_out()
    assert isinstance(stage.model, Inspector)
    for request, seen in zip(stage.model.asked, stage.model.seen, strict=True):
        assert request.path in paths(e.StepAsked, seen)
        if flow is chain:
            assert paths(e.StepReplied, seen) == needed[request.path]
    disk.close()
    await journal.close()


@pytest.mark.parametrize("durable", [False, True])
async def test_watchers_hear_of_nothing_that_is_not_on_disk(tmp_path: Path, durable: bool) -> None:
    journal = await open_journal(tmp_path / "runs.db", durable=durable)
    disk = sqlite3.connect(tmp_path / "runs.db")
    stage = Stage(side_by_side, journal=journal)
    ahead: list[int] = []

    def compare(_turn: e.Turn) -> None:
        (on_disk,) = disk.execute("SELECT count(*) FROM turn").fetchone()
        ahead.append(len(stage.heard) - on_disk)

    stage.run.watchers.append(compare)
    await stage.carry_out()
    assert len(ahead) == len(stage.heard) == 4
    assert max(ahead) <= 0
    disk.close()
    await journal.close()


async def test_watchers_hear_every_turn_in_order() -> None:
    stage = Stage(chain)
    await stage.carry_out()
    assert stage.heard == await stage.journal.turns(RUN)


# -- ended from outside --------------------------------------------------------------------------


@pytest.mark.parametrize("flow", [chain, side_by_side])
async def test_an_interrupted_run_ends_its_calls_and_records_what_they_cost(
    flow: FlowFunction,
) -> None:
    script = {"first": [Says(first="Once upon", after=100.0)]}
    stage = Stage(flow, script)
    stage.clock.call_later(10.0, lambda: stage.run.interrupt("SIGINT"))
    state = await stage.carry_out()
    assert (state.status, state.why) == ("interrupted", "SIGINT")
    assert not stage.model.open
    assert not other_tasks()
    (ended,) = of(e.AttemptEnded, await stage.recorded())
    assert isinstance(ended, e.AttemptEnded)
    assert (ended.path, ended.estimated, ended.seconds) == ("first", True, 10.0)
    assert stage.texts.read(ended.text) == "Once upon"
    assert ended.cost > ended.read * READ_PRICE > 0
    assert state.reserved == 0


@pytest.mark.parametrize("flow", [chain, side_by_side])
async def test_a_cancelled_run_is_left_in_the_same_good_order(flow: FlowFunction) -> None:
    stage = Stage(flow, {"first": [HANGS]})
    task = asyncio.create_task(stage.carry_out())
    stage.clock.call_later(10.0, task.cancel)
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not stage.model.open
    assert not other_tasks()
    assert len(of(e.AttemptEnded, await stage.recorded())) == 1
    assert (await stage.journal.find("last")).summary.status == "interrupted"


async def test_a_run_cancelled_twice_ends_at_once_and_can_still_be_resumed() -> None:
    stage = Stage(chain, {"first": [HANGS]})
    task = asyncio.create_task(stage.carry_out())

    def twice() -> None:
        stage.run.interrupt("SIGINT")
        task.cancel()

    stage.clock.call_later(10.0, twice)
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not stage.model.open
    assert not other_tasks()


@pytest.mark.parametrize("durable", [False, True])
async def test_an_interruption_in_the_instant_of_a_start_lets_no_request_leave(
    tmp_path: Path, durable: bool
) -> None:
    journal = await open_journal(tmp_path / "runs.db", durable=durable)
    stage = Stage(side_by_side, journal=journal)
    task = asyncio.create_task(stage.carry_out())
    asyncio.get_running_loop().call_soon(stage.run.interrupt, "SIGINT")  # fed, not committed yet
    assert (await task).status == "interrupted"
    assert stage.model.asked == []
    assert (await journal.find("last")).summary.cost == 0
    await journal.close()


async def test_an_interruption_before_the_beginning_leaves_a_run_that_can_be_resumed() -> None:
    stage = Stage(chain)
    stage.run.interrupt("SIGINT")
    state = await stage.carry_out()
    assert (state.status, state.why) == ("interrupted", "SIGINT")
    assert stage.model.asked == []
    assert isinstance((await stage.recorded())[0], e.RunStarted)


async def test_a_watcher_may_interrupt_at_any_turn() -> None:
    for number in range(1, 5):
        stage = Stage(side_by_side)

        def leave(_turn: e.Turn, stage: Stage = stage, number: int = number) -> None:
            if len(stage.heard) == number:
                stage.run.interrupt("seen enough")

        stage.run.watchers.append(leave)
        state = await stage.carry_out()
        assert state.status == ("interrupted" if number < 4 else "done")
        assert not other_tasks()


async def test_a_watcher_that_breaks_ends_the_run_with_its_error() -> None:
    def broken(_turn: e.Turn) -> None:
        raise ZeroDivisionError("a front broke")

    stage = Stage(chain)
    stage.run.watchers.append(broken)
    with pytest.raises(ZeroDivisionError, match="a front broke"):
        await stage.carry_out()
    assert not other_tasks()


# -- a database that fails, a run that is taken --------------------------------------------------


async def test_a_failing_database_ends_the_run_with_the_reason(tmp_path: Path) -> None:
    journal = await open_journal(tmp_path / "runs.db")
    stage = Stage(side_by_side, {"second": [HANGS]}, journal=journal)

    def spoil() -> None:
        with sqlite3.connect(tmp_path / "runs.db") as vandal:
            vandal.execute("DROP TABLE turn")
        vandal.close()

    stage.clock.call_later(0.5, spoil)
    with pytest.raises(JournalError):
        await stage.carry_out()
    assert not stage.model.open
    assert not other_tasks()
    await journal.close()


async def test_the_former_owners_next_commit_is_refused_and_its_run_ends() -> None:
    journal = MemoryJournal()
    stage = Stage(chain, {"first": [Says(after=100.0)]}, journal=journal)
    task = asyncio.create_task(stage.carry_out())
    await stage.model.begun.wait()
    before = len(stage.heard)
    await journal.claim(RUN, 1, "elsewhere:1:1", stage.run.state.summary, stage.run.failed)
    with pytest.raises(OwnershipLost, match="taken over"):
        await task
    assert len(await journal.turns(RUN)) == before == len(stage.heard)
    assert stage.model.agents == ["first"]
    assert not other_tasks()
