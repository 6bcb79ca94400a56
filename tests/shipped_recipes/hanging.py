"""Shipped recipes, rehearsed with somebody who hangs each time they are asked: a step, or an agent
in all its steps. Time jumps, so that a run whose calls wait out their limits takes none.
"""

from __future__ import annotations

from orchtui.core import Machine
from orchtui.domain.clock import Clock
from orchtui.domain.model import Answer, Hear
from orchtui.domain.prompts import Request
from orchtui.domain.redact import Redactor
from orchtui.domain.state import RunState
from orchtui.engine.calls import Caller
from orchtui.engine.clock import VirtualClock
from orchtui.engine.live_run import Run
from orchtui.engine.ownership import this_process
from orchtui.engine.preparation import Prepared, Settings, prepare
from orchtui.journal import MemoryJournal, NewRun
from orchtui.providers.rehearsal import Rehearsal
from orchtui.recipes.compile import flow_function
from orchtui.session import Outcome, load
from orchtui.session.outcomes import outcome

FOREVER = 1e9


class Hanging(Rehearsal):
    """The rehearsal model, but for one step or one agent that never says a word."""

    def __init__(self, prepared: Prepared, clock: Clock, hangs: str) -> None:
        super().__init__(prepared.recipe, prepared.started.parameters, 0, clock, {})
        self._waits, self._hangs = clock, hangs
        self.hung: dict[str, int] = {}

    async def answer(self, request: Request, hear: Hear) -> Answer:
        if self._hangs in (request.path, request.agent):
            self.hung[request.path] = self.hung.get(request.path, 0) + 1
            await self._waits.sleep(FOREVER)
        return await super().answer(request, hear)


class Hung:
    """A run that is over: how it ended, and how often each step that hung was asked."""

    def __init__(self, state: RunState, ended: Outcome, asked: dict[str, int]) -> None:
        self.state, self.ended, self.asked = state, ended, asked

    @property
    def told(self) -> str:
        """All that a person reads of what went wrong."""
        return "\n".join((self.ended.why, *self.ended.missing, *self.ended.notes))


async def rehearse_hanging(name: str, hangs: str = "", **parameters: str) -> Hung:
    """Rehearse a shipped recipe with this step, or this agent, hanging; all gates are approved."""
    settings = Settings(rehearse=True, speed=0, on_gate="approve")
    prepared = prepare(load(name, parameters), settings)
    clock = VirtualClock()
    core = Machine(prepared.recipe, flow_function(prepared.recipe), prepared.texts)
    model, journal = Hanging(prepared, clock, hangs), MemoryJournal()
    run = Run(core, journal, Caller(model, clock, core.texts, Redactor(())), clock)
    new = NewRun("run", name, prepared.task, True, clock.now(), this_process())
    run.lease = journal.create(new, run.state.summary, run.failed)
    state = await run.carry_out(prepared.started)
    return Hung(state, outcome("run", state, core.texts), model.hung)
