"""Starts and resumes runs: brings together a recipe, the core, a clock, a model and the journal."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Sequence
from types import TracebackType

from orchtui._gc import settle
from orchtui.core import Machine
from orchtui.domain import events as e
from orchtui.domain.clock import Clock
from orchtui.domain.digest import Texts
from orchtui.domain.events.readable import addresses
from orchtui.domain.ids import RunIds
from orchtui.domain.model import Model
from orchtui.domain.recipe import Recipe
from orchtui.domain.redact import Redactor, secrets_in
from orchtui.domain.state import RunState
from orchtui.domain.state.summary import RunRow
from orchtui.engine.calls import Caller
from orchtui.engine.clock import RealClock, VirtualClock
from orchtui.engine.inbox import Mail, harmless
from orchtui.engine.live_run import GRACE, Run
from orchtui.engine.ownership import is_alive, process_of, this_process
from orchtui.engine.preparation import Prepared
from orchtui.engine.reexecution import reexecute
from orchtui.errors import RunIsOwned, UsageError
from orchtui.journal.protocol import Journal, NewRun
from orchtui.recipes.compile import flow_function
from orchtui.recipes.loader import read_recipe
from orchtui.recipes.python_code import functions_of, load_agents


class LiveRun:
    """A run that this process will carry out, from its start or from where it was left."""

    def __init__(
        self,
        name: str,
        recipe: Recipe,
        run: Run,
        first: e.Event,
        texts: Texts,
        mail: Mail,
        redact: Redactor,
    ) -> None:
        self.id, self.recipe, self.texts = name, recipe, texts
        self._run, self._first, self._mail, self._redact = run, first, mail, redact
        self.recorded: Sequence[e.Turn] = ()
        self.watchers = run.watchers
        self.interrupt = run.interrupt

    @property
    def state(self) -> RunState:
        """The run as far as it has come."""
        return self._run.state

    def heard(self, path: str) -> str:
        """What a step that is being answered has said so far."""
        hearing = self._run.caller.hearing.get(path)
        return hearing.text if hearing else ""

    def heard_after(self, path: str, number: int) -> list[str]:
        """The pieces of it that came after so many."""
        hearing = self._run.caller.hearing.get(path)
        return hearing.pieces[number:] if hearing else []

    async def carry_out(self) -> RunState:
        """Run to the end, or until it is interrupted."""
        with self._mail.delivered(self.id, self.command):
            return await self._run.carry_out(self._first)

    async def held_still(self) -> bool:
        """Wait until the run is paused; false if it is over before."""
        turned = asyncio.Event()

        def told(_turn: e.Turn) -> None:
            turned.set()

        self.watchers.append(told)
        try:
            while self.state.status in ("running", "pausing"):
                turned.clear()
                await turned.wait()
        finally:
            self.watchers.remove(told)
        return self.state.status == "paused"

    async def command(self, given: e.CommandGiven) -> e.CommandAnswered:
        """Give the run a command, its text as it was typed; what came of it, once on disk."""
        # Even one that came as a letter: anybody may have written it who can write to the database.
        given = harmless(given, self._redact)
        kept = self.texts.keep(given.text)
        return await self._run.command(given.model_copy(update={"text": kept}))


class Engine:
    """What carries runs out, many at once, over one journal.

    `provider` answers every run that is no rehearsal, in place of litellm; it is closed with this.
    A call that is being ended is waited for `grace` seconds.
    """

    def __init__(
        self, journal: Journal, provider: Model | None = None, grace: float = GRACE
    ) -> None:
        self.journal = journal
        self._ids = RunIds(int.from_bytes(os.urandom(2), "big"))
        self._redact = Redactor(secrets_in(os.environ))
        self._provider = provider
        self._grace = grace
        self._mail = Mail(journal)
        self._group = asyncio.TaskGroup()

    async def __aenter__(self) -> Engine:
        settle()
        await self._group.__aenter__()
        self._mailman = self._group.create_task(self._mail.deliver())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._mailman.cancel()
        await self._group.__aexit__(None, None, None)
        if self._provider is not None:
            await self._provider.close()

    def start(self, prepared: Prepared) -> LiveRun:
        """A new run; nothing happens until it is carried out."""
        clock = _clock(prepared.started)
        started = prepared.started
        flow = flow_function(prepared.recipe, started.folder, started.code or None)
        core = Machine(prepared.recipe, flow, prepared.texts)
        model = self._model(prepared.started, prepared.recipe, clock)
        caller = Caller(model, clock, core.texts, self._redact)
        run = Run(core, self.journal, caller, clock, self._grace)
        new = NewRun(
            id=self._ids.next(time.time()),
            recipe=prepared.recipe.name,
            task=prepared.task,
            rehearsed=prepared.started.rehearsing is not None,
            started=clock.now(),
            owner=this_process(),
        )
        run.lease = self.journal.create(new, run.state.summary, run.failed)
        return LiveRun(new.id, prepared.recipe, run, started, core.texts, self._mail, self._redact)

    async def post(self, run: str, given: e.CommandGiven) -> None:
        """Leave a command for whichever process owns the run, without its secrets."""
        await self.journal.post(run, harmless(given, self._redact))

    async def resume(self, row: RunRow) -> LiveRun:
        """A run that was left, brought to where it was by its record."""
        _check_free(row)
        turns = await self.journal.turns(row.id)
        texts = Texts(await self.journal.texts(addresses(turns)))
        started = turns[0].events[0]
        if not isinstance(started, e.RunStarted):
            raise UsageError(f"run {row.id} was recorded by a newer orchtui: upgrade to resume it")
        recipe = recorded_recipe(started, texts)
        core = Machine(recipe, flow_function(recipe, started.folder, started.code or None), texts)
        reexecute(core, turns)
        if core.finished:
            raise UsageError(
                f"run {row.id} is over ({row.summary.status}); orchtui run {row.recipe} starts anew"
            )
        clock = _clock(started, turns[-1].at)
        model = self._model(started, recipe, clock)
        caller = Caller(model, clock, texts, self._redact)
        run = Run(core, self.journal, caller, clock, self._grace)
        run.lease = await self.journal.claim(
            row.id, row.epoch, this_process(), run.state.summary, run.failed
        )
        # What its former owner still wrote before it could know; from now on it cannot.
        late = await self.journal.turns(row.id, after=core.state.events)
        texts.known.update(await self.journal.texts(addresses(late)))
        reexecute(core, late)
        first = e.RunResumed(epoch=run.lease.epoch)
        live = LiveRun(row.id, recipe, run, first, texts, self._mail, self._redact)
        live.recorded = [*turns, *late]
        return live

    def _model(self, started: e.RunStarted, recipe: Recipe, clock: Clock) -> Model:
        if not functions_of(recipe):
            return self._answering(started, recipe, clock)
        from orchtui.providers.python_functions import PythonFunctions
        from orchtui.providers.rehearsal.script import script
        from orchtui.providers.routing import Routing

        hashes = {each.name: each.code for models in started.tiers.values() for each in models}
        return Routing(
            PythonFunctions(load_agents(started.folder, recipe, hashes)),
            lambda: self._answering(started, recipe, clock),
            script(recipe, started.parameters) if started.rehearsing is not None else (),
        )

    def _answering(self, started: e.RunStarted, recipe: Recipe, clock: Clock) -> Model:
        """Who answers where no function does."""
        if started.rehearsing is not None:
            from orchtui.providers.rehearsal import Rehearsal

            chaos = started.rehearsing.chaos
            return Rehearsal(recipe, started.parameters, started.seed, clock, chaos)
        if self._provider is None:
            from orchtui.providers.litellm import LiteLLM

            self._provider = LiteLLM()
        return self._provider


def recorded_recipe(started: e.RunStarted, texts: Texts) -> Recipe:
    """The recipe a run was started with, from its record alone."""
    return read_recipe(texts.read(started.source), f"{started.recipe}.yaml", started.parameters)


def _clock(started: e.RunStarted, not_before: float = 0.0) -> RealClock | VirtualClock:
    if started.rehearsing is None:
        return RealClock(1.0, not_before)
    if started.rehearsing.speed:
        return RealClock(started.rehearsing.speed, not_before)
    return VirtualClock(max(time.time(), not_before))


def _check_free(row: RunRow) -> None:
    if is_alive(row.owner, time.time() - row.updated):
        raise RunIsOwned(
            f"run {row.id} is being carried out by process {process_of(row.owner)}: "
            "stop that one first, or wait for it"
        )
