"""Runs as the tests of the engine build them: a flow, a small model, a clock that jumps, a journal.

Whatever a test does not care about has a plain default; all parts are the shipped ones but for the
model, which is what the world would be.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from orchtui.core import Machine
from orchtui.domain import events as e
from orchtui.domain.clock import Clock
from orchtui.domain.events import Candidate, RunStarted, Turn
from orchtui.domain.flow import Flow, FlowFunction
from orchtui.domain.limits import limits_from
from orchtui.domain.model import Answer, Hear
from orchtui.domain.prompts import Request, tokens_about
from orchtui.domain.recipe import Agent, PythonFlow, Recipe
from orchtui.domain.redact import Redactor
from orchtui.domain.reply_schema import Record
from orchtui.domain.state import RunState
from orchtui.engine.calls import Caller
from orchtui.engine.clock import VirtualClock
from orchtui.engine.live_run import GRACE, Run
from orchtui.engine.ownership import this_process
from orchtui.errors import ModelError
from orchtui.journal import Journal, MemoryJournal, NewRun

RUN = "run-1"
FOREVER = 1e9
READ_PRICE, WRITE_PRICE = 1_000, 4_000
TIERS = {
    name: (Candidate(name=name, read_price=READ_PRICE, write_price=WRITE_PRICE),)
    for name in ("strong", "quick")
}


@dataclass(frozen=True)
class Says:
    """What a model does when it is asked: wait, say a part, then end in an answer or a fault."""

    text: str = "well"
    after: float = 1.0
    first: str = ""
    fault: Exception | None = None
    wrote: int | None = None


HANGS = Says(after=FOREVER)
FAILS = Says(fault=ModelError("server", "the server is on fire"))


@dataclass
class Scripted:
    """A model that follows a script: for each agent, what it does each time; the last is kept."""

    clock: Clock
    script: Mapping[str, Sequence[Says]] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)
    open: set[str] = field(default_factory=set)
    most_open: int = 0
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    _times: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    async def answer(self, request: Request, hear: Hear) -> Answer:
        says = self._says(request.agent)
        self.asked.append(request)
        self.begun.set()
        self.open.add(request.path)
        self.most_open = max(self.most_open, len(self.open))
        try:
            if says.first:
                hear(says.first)
            await self.clock.sleep(says.after)
            if says.fault is not None:
                raise says.fault
            hear(says.text)
            read = tokens_about(request.system) + tokens_about(request.user)
            wrote = tokens_about(says.text) if says.wrote is None else says.wrote
            return Answer(says.first + says.text, read, wrote)
        finally:
            self.open.discard(request.path)

    async def close(self) -> None:
        pass

    def _says(self, agent: str) -> Says:
        lines = self.script.get(agent, (Says(),))
        self._times[agent] += 1
        return lines[min(self._times[agent], len(lines)) - 1]

    @property
    def agents(self) -> list[str]:
        """Who was asked, in order."""
        return [request.agent for request in self.asked]


def agent(
    name: str,
    *,
    fallback: str = "",
    reply: Record | None = None,
    optional: bool = False,
    **limits: float,
) -> Agent:
    """An agent on the strong tier."""
    return Agent(
        name,
        f"Does {name}.",
        model="strong",
        fallback=fallback,
        reply=reply,
        optional=optional,
        limits=limits_from(limits),
    )


TEAM = tuple(agent(name) for name in ("first", "second", "third"))


async def chain(flow: Flow, task: str) -> object:
    """Three steps, one after the other."""
    one = flow.ask("first", task)
    two = flow.ask("second", "go on", one)
    return await flow.ask("third", "end", two)


async def side_by_side(flow: Flow, task: str) -> object:
    """Three steps at once."""
    asked = [flow.ask(name, task) for name in ("first", "second", "third")]
    return await flow.together(*asked)


class Stage:
    """One run about to be carried out, and all that a test may look at."""

    def __init__(
        self,
        flow: FlowFunction,
        script: Mapping[str, Sequence[Says]] | None = None,
        *,
        agents: Sequence[Agent] = TEAM,
        journal: Journal | None = None,
        model: Callable[[Clock], Scripted] | None = None,
        grace: float = GRACE,
        started: Mapping[str, object] | None = None,
        **limits: float,
    ) -> None:
        self.clock = VirtualClock(1000.0)
        self.model = model(self.clock) if model else Scripted(self.clock, script or {})
        self.journal: Journal = journal or MemoryJournal()
        self.heard: list[Turn] = []
        self._limits, self._started = limits, started or {}
        recipe = Recipe("test", {each.name: each for each in agents}, PythonFlow("a.py", "a"))
        core = Machine(recipe, flow)
        self.core, self.texts = core, core.texts
        caller = Caller(self.model, self.clock, core.texts, Redactor(()))
        self.run = Run(core, self.journal, caller, self.clock, grace)
        self.run.watchers.append(self.heard.append)
        new = NewRun(RUN, "test", "the task", False, self.clock.now(), this_process())
        self.run.lease = self.journal.create(new, self.run.state.summary, self.run.failed)

    async def carry_out(self) -> RunState:
        """Run to the end."""
        started = RunStarted(
            recipe="test", source="", task="the task", tiers=TIERS, limits=dict(self._limits)
        )
        return await self.run.carry_out(started.model_copy(update=self._started))

    async def recorded(self) -> list[e.AnyEvent]:
        """Every event that was committed."""
        return [event for turn in await self.journal.turns(RUN) for event in turn.events]


def of(kind: type[e.Fact], events: Sequence[e.AnyEvent]) -> list[e.AnyEvent]:
    """The events of one kind."""
    return [event for event in events if isinstance(event, kind)]


def paths(kind: type[e.AttemptOver | e.StepAsked], events: Sequence[e.AnyEvent]) -> set[str]:
    """The steps that have an event of one kind."""
    return {event.path for event in events if isinstance(event, kind)}


def other_tasks() -> set[asyncio.Task[object]]:
    """Every task of this loop but the test's own."""
    return asyncio.all_tasks() - {asyncio.current_task()}
