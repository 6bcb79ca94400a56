"""Time as the shell and the rehearsal model see it; which clock it is, is decided in `engine`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol


class Timer(Protocol):
    """Something that will happen, unless it is cancelled."""

    def cancel(self) -> None:
        """Make it not happen."""
        ...


class Clock(Protocol):
    """A time that may run faster than life, or only when it is told to."""

    def now(self) -> float:
        """Seconds since the epoch."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return that much later by this clock."""
        ...

    def call_later(self, seconds: float, do: Callable[[], None]) -> Timer:
        """Have something done that much later by this clock."""
        ...

    def held(self) -> AbstractContextManager[None]:
        """While anybody works (and does not sleep), a clock that jumps stands still."""
        ...
