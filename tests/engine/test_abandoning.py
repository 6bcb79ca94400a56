"""Calls that ignore being ended: named within their grace, shown out, and never waited for."""

from __future__ import annotations

import asyncio

import pytest

from orchtui.core import Machine
from orchtui.domain import events as e
from orchtui.domain.clock import Clock
from orchtui.domain.digest import Texts
from orchtui.domain.model import Answer, Hear
from orchtui.domain.prompts import Request
from orchtui.engine.reexecution import reexecute
from tests.engine.building import Scripted, Stage, of, other_tasks, side_by_side
from tests.engine.controlling import at_the_keys

GRACE = 0.01


class Deaf(Scripted):
    """`first` does not listen when it is told to end; the others do as always."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.may_end = asyncio.Event()
        self.ended = asyncio.Event()
        self.times_told = 0

    async def answer(self, request: Request, hear: Hear) -> Answer:
        if request.agent != "first":
            return await super().answer(request, hear)
        self.asked.append(request)
        hear("I will not ")
        self.begun.set()
        try:
            while not self.may_end.is_set():
                try:
                    await self.may_end.wait()
                except asyncio.CancelledError:
                    self.times_told += 1
        finally:
            self.ended.set()
            hear("hear of it.")
        return Answer("I will not be told.", 10, 10)


@pytest.mark.parametrize("verb", ["kill", "override", "retry"])
async def test_the_run_goes_on_without_a_call_that_will_not_end(verb: str) -> None:
    stage = Stage(side_by_side, model=Deaf, grace=GRACE)
    assert isinstance(stage.model, Deaf)
    before = other_tasks()
    async with at_the_keys(stage) as keys:
        await stage.model.begun.wait()
        assert (await keys.do(verb, "first", "by hand")).startswith("done")
        await keys.until(lambda state: state.steps["first"].attempts[0].lost)
        if verb == "retry":
            await keys.do("override", "first", "by hand")
        state = await keys.end()
    assert state.status == ("failed" if verb == "kill" else "done")
    (abandoned, *_) = of(e.AttemptAbandoned, await stage.recorded())
    assert abandoned == e.AttemptAbandoned(path="first", attempt=1, seconds=GRACE)
    assert state.reserved == 0
    assert state.estimated
    assert state.cost > state.steps["first"].attempts[0].asked.cost
    assert stage.model.times_told > 0
    assert stage.model.ended.is_set(), "its connection is closed by now"
    assert not stage.run.caller.hearing
    await asyncio.sleep(0)
    assert other_tasks() <= before


class DeafToTime(Deaf):
    """As `Deaf`, and its waits go by the run's clock, so that its time comes to an end."""

    async def answer(self, request: Request, hear: Hear) -> Answer:
        if request.agent != "first":
            return await super().answer(request, hear)
        try:
            while True:
                try:
                    await self.clock.sleep(1e6)
                except asyncio.CancelledError:
                    self.times_told += 1
                await asyncio.sleep(0)
        finally:
            self.ended.set()


async def test_a_call_that_ignores_its_timeout_is_abandoned_and_the_run_goes_on() -> None:
    stage = Stage(side_by_side, model=DeafToTime, grace=GRACE)
    state = await stage.carry_out()
    assert isinstance(stage.model, DeafToTime)
    assert state.status == "partial"
    assert state.why == "first: no answer in time, and its call ignored being ended"
    assert of(e.AttemptAbandoned, await stage.recorded())
    assert stage.model.times_told > 0
    assert stage.model.ended.is_set()
    assert state.reserved == 0


async def test_a_call_that_ends_within_its_grace_is_not_abandoned() -> None:
    stage = Stage(side_by_side, model=Deaf, grace=60)
    assert isinstance(stage.model, Deaf)
    async with at_the_keys(stage) as keys:
        await stage.model.begun.wait()
        await keys.do("pause", now=True)
        stage.model.may_end.set()
        await keys.until_paused()
        await keys.do("kill")
        await keys.end()
    events = await stage.recorded()
    assert not of(e.AttemptAbandoned, events)
    (late,) = (x for x in of(e.StepReplied, events) if isinstance(x, e.StepReplied))
    assert (late.path, late.text) == ("first", "I will not be told.")


@pytest.mark.parametrize("interrupted", [False, True])
async def test_whatever_it_says_when_it_was_abandoned_changes_nothing(interrupted: bool) -> None:
    stage = Stage(side_by_side, model=Deaf, grace=GRACE)
    assert isinstance(stage.model, Deaf)
    async with at_the_keys(stage) as keys:
        await stage.model.begun.wait()
        if interrupted:
            stage.run.interrupt("leaving")
        else:
            await keys.do("kill", "first")
        state = await keys.end()
    assert state.status == ("interrupted" if interrupted else "failed")
    assert state.reserved == 0
    recorded = await stage.recorded()
    assert len(of(e.AttemptAbandoned, recorded)) == 1
    stage.model.may_end.set()
    for _ in range(5):
        await asyncio.sleep(0)
    assert await stage.recorded() == recorded


async def test_a_record_with_an_abandoned_call_re_executes() -> None:
    stage = Stage(side_by_side, model=Deaf, grace=GRACE)
    assert isinstance(stage.model, Deaf)
    async with at_the_keys(stage) as keys:
        await stage.model.begun.wait()
        await keys.do("kill", "first")
        await keys.end()
    core = Machine(stage.core.recipe, side_by_side, Texts(stage.texts.known))
    reexecute(core, await stage.journal.turns("run-1"))
    assert core.state == stage.core.state


async def test_a_run_that_is_lost_waits_no_longer_than_the_grace_for_its_calls() -> None:
    stage = Stage(side_by_side, model=Deaf, grace=GRACE)
    assert isinstance(stage.model, Deaf)
    before = other_tasks()
    carried_out = asyncio.create_task(stage.carry_out())
    await stage.model.begun.wait()
    stage.run.failed(OSError("the disk is gone"))
    with pytest.raises(OSError, match="the disk is gone"):
        await carried_out
    await asyncio.sleep(0)
    assert other_tasks() <= before
    assert stage.model.ended.is_set()


async def test_what_breaks_in_a_call_ends_the_run_and_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def breaks(request: Request, _end: object) -> e.Over:
        raise RuntimeError(f"no way to ask {request.path}")

    stage = Stage(side_by_side)
    monkeypatch.setattr(stage.run.caller, "call", breaks)
    with pytest.raises(RuntimeError, match="no way to ask first"):
        await stage.carry_out()
