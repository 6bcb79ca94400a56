"""Telling those who appended what came of it, and waking those who wait for quiet."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

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

    async def until(self, quiet: Callable[[], bool]) -> None:
        """Return once it is quiet and the answers to what came before were given."""
        while not quiet():
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(future)
            await future

    def _wake(self) -> None:
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)
