"""The core: `feed` takes one observation, runs the flow until it can go no further, and returns the
turn: the observation and every decision it led to. What to ask of the world is left in `effects`.

The theory, in one place. The same observations in the same order always give the same turns, since
nothing else comes in: no clock, no I/O, no order but that of a queue. So a record is re-executed by
feeding its observations again, and whoever compares the decisions knows whether it still is the
same run. A step is over once; whatever comes for it later is recorded and settles its money, but
changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping

from orchtui.commands.breakpoints import parse_breakpoint
from orchtui.core import commands
from orchtui.core.attempts import Attempts, Effect
from orchtui.core.branches import Branching
from orchtui.core.breakpoints import Watching, run_scope
from orchtui.core.commands import Killing
from orchtui.core.disagreements import Disputes
from orchtui.core.gates import LimitGate, Questions
from orchtui.core.groups import Deadline, Groups
from orchtui.core.loop import FlowLoop
from orchtui.core.main_task import Course
from orchtui.core.pause import Gate, Outcome
from orchtui.core.requests import Asking
from orchtui.core.steps import Step, Waiting
from orchtui.core.summaries import summarised_first
from orchtui.domain import events as e
from orchtui.domain.digest import Texts
from orchtui.domain.flow import FlowFunction, FlowMisuse
from orchtui.domain.recipe import Recipe
from orchtui.domain.state import RunState, apply


class Core:
    """One run's decisions."""

    def __init__(self, recipe: Recipe, flow: FlowFunction, texts: Texts | None = None) -> None:
        self.recipe = recipe
        self.texts = texts or Texts()
        self.loop = FlowLoop()
        self.waiting = Waiting(self.loop, self)
        self.gate = Gate(self)
        self.questions = Questions(self.loop, self.emit)
        self.killing = Killing(self.emit)
        self.groups = Groups(self)
        self.disputes = Disputes()
        self.steps: dict[str, Step] = {}
        self.turns: dict[str, int] = {}
        self.watching = Watching(lambda names: run_scope(self, names), self.steps, self._hit)
        self.flows: dict[asyncio.Task[object], Branching] = {}
        self.said: dict[str, list[str]] = {}
        self.state = RunState()
        self.course = Course(self, flow)
        self._closed = False
        self._turn: list[e.AnyEvent] = []

    # -- the one door in -----------------------------------------------------------------------

    def feed(self, observation: e.AnyEvent, at: float) -> tuple[e.AnyEvent, ...]:
        """Take in what the world did; the turn it led to."""
        self._turn, self.loop.now = [], at
        if self.course.begun:
            self.attempts.effects = []
        self.emit(observation)
        _OBSERVED[type(observation)](self, observation)
        if self.killing.open and isinstance(observation, e.AttemptOver):
            self.killing.ended(observation)
        self.course.drain()
        while self.gate.lets():
            self.course.drain()
        if not self._is_waiting():
            self.course.stop("failed", "the flow waits for what nothing can bring")
            self.course.drain()
        if self.watching.armed and not self.over:
            self.watching.turn(tuple(self._turn))
        if not self.over:
            self.gate.announce()
        return tuple(self._turn)

    @property
    def over(self) -> bool:
        """Whether the flow has come to its end."""
        return self.course.over

    @property
    def effects(self) -> list[Effect]:
        """What the last turn asks of the world."""
        return self.attempts.effects

    def _is_waiting(self) -> bool:
        """Whether something may still come that lets the flow go on."""
        attempts = self.attempts
        return bool(
            self.over
            or attempts.suspended
            or attempts.admission.promises
            or attempts.queue
            or self.gate.shut
            or self.questions.waiting
        )

    def emit(self, event: e.AnyEvent) -> None:
        """Add an event to the turn, and to what the run has come to."""
        if self._closed:
            return
        self._turn.append(event)
        apply(self.state, event, self.loop.now)

    def close(self) -> None:
        """Let an unfinished flow run its `finally`s now, unrecorded, not when it is collected."""
        self._closed = True
        for task in list(self.loop.tasks):
            task.cancel()
        self.loop.drain()

    # -- what the world did --------------------------------------------------------------------

    def _started(self, event: e.RunStarted) -> None:
        task = self.texts.read(event.task)
        self.started = event
        limits = self.recipe.limits.changed(event.limits)
        self._limit_gate = LimitGate(self)
        asking = Asking(event, task, self.said)
        self.attempts = Attempts(
            asking,
            limits,
            self.texts,
            self.gate,
            self.emit,
            self.concluded,
            self._limit_gate.reached,
        )
        for text in event.breakpoints:
            name = self.watching.add(parse_breakpoint(text))
            self.emit(e.BreakpointChanged(id=name, text=text))
        if event.paused:
            self.gate.close("started paused")
        self.course.begin(task)

    def _interrupted(self, _event: e.RunInterrupted) -> None:
        self.attempts.interrupt()

    def _resumed(self, _event: e.RunResumed) -> None:
        self.attempts.resume()
        self.killing.lost()

    def _replied(self, event: e.StepReplied) -> None:
        self.attempts.replied(event)

    def _attempt_failed(self, event: e.AttemptFailed) -> None:
        self.attempts.failed(event)

    def _attempt_ended(self, event: e.AttemptEnded) -> None:
        self.attempts.settle(event.path, event.attempt, event.cost, event.read + event.wrote)

    def _abandoned(self, event: e.AttemptAbandoned) -> None:
        promised = self.attempts.abandoned(event)
        self.killing.abandoned(event, promised)

    def _deadline(self, event: e.DeadlinePassed) -> None:
        if event.path:
            self.groups.time_over(event.path, event.seconds)
        elif not self.over:
            limit = e.LimitReached(limit="seconds", allowed=event.seconds, used=event.seconds)
            self.emit(limit)
            self._limit_gate.reached(limit)

    def _commanded(self, event: e.CommandGiven) -> None:
        commands.carry_out(self, event)

    def deadline(self) -> Deadline | None:
        """The next time at which time is up, for the run or for a group in it."""
        if self.over or not self.course.begun:
            return None
        seconds = self.attempts.limits.seconds
        of_run = [] if seconds is None else [Deadline(seconds, seconds)]
        return min((*of_run, *self.groups.deadlines()), default=None)

    # -- the gate's keeper: steps begin and end -------------------------------------------------

    @property
    def running(self) -> Mapping[str, Step]:
        """The steps that are being answered."""
        return self.attempts.running

    @property
    def in_flight(self) -> tuple[tuple[str, ...], int]:
        """The steps that are being answered, and what is reserved for them."""
        if not self.course.begun:
            return (), 0
        return tuple(self.attempts.running), self.state.reserved

    def is_busy(self, group: str) -> bool:
        """Whether any step of a group is wanted and not over."""
        within = (step for step in self.steps.values() if step.path.startswith(f"{group}/"))
        return any(step.wanted and not step.over for step in within)

    def planned(self, step: Step) -> None:
        """A step is known from now on."""
        if step.path in self.steps:
            raise FlowMisuse(
                f"two branches ask for a step called {step.path}: give one another name="
            )
        step.number = len(self.steps)
        step.turn = self.turns[step.agent] = self.turns.get(step.agent, 0) + 1
        self.steps[step.path] = step
        for each in step.inputs:
            each.dependents.append(step)
        self.emit(
            e.StepPlanned(
                path=step.path,
                agent=step.agent,
                says=self.texts.keep(step.says),
                inputs=tuple(each.path for each in step.inputs),
                after=tuple(step.after),
                optional=step.optional,
                temperature=step.temperature,
                whole=step.whole,
            )
        )

    def ready(self, step: Step) -> None:
        """All the step needs is there."""
        if self.groups.over and (why := self.groups.refusal(step.path)):
            self.waiting.end(step, error=why)
        elif not (step.agent_of.context.summary and summarised_first(self, step)):
            self.watching.before(step)
            self.gate.arrives(step)

    def enter(self, step: Step, because: str) -> None:
        """The gate lets the step begin."""
        self.attempts.enter(step, because)

    def concluded(self, step: Step, outcome: Outcome) -> None:
        """The step has its outcome: on to the gate, unless a breakpoint shuts it first."""
        self.watching.after(step, outcome)
        self.gate.ends(step, outcome)

    def leave(self, step: Step, outcome: Outcome) -> None:
        """The gate lets the flow learn of the step's outcome."""
        step.reply = outcome.reply
        self.waiting.end(step, error=outcome.error)

    def ask_again(self, step: Step, because: str) -> None:
        """Begin another attempt of the step, whatever the gate holds."""
        self.attempts.enter(step, because)

    def take_back(self, step: Step) -> None:
        """End whatever the step is at, so that it can begin again or be replaced."""
        self.gate.forget(step)
        self.attempts.cancel(step)

    def put_back_all(self) -> None:
        """End all calls in flight and hold their steps before they begin again."""
        for step in list(self.attempts.running.values()):
            self.attempts.cancel(step)
            self.gate.arrives(step, "paused")

    def ended(self, step: Step, why: str) -> None:
        """Record that a step is over, if its reply has not said so."""
        self.gate.forget(step)
        self.attempts.cancel(step)
        if why:
            self.emit(e.StepCancelled(path=step.path, why=why))
        elif step.error:
            self.emit(e.StepFailed(path=step.path, error=step.error))
            if step.optional:
                self.course.missing.append(step.path)
        self.gate.step_over()

    def delivered(self, steps: Iterable[Step]) -> None:
        """Note what the running coroutine knows now."""
        task = asyncio.current_task()
        if task is not None and (flow := self.flows.get(task)) is not None:
            flow.was_given(steps)

    def change_limits(self, changed: Mapping[str, float | None]) -> None:
        """The run's limits are otherwise from now on."""
        self.emit(e.LimitsChanged(limits=dict(changed)))
        self._limit_gate.changed(changed)
        self.attempts.change_limits(self.attempts.limits.changed(changed))

    # -- breakpoints ---------------------------------------------------------------------------

    def _hit(self, name: str, path: str) -> None:
        self.emit(e.BreakpointHit(id=name, path=path))
        armed = self.watching.armed[name]
        if not armed.enabled:  # it was for once
            self.emit(e.BreakpointChanged(id=name, text=armed.point.text, enabled=False))
        self.gate.close(f"breakpoint {name}")


_OBSERVED: dict[type, Callable[..., None]] = {
    e.RunStarted: Core._started,
    e.RunInterrupted: Core._interrupted,
    e.RunResumed: Core._resumed,
    e.StepReplied: Core._replied,
    e.AttemptFailed: Core._attempt_failed,
    e.AttemptEnded: Core._attempt_ended,
    e.AttemptAbandoned: Core._abandoned,
    e.DeadlinePassed: Core._deadline,
    e.CommandGiven: Core._commanded,
}
