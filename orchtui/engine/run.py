"""One live run: feeds the core, commits each turn, and only then does what the turn asks for.

A turn is handed to the journal with what is to happen after it; nothing that depends on it leaves
before it is on disk, and watchers are told of it after. Every call is a task of this run's group,
so that no task outlives its run.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from orchtui.core import Call, Core, EndCall
from orchtui.core.effects import Effect
from orchtui.domain import events as e
from orchtui.domain.clock import Timer
from orchtui.domain.state import RunState
from orchtui.engine.calls import Caller
from orchtui.engine.clock import RealClock, VirtualClock
from orchtui.errors import OrchtuiError
from orchtui.journal.protocol import Journal, Lease

Watch = Callable[[e.Turn], None]

GRACE = 5.0  # how long a call that is being ended may take to end
TICK = 0.001  # clocks and timers agree to a millisecond


class Run:
    """A run while this process has it."""

    def __init__(
        self, core: Core, journal: Journal, caller: Caller, clock: RealClock | VirtualClock
    ) -> None:
        self._core, self._journal, self._clock = core, journal, clock
        self.caller = caller
        self.watchers: list[Watch] = []
        self.lease: Lease | None = None
        self._calls: dict[tuple[str, int], asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._commands: dict[str, asyncio.Future[e.CommandAnswered]] = {}
        self._uncommitted = 0
        self._begun = self._leaving = False
        self._why = ""
        self._deadline: Timer | None = None
        self._over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def state(self) -> RunState:
        """The run as far as it has come."""
        return self._core.state

    async def carry_out(self, first: e.Event) -> RunState:
        """Run to the end from this observation on."""
        try:
            async with asyncio.TaskGroup() as self._group:
                self._begun = True
                self._feed(first)
                if self._leaving:  # since before there was anything to leave
                    self._leaving = False
                    self.interrupt(self._why)
                self._set_deadline()
                try:
                    await self._until_over()
                finally:
                    for task in self._tasks:
                        task.cancel()
        except BaseExceptionGroup as several:
            raise several.exceptions[0] from None
        finally:
            if self._deadline is not None:
                self._deadline.cancel()
            self._core.close()
        return self.state

    async def _until_over(self) -> None:
        """Wait for the end. Who cancels this once leaves the run in good order; twice, at once."""
        try:
            await asyncio.shield(self._over)
        except asyncio.CancelledError:
            if self._leaving:
                self._over.cancel()
            else:
                self.interrupt("cancelled")
                await self._over
            raise

    def interrupt(self, why: str) -> None:
        """Leave the run as it is: calls are ended and recorded, and it can be resumed."""
        if not self._leaving and not self._core.over and not self._over.done():
            self._leaving, self._why = True, why
            if self._begun:
                self._feed(e.RunInterrupted(why=why))

    async def command(self, given: e.CommandGiven) -> e.CommandAnswered:
        """Give the run a command; what came of it, once that is on disk."""
        answered: asyncio.Future[e.CommandAnswered] = asyncio.get_running_loop().create_future()
        if self._leaving or self._over.done():
            return e.CommandAnswered(id=given.id, done=False, said="the run is being left")
        self._commands[given.id] = answered
        self._feed(given)
        self._set_deadline()
        return await answered

    def failed(self, error: OrchtuiError) -> None:
        """Nothing more can be written: the run ends here, as far as this process goes."""
        if not self._over.done():
            self._over.set_exception(error)

    def _feed(self, observation: e.Event) -> None:
        at = self._clock.now()
        events = self._core.feed(observation, at)
        effects = self._core.effects
        turn = e.Turn(at, events)
        self._uncommitted += 1
        self._clock.hold()
        if self.lease is None:
            raise RuntimeError("a run is fed before it has a lease")
        texts = self._core.texts.take_fresh()
        self._journal.append(self.lease, turn, texts, lambda: self._committed(turn, effects))

    def _committed(self, turn: e.Turn, effects: list[Effect]) -> None:
        self._uncommitted -= 1
        try:
            if not self._over.done():
                self._carry_out_effects(effects)
                for watch in self.watchers:
                    watch(turn)
                self._answer(turn)
                self._check_over()
        except Exception as error:  # noqa: BLE001 - a defect, even a watcher's, must not hang the run
            if not self._over.done():
                self._over.set_exception(error)
        finally:
            self._clock.release()

    def _answer(self, turn: e.Turn) -> None:
        for event in turn.events:
            if isinstance(event, e.CommandAnswered) and event.id in self._commands:
                self._commands.pop(event.id).set_result(event)

    def _carry_out_effects(self, effects: list[Effect]) -> None:
        for effect in effects:
            if isinstance(effect, Call):
                self._begin(effect)
            else:
                self._end(effect)

    def _begin(self, call: Call) -> None:
        request = call.request
        step = self._core.running.get(request.path)
        if self._leaving or step is None or step.attempt != request.attempt:
            # Nobody wants it any more, and it has cost nothing yet.
            self._feed(e.AttemptEnded(path=request.path, attempt=request.attempt))
            return
        task = self._group.create_task(self._call(call))
        self._calls[request.path, request.attempt] = task
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _end(self, effect: EndCall) -> None:
        key = effect.path, effect.attempt
        if task := self._calls.get(key):
            # Not before it has begun: a task that is cancelled sooner never tells how it ended.
            loop = asyncio.get_running_loop()
            loop.call_soon(task.cancel)
            loop.call_later(GRACE, self._abandon, key)

    def _abandon(self, key: tuple[str, int]) -> None:
        """Go on without a call that will not end; it is named, and its promise counts as spent."""
        if self._calls.pop(key, None) is not None and not self._over.done():
            path, attempt = key
            self._feed(e.AttemptAbandoned(path=path, attempt=attempt, seconds=GRACE))

    async def _call(self, call: Call) -> None:
        over = await self.caller.call(call.request)
        wanted = self._calls.pop((call.request.path, call.request.attempt), None)
        if wanted is not None and not self._over.done():
            self._feed(over)

    def _check_over(self) -> None:
        if (self._core.over or self._leaving) and not self._calls and not self._uncommitted:
            self._over.set_result(None)

    def _set_deadline(self) -> None:
        """Be woken when the run's time may be over; time that it stands still does not count."""
        if self._deadline is not None:
            self._deadline.cancel()
        seconds = self._core.attempts.limits.seconds
        if seconds is None or self._core.over:
            return
        left = seconds - self.state.seconds_at(self._clock.now())
        self._deadline = self._clock.call_later(max(left, 0.0), self._time_may_be_over)

    def _time_may_be_over(self) -> None:
        seconds = self._core.attempts.limits.seconds
        if seconds is None or self._core.over or self._leaving or self._over.done():
            return
        if self.state.status == "paused":
            return  # nothing runs, and continuing sets the deadline anew
        if self.state.seconds_at(self._clock.now()) + TICK < seconds:
            self._set_deadline()
        else:
            self._feed(e.DeadlinePassed(seconds=seconds))
