"""The clocks: order is by time and then by age, and no work is ever jumped over."""

from __future__ import annotations

import asyncio
import math
from contextlib import suppress
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchtui.domain.clock import Clock
from orchtui.engine.clock import RealClock, VirtualClock

YEAR = 365 * 86_400.0


async def some_rounds() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_year_of_waiting_is_over_at_once_and_to_the_second() -> None:
    clock = VirtualClock(100.0)
    await clock.sleep(YEAR)
    assert clock.now() == 100.0 + YEAR


async def test_sleepers_wake_in_the_order_of_their_times() -> None:
    clock, woken = VirtualClock(), []

    async def sleeper(seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append((seconds, clock.now()))

    async with asyncio.TaskGroup() as group:
        for seconds in (3.0, 1.0, 2.0, 0.0, -1.0):
            group.create_task(sleeper(seconds))
    assert woken == [(0.0, 0.0), (-1.0, 0.0), (1.0, 1.0), (2.0, 2.0), (3.0, 3.0)]


Plan = list[tuple[int, "Plan"]]
plans: st.SearchStrategy[Plan] = st.recursive(
    st.just([]),
    lambda inner: st.lists(st.tuples(st.integers(0, 4), inner), max_size=4),
    max_leaves=30,
)


@given(plans)
def test_timers_go_off_by_time_and_then_by_age_whatever_is_made_meanwhile(plan: Plan) -> None:
    async def run() -> None:
        clock, over = VirtualClock(), asyncio.Event()
        waiting: dict[int, float] = {}
        made = 0

        def make(plan: Plan) -> None:
            nonlocal made
            for delay, rest in plan:
                made += 1
                waiting[made] = clock.now() + delay
                clock.call_later(delay, partial(went_off, made, rest))

        def went_off(number: int, rest: Plan) -> None:
            assert min((at, age) for age, at in waiting.items()) == (clock.now(), number)
            del waiting[number]
            make(rest)

        make(plan)
        clock.call_later(YEAR, over.set)
        await over.wait()
        assert not waiting

    asyncio.run(run())


async def test_a_cancelled_timer_does_not_go_off() -> None:
    clock, gone_off = VirtualClock(), []
    clock.call_later(1, lambda: gone_off.append("first")).cancel()
    clock.call_later(2, lambda: gone_off.append("second"))
    await clock.sleep(3)
    assert gone_off == ["second"]


async def test_a_timer_for_never_keeps_nobody_and_never_comes() -> None:
    clock = VirtualClock()
    clock.call_later(math.inf, lambda: pytest.fail("it came"))
    await clock.sleep(1)
    await some_rounds()
    assert clock.now() == 1


async def test_time_stands_still_while_somebody_works() -> None:
    clock, gone_off = VirtualClock(), []
    clock.call_later(1, lambda: gone_off.append(clock.now()))
    with clock.held():
        await some_rounds()
        assert (gone_off, clock.now()) == ([], 0.0)
    await some_rounds()
    assert gone_off == [1.0]


async def test_holds_add_up() -> None:
    clock = VirtualClock()
    clock.call_later(1, lambda: None)
    clock.hold()
    clock.hold()
    clock.release()
    await some_rounds()
    assert clock.now() == 0.0
    clock.release()
    await some_rounds()
    assert clock.now() == 1.0


async def test_giving_back_what_was_not_held_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="more often than it was held"):
        VirtualClock().release()


async def test_a_worker_who_sleeps_holds_nothing_and_holds_again_once_woken() -> None:
    clock, seen = VirtualClock(), []

    async def worker(name: str, seconds: float) -> None:
        with clock.held():
            await clock.sleep(seconds)
            await some_rounds()  # work that the other's timer must not jump into
            seen.append((name, clock.now()))
            await clock.sleep(1)
            seen.append((name, clock.now()))

    async with asyncio.TaskGroup() as group:
        group.create_task(worker("a", 1.0))
        group.create_task(worker("b", 1.0))
        group.create_task(worker("c", 1.5))
    assert seen == [("a", 1.0), ("b", 1.0), ("c", 1.5), ("a", 2.0), ("b", 2.0), ("c", 2.5)]


