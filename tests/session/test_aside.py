"""What lives on a thread of its own: work goes there, outcomes come back, nobody waits in vain."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from orchtui.session.engine_thread import Aside, aside


class Home:
    """Something that knows on which thread it lives, and whether it still is open."""

    def __init__(self) -> None:
        self.thread = threading.get_ident()
        self.open = True
        self.left: list[str] = []


@asynccontextmanager
async def home() -> AsyncIterator[Home]:
    held = Home()
    try:
        yield held
    finally:
        assert threading.get_ident() == held.thread, "it is closed where it was opened"
        held.open = False


@pytest.fixture
async def there() -> AsyncIterator[Aside[Home]]:
    async with aside(home()) as there:
        yield there


async def test_work_is_done_there_and_its_outcome_comes_back(there: Aside[Home]) -> None:
    async def where(held: Home) -> tuple[int, int]:
        return threading.get_ident(), held.thread

    done, lives = await there.do(where)
    assert done == lives != threading.get_ident()


async def test_what_goes_wrong_there_is_raised_here(there: Aside[Home]) -> None:
    async def breaks(_held: Home) -> None:
        raise KeyError("gone")

    with pytest.raises(KeyError, match="gone"):
        await there.do(breaks)


async def test_what_cannot_be_opened_is_told_at_once() -> None:
    @asynccontextmanager
    async def closed() -> AsyncIterator[None]:
        await asyncio.to_thread(Path("no such place").read_bytes)
        yield

    with pytest.raises(OSError, match="no such place"):
        await Aside(closed()).begin()


async def test_work_that_is_cancelled_here_is_cancelled_there_and_leaves_in_order(
    there: Aside[Home],
) -> None:
    begun = threading.Event()

    async def waits(held: Home) -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            held.left.append("in order")

    task = asyncio.create_task(there.do(waits))
    await asyncio.to_thread(begun.wait)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert there.held.left == ["in order"]


async def test_closing_ends_what_is_still_being_done() -> None:
    begun = threading.Event()

    async def waits(held: Home) -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            held.left.append("in order")

    async with aside(home()) as there:
        task = asyncio.create_task(there.do(waits))
        await asyncio.to_thread(begun.wait)
    with pytest.raises(asyncio.CancelledError):
        await task
    assert there.held.left == ["in order"]
    assert not there.held.open


async def test_a_front_that_is_busy_keeps_nobody_there_waiting(there: Aside[Home]) -> None:
    counted = threading.Event()

    async def counts(_held: Home) -> None:
        for _ in range(100):
            await asyncio.sleep(0)
        counted.set()

    task = asyncio.create_task(there.do(counts))
    await asyncio.sleep(0)
    assert counted.wait(timeout=30), "it went on while this thread did nothing else"
    await task


async def test_after_it_is_closed_nothing_is_done_and_nothing_breaks() -> None:
    async with aside(home()) as there:
        pass
    there.call(lambda: pytest.fail("nobody lives there"))
