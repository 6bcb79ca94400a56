"""One live run: feeds the core, commits each turn, and only then does what the turn asks for.

A turn is handed to the journal with what is to happen after it; nothing that depends on it leaves
before it is on disk, and watchers are told of it after. Its calls are in flight elsewhere, and land
here; none outlives its run.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from orchtui.core import Call, Machine
from orchtui.core.attempts import Effect
from orchtui.domain import events as e
from orchtui.domain.clock import Timer
from orchtui.domain.state import RunState
from orchtui.engine.calls import Caller, InFlight, Key
from orchtui.engine.clock import RealClock, VirtualClock
from orchtui.journal.protocol import Journal, Lease

Watch = Callable[[e.Turn], None]

GRACE = 5.0  # how long a call that is being ended may take to end
TICK = 0.001  # clocks and timers agree to a millisecond


class Run:
    """A run while this process has it."""

    def __init__(
        self,
        core: Machine,
        journal: Journal,
        caller: Caller,
        clock: RealClock | VirtualClock,
        grace: float = GRACE,
    ) -> None:
        self._core, self._journal, self._clock = core, journal, clock
        self._grace = grace
        self.caller = caller
        self.watchers: list[Watch] = []
        self.lease: Lease | None = None
        self._in_flight = InFlight(grace, self._landed, self._abandoned, self.failed)
        self._commands: dict[str, asyncio.Future[e.CommandAnswered]] = {}
        self._uncommitted = 0
        self._begun = self._leaving = False
        self._why = ""
        self._timer: Timer | None = None
        self._deadlines_seen = 0
        self._over: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def state(self) -> RunState:
        """The run as far as it has come."""
        return self._core.state

    async def carry_out(self, first: e.Event) -> RunState:
        """Run to the end from this observation on."""
        try:
            self._begun = True
            self._feed(first)
            if self._leaving:  # since before there was anything to leave
                self._leaving = False
                self.interrupt(self._why)
            await self._until_over()
        finally:
            if self._timer is not None:
                self._timer.cancel()
            try:
                await self._in_flight.close()
            finally:
                self._core.close()
                self._leave_unanswered()
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
        if not self._leaving and not self._core.finished and not self._over.done():
            self._leaving, self._why = True, why
            if self._begun:
                self._feed(e.RunInterrupted(why=why))

    async def command(self, given: e.CommandGiven) -> e.CommandAnswered:
        """Give the run a command; what came of it, once that is on disk.

        The same command again is not carried out again: it is told what came of it.
        """
        answered = self._commands.get(given.id)
        if answered is None:
            earlier = self.state.commands.get(given.id)
            if earlier is not None and earlier.answered is not None:
                return earlier.answered
            if not self._begun or self._leaving or self._over.done():
                return self._not_taken(given.id)
            answered = self._commands[given.id] = asyncio.get_running_loop().create_future()
            self._feed(given)
        # Who no longer waits for the answer does not take it from those who do.
        return await asyncio.shield(answered)

    def _not_taken(self, command: str) -> e.CommandAnswered:
        if not self._begun:
            said = "the run has not begun"
        elif self.state.finished is not None:
            said = f"the run is {self.state.status}"
        else:
            said = "this process has left the run: resume it first"
        return e.CommandAnswered(id=command, done=False, said=said)

    def _leave_unanswered(self) -> None:
        """What could not be written was not done, as far as this process knows."""
        commands, self._commands = self._commands, {}
        for name, answered in commands.items():
            if not answered.done():
                answered.set_result(self._not_taken(name))

    def failed(self, error: BaseException) -> None:
        """Nothing more can be written: the run ends here, as far as this process goes."""
        if isinstance(error, StopIteration):  # a future takes any error but this
            error = RuntimeError(f"{type(error).__name__} in a decision of the run")
        if not self._over.done():
            self._over.set_exception(error)

    def _feed(self, observation: e.Event) -> None:
        try:
            self._take_in(observation)
        except Exception as error:  # noqa: BLE001 - a defect must not hang the run, nor its callers
            self.failed(error)

    def _take_in(self, observation: e.Event) -> None:
        if self.lease is None:
            raise RuntimeError("a run is fed before it has a lease")
        events = self._core.feed(observation, at := self._clock.now())
        effects = self._core.effects
        turn = e.Turn(at, events)
        self._uncommitted += 1
        self._clock.hold()
        texts = self._core.texts.take_fresh()
        self._journal.append(self.lease, turn, texts, lambda: self._committed(turn, effects))
        changes = self._core.deadline_changes
        if changes != self._deadlines_seen or not isinstance(observation, e.AttemptOver):
            self._deadlines_seen = changes
            self._set_deadline()

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
            self.failed(error)
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
                self._in_flight.end((effect.path, effect.attempt))

    def _begin(self, asked: Call) -> None:
        request = asked.request
        step = self._core.running.get(request.path)
        if self._leaving or step is None or step.attempt != request.attempt:
            # Nobody wants it any more, and it has cost nothing yet.
            self._feed(e.AttemptEnded(path=request.path, attempt=request.attempt))
            return
        key = request.path, request.attempt
        call = self.caller.call(request, lambda: self._in_flight.end(key))
        self._in_flight.begin(key, call)

    def _landed(self, over: e.Over) -> None:
        if not self._over.done():
            self._feed(over)

    def _abandoned(self, key: Key) -> None:
        """Go on without a call that will not end; it is named, and its promise counts as spent."""
        if not self._over.done():
            path, attempt = key
            self._feed(e.AttemptAbandoned(path=path, attempt=attempt, seconds=self._grace))

    def _check_over(self) -> None:
        if (self._core.finished or self._leaving) and not self._in_flight and not self._uncommitted:
            self._over.set_result(None)

    def _set_deadline(self) -> None:
        """Be woken when somebody's time may be over; time the run stands still does not count."""
        deadline = self._core.deadline()
        if self._timer is not None:
            self._timer.cancel()
        if deadline is not None:
            left = deadline.at - self.state.seconds_at(self._clock.now())
            self._timer = self._clock.call_later(max(left, 0.0), self._time_may_be_over)

    def _time_may_be_over(self) -> None:
        deadline = self._core.deadline()
        if deadline is None or self._leaving or self._over.done():
            return
        if self.state.stands_still or self._is_asking():
            return  # what comes next, a command, sets the deadline anew
        if self.state.seconds_at(self._clock.now()) + TICK < deadline.at:
            self._set_deadline()
        else:
            self._feed(e.DeadlinePassed(seconds=deadline.seconds, path=deadline.path))

    def _is_asking(self) -> bool:
        """Whether a person is being asked already what to do about the time."""
        return any(gate.about == "limit:seconds" for gate in self.state.open_gates.values())
