"""Telling those who appended what came of it, and waking those who wait for quiet."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

from orchtui.errors import JournalError

Answer = Callable[[], None]


class Answers:
    """Calls answers on the loop, in order, once their commit is there."""

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[None]] = []

    def give(self, answers: deque[Answer]) -> None:
        """Call them; one that fails is the loop's to report, and holds up no other."""
        try:
            while answers:
                answers.popleft()()
        finally:
            if answers:
                asyncio.get_running_loop().call_soon(self.give, answers)
            else:
                self._wake()

    async def until(self, committed: Callable[[], bool]) -> None:
        """Return once this holds and the answers to what was committed were given."""
        while not committed():
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(future)
            await future

    def _wake(self) -> None:
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)


def defect(where: str, error: Exception) -> JournalError:
    """What to tell when it is neither the person nor the database that a commit failed by."""
    failure = JournalError(
        f"Writing to {where} failed by a defect of orchtui ({error!r}). What was committed is "
        "safe; please report it."
    )
    failure.__cause__ = error
    return failure