async def test_sleeping_outside_of_work_gives_nobody_elses_hold_away() -> None:
    clock = VirtualClock()
    clock.hold()
    idler = asyncio.create_task(clock.sleep(1))
    await some_rounds()
    assert clock.now() == 0.0
    clock.release()
    await idler
    assert clock.now() == 1.0


async def test_one_who_is_woken_by_cancellation_holds_again() -> None:
    clock, seen = VirtualClock(), []

    async def worker() -> None:
        with clock.held():
            with suppress(asyncio.CancelledError):
                await clock.sleep(10)
            await some_rounds()
            seen.append(clock.now())

    task = asyncio.create_task(worker())
    clock.call_later(1, task.cancel)
    clock.call_later(2, lambda: None)
    await task
    assert seen == [1.0]
    await clock.sleep(5)  # and left nothing behind that would hold the clock
    assert clock.now() == 6.0


async def test_a_task_that_sleeps_within_anothers_work_lets_the_time_pass() -> None:
    clock = VirtualClock()
    with clock.held():
        await asyncio.wait_for(asyncio.create_task(clock.sleep(3)), None)
        assert clock.now() == 3.0
        await asyncio.gather(clock.sleep(1), clock.sleep(2))
        assert clock.now() == 5.0
        clock.call_later(1, lambda: None)
        await some_rounds()
        assert clock.now() == 5.0
    await some_rounds()
    assert clock.now() == 6.0


async def test_a_slot_given_back_reaches_its_next_owner_before_time_moves() -> None:
    clock, slot, began = VirtualClock(), asyncio.Semaphore(1), []

    async def worker() -> None:
        async with slot:
            with clock.held():
                began.append(clock.now())
                await clock.sleep(1)

    clock.call_later(1.5, lambda: None)
    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(worker())
    assert began == [0.0, 1.0, 2.0]


async def test_a_deadline_strikes_at_its_exact_time() -> None:
    clock = VirtualClock()

    async def silent() -> None:
        with clock.held():
            await clock.sleep(86_400)

    task = asyncio.create_task(silent())
    clock.call_later(8, task.cancel)
    with pytest.raises(asyncio.CancelledError):
        await task
    assert clock.now() == 8.0


async def test_a_manual_clock_moves_when_it_is_told_and_by_so_much() -> None:
    clock, woken = VirtualClock(auto=False), []

    async def sleeper() -> None:
        for _ in range(3):
            await clock.sleep(2)
            woken.append(clock.now())

    task = asyncio.create_task(sleeper())
    await some_rounds()
    assert woken == []
    await clock.advance(5)
    assert (woken, clock.now()) == ([2.0, 4.0], 5.0)
    await clock.advance(1)
    assert woken == [2.0, 4.0, 6.0]
    await task


async def test_a_manual_clock_too_waits_for_those_who_work() -> None:
    clock, seen = VirtualClock(auto=False), []

    async def worker() -> None:
        with clock.held():
            await clock.sleep(1)
            await asyncio.to_thread(lambda: None)
            seen.append(clock.now())

    task = asyncio.create_task(worker())
    clock.call_later(2, lambda: seen.append(clock.now()))
    await clock.advance(3)
    assert seen == [1.0, 2.0]
    await task


async def test_a_real_clock_runs_as_many_times_faster_as_it_was_told() -> None:
    clock = RealClock(speed=1_000_000)
    before, came = clock.now(), asyncio.Event()
    await clock.sleep(3_600)
    clock.call_later(3_600, came.set)
    with clock.held():
        await came.wait()
    assert clock.now() - before > 7_000


@pytest.mark.parametrize("speed", [0, -1, math.inf, math.nan])
def test_a_real_clock_cannot_run_at_no_speed(speed: float) -> None:
    with pytest.raises(ValueError, match="positive speed"):
        RealClock(speed)


def test_both_are_clocks() -> None:
    clocks: list[Clock] = [RealClock(), VirtualClock()]
    assert all(clock.now() >= 0 for clock in clocks)
