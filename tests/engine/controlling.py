"""Somebody at the keys of a live run: commands are given, and what they lead to is waited for.

Nothing here waits for time to pass: who waits is woken by the next committed turn.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from itertools import count

from orchtui.domain import events as e
from orchtui.domain.state import RunState
from orchtui.engine.engine import LiveRun
from orchtui.engine.live_run import Run
from tests.engine.building import Stage

_numbers = count(1)


def command(verb: str, target: str = "", text: str = "", **options: object) -> e.CommandGiven:
    """A command with a name of its own."""
    return e.CommandGiven.model_validate(
        {
            "id": f"c{next(_numbers)}",
            "verb": verb,
            "who": "me",
            "target": target,
            "text": text,
            "options": options,
        }
    )


class Keys:
    """Commands to one run, while it is carried out."""

    def __init__(self, run: Run | LiveRun, carried_out: asyncio.Task[RunState]) -> None:
        self._run, self.carried_out = run, carried_out
        self._turned = asyncio.Event()
        run.watchers.append(lambda _: self._turned.set())
        carried_out.add_done_callback(lambda _: self._turned.set())

    @property
    def state(self) -> RunState:
        """The run as far as it has come."""
        return self._run.state

    def status(self, path: str) -> str:
        """How a step is."""
        return self.state.steps[path].status

    async def do(self, verb: str, target: str = "", text: str = "", **options: object) -> str:
        """Give a command; what came of it."""
        answer = await self._run.command(command(verb, target, text, **options))
        return ("done" if answer.done else "refused") + (f": {answer.said}" if answer.said else "")

    async def until(self, holds: Callable[[RunState], object]) -> None:
        """Wait until this is true of the run, or fail when it is over before."""
        while not holds(self.state):
            if self.carried_out.done():
                self.carried_out.result()
                raise AssertionError(f"the run is {self.state.status}: {self.state.why}")
            await self.next_turn()

    async def next_turn(self) -> None:
        """Wait for the next turn, or the end."""
        self._turned.clear()
        if not self.carried_out.done():
            await self._turned.wait()

    async def until_paused(self) -> None:
        """Wait until the run stands still."""
        await self.until(lambda state: state.status == "paused")

    async def end(self) -> RunState:
        """Wait for the run's end."""
        return await self.carried_out


@asynccontextmanager
async def at_the_keys(run: Stage | LiveRun) -> AsyncIterator[Keys]:
    """A run that is being carried out; it does not outlive the test."""
    task = asyncio.create_task(run.carry_out())
    keys = Keys(run.run if isinstance(run, Stage) else run, task)
    try:
        yield keys
    finally:
        if not task.done():
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
