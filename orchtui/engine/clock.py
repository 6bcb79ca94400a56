"""The clocks of a run: real time, perhaps sped up, and a time that jumps over every wait.

Both are `domain.clock.Clock`. Which one a run gets, and who works and so holds it, is for the
engine to say.
"""

from __future__ import annotations

import asyncio
import heapq
import math
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar, Token
from types import TracebackType
from typing import Final

__all__ = ["RealClock", "VirtualClock"]

# Rounds of the event loop in which nobody holds the clock before it moves. A lock or a slot that
# is given back reaches its next owner a round or two later, and that owner may want to hold it.
_QUIET_ROUNDS: Final = 3


class RealClock:
    """The time that passes, `speed` times as fast; holding it does nothing."""

    def __init__(self, speed: float = 1.0, not_before: float = 0.0) -> None:
        if not 0 < speed < math.inf:
            raise ValueError(f"a real clock runs at a positive speed, not {speed}")
        self._speed = speed
        self._start = max(time.time(), not_before)
        self._origin = time.monotonic()

    def now(self) -> float:
        return self._start + (time.monotonic() - self._origin) * self._speed

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._speed)

    def call_later(self, seconds: float, do: Callable[[], object]) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(seconds / self._speed, do)

    def held(self) -> AbstractContextManager[None]:
        return nullcontext()

    def hold(self) -> None:
        """As `VirtualClock.hold`: real time passes all the same."""

    def release(self) -> None:
        """As `VirtualClock.release`."""


class VirtualTimer:
    """Something due at a time of a `VirtualClock`; the earlier made goes first among equals."""

    __slots__ = ("cancelled", "deadline", "do", "number")

    def __init__(self, deadline: float, number: int, do: Callable[[], object]) -> None:
        self.deadline, self.number, self.do = deadline, number, do
        self.cancelled = False

    def __lt__(self, other: VirtualTimer) -> bool:
        if self.deadline != other.deadline:
            return self.deadline < other.deadline
        return self.number < other.number

    def cancel(self) -> None:
        self.cancelled = True


class _Held:
    """A stretch of work. It holds its clock from its entry to its end, but while it sleeps."""

    __slots__ = ("_asleep", "_inside", "_token", "clock")

    def __init__(self, clock: VirtualClock) -> None:
        self.clock = clock
        self._asleep = 0
        self._inside = False
        self._token: Token[tuple[_Held, ...]] | None = None

    def __enter__(self) -> None:
        self._token = _STRETCHES.set((*_STRETCHES.get(), self))
        self._inside = True
        self.clock.hold()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._token is not None:
            _STRETCHES.reset(self._token)
        self._inside = False
        if not self._asleep:
            self.clock.release()

    def fall_asleep(self) -> None:
        self._asleep += 1
        if self._asleep == 1 and self._inside:
            self.clock.release()

    def wake_up(self) -> None:
        self._asleep -= 1
        if not self._asleep and self._inside:
            self.clock.hold()


# A sleep must know what stretches of work it interrupts. Tasks started within one inherit it: a
# stretch sleeps as soon as one of its tasks does, since the others have stretches of their own.
_STRETCHES: ContextVar[tuple[_Held, ...]] = ContextVar("stretches", default=())


class VirtualClock:
    """A time that stands still while anybody works, and jumps from one timer to the next.

    With `auto` it moves by itself as soon as nobody holds it; without, `advance` moves it. Timers
    go off one by one, by their time and then by when they were made, and whoever is woken has its
    hold again before the next.
    """

    def __init__(self, start: float = 0.0, *, auto: bool = True) -> None:
        self._now = start
        self._auto = auto
        self._holders = 0
        self._numbers = 0
        self._timers: list[VirtualTimer] = []
        self._watching = False
        self._quiet = 0
        self._let_go: asyncio.Future[None] | None = None

    def now(self) -> float:
        return self._now

    async def sleep(self, seconds: float) -> None:
        stretches = [held for held in _STRETCHES.get() if held.clock is self]
        woken = asyncio.get_running_loop().create_future()

        def wake() -> None:
            if not woken.done():
                woken.set_result(None)
                for held in stretches:
                    held.wake_up()

        timer = self.call_later(seconds, wake)
        for held in stretches:
            held.fall_asleep()
        try:
            await woken
        finally:
            if woken.cancelled() or not woken.done():
                timer.cancel()
                for held in stretches:
                    held.wake_up()

    def call_later(self, seconds: float, do: Callable[[], object]) -> VirtualTimer:
        self._numbers += 1
        timer = VirtualTimer(self._now + max(0.0, seconds), self._numbers, do)
        heapq.heappush(self._timers, timer)
        self._watch()
        return timer

    def held(self) -> AbstractContextManager[None]:
        return _Held(self)

    def hold(self) -> None:
        """Keep the time from moving until `release`; holds add up."""
        self._holders += 1

    def release(self) -> None:
        """Take one hold back."""
        if not self._holders:
            raise RuntimeError("the clock was released more often than it was held")
        self._holders -= 1
        self._quiet = 0
        if not self._holders:
            if self._let_go is not None and not self._let_go.done():
                self._let_go.set_result(None)
            self._watch()

    async def advance(self, seconds: float) -> None:
        """Move a clock that is not `auto`: what is due goes off in order, at its exact time."""
        until = self._now + seconds
        await self._nobody_works()
        while (timer := self._next()) is not None and timer.deadline <= until:
            self._fire(timer)
            await self._nobody_works()
        self._now = until

    async def _nobody_works(self) -> None:
        self._quiet = 0
        while self._quiet < _QUIET_ROUNDS:
            if self._holders:
                self._let_go = asyncio.get_running_loop().create_future()
                await self._let_go
            self._quiet += 1
            await asyncio.sleep(0)

    def _watch(self) -> None:
        """See to it that the next timer goes off once everybody sleeps."""
        if self._auto and not self._watching and not self._holders and self._timers:
            self._watching, self._quiet = True, 0
            asyncio.get_running_loop().call_soon(self._move_when_quiet)

    def _move_when_quiet(self) -> None:
        self._quiet += 1
        if self._quiet < _QUIET_ROUNDS and not self._holders:
            asyncio.get_running_loop().call_soon(self._move_when_quiet)
            return
        self._watching = False
        if not self._holders and (timer := self._next()) is not None:
            try:
                self._fire(timer)
            finally:
                self._watch()

    def _next(self) -> VirtualTimer | None:
        """The next timer that will ever go off: not one that was cancelled, nor one for never."""
        timers = self._timers
        while timers and timers[0].cancelled:
            heapq.heappop(timers)
        return timers[0] if timers and timers[0].deadline < math.inf else None

    def _fire(self, timer: VirtualTimer) -> None:
        heapq.heappop(self._timers)
        self._now = max(self._now, timer.deadline)
        timer.do()
