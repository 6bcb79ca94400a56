"""orchtui as it is measured: the engine's own run, over the real SQLite journal, on real time.

Only the model is made up, and it answers at once or after a given time; every result is committed
before anything that depends on it starts, as in any run.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from orchtui._gc import settle
from orchtui.core import Machine
from orchtui.domain.digest import Texts
from orchtui.domain.events import Candidate, RunStarted
from orchtui.domain.flow import FlowFunction
from orchtui.domain.ids import RunIds
from orchtui.domain.model import Answer, Hear
from orchtui.domain.prompts import Request
from orchtui.domain.recipe import Agent, PythonFlow, Recipe
from orchtui.domain.redact import Redactor, secrets_in
from orchtui.engine.calls import Caller
from orchtui.engine.clock import RealClock
from orchtui.engine.live_run import Run
from orchtui.engine.ownership import this_process
from orchtui.journal import open_journal
from orchtui.journal.protocol import NewRun
from orchtui.journal.sqlite import SqliteJournal

AGENT = "worker"
_RECIPE = Recipe(
    name="benchmark",
    agents={AGENT: Agent(AGENT, "Does its part.", model="main")},
    flow=PythonFlow("benchmark.py", "flow"),
)
_STARTED = RunStarted(
    recipe=_RECIPE.name,
    source="task: The task.\nagents: {worker: Does its part.}\nflow: [worker]\n",
    task="the task",
    tiers={"main": (Candidate(name="made-up", read_price=100, write_price=400),)},
)


def say_ok(_path: str) -> str:
    """A reply of which nothing is to be said."""
    return "ok"


class MadeUpModel:
    """Answers every request after so many seconds."""

    def __init__(self, seconds: float = 0.0, say: Callable[[str], str] = say_ok) -> None:
        self._seconds, self._say = seconds, say

    async def answer(self, request: Request, hear: Hear) -> Answer:
        if self._seconds:
            await asyncio.sleep(self._seconds)
        text = self._say(request.path)
        hear(text)
        return Answer(text, read=20, wrote=len(text) // 4)

    async def close(self) -> None:
        """There is nothing to let go of."""


class Subject:
    """A journal, and runs over it."""

    def __init__(self, journal: SqliteJournal) -> None:
        self.journal = journal
        self._ids = RunIds(int.from_bytes(os.urandom(2), "big"))
        self._redact = Redactor(secrets_in(os.environ))

    @classmethod
    @asynccontextmanager
    async def open(cls, path: Path) -> AsyncIterator[Subject]:
        """Over a database of its own, in a process set up as an engine sets up its own."""
        settle()
        journal = await open_journal(path)
        try:
            yield cls(journal)
        finally:
            await journal.close()

    async def run(self, flow: FlowFunction, model: MadeUpModel, steps: int) -> None:
        """Carry a flow out to its end, and see that every step is done."""
        clock = RealClock()
        core = Machine(_RECIPE, flow, Texts())
        run = Run(core, self.journal, Caller(model, clock, core.texts, self._redact), clock)
        new = NewRun(
            id=self._ids.next(time.time()),
            recipe=_RECIPE.name,
            task="the task",
            rehearsed=False,
            started=clock.now(),
            owner=this_process(),
        )
        run.lease = self.journal.create(new, run.state.summary, run.failed)
        state = await run.carry_out(_STARTED)
        if (state.status, state.done) != ("done", steps):
            raise RuntimeError(f"{state.done} of {steps} steps: {state.status}. {state.why}")
