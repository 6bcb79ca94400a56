"""The machine of one run: `feed` takes one observation, runs the flow until it waits, and returns
the commit: the observation and every decision it led to. What to ask of the world is left in
`effects`.

The theory, in one place. The same observations in the same order always give the same commits, for
nothing else comes in: no clock, no I/O, no order but that of a queue. So a record is re-executed by
feeding its observations again, and comparing the decisions proves that it is the same run. A step
finishes once; what comes for it later is recorded and settles its money, but changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping

from orchtui.commands.breakpoints import parse_breakpoint
from orchtui.core.attempts import Attempts, Effect
from orchtui.core.branches import FlowParts
from orchtui.core.breakpoints import Breakpoints, live_scope
from orchtui.core.commands import Commands
from orchtui.core.context import RunContext
from orchtui.core.disagreements import Disagreements
from orchtui.core.gates import Gates, LimitGate
from orchtui.core.groups import Deadline, Groups
from orchtui.core.main_task import MainTask
from orchtui.core.pause import PausePoint
from orchtui.core.steps import Step, StepGraph, StepOutcome
from orchtui.core.summaries import Summaries
from orchtui.domain import events as e
from orchtui.domain.digest import Texts
from orchtui.domain.flow import FlowFunction
from orchtui.domain.recipe import Recipe


class Machine:
    """One run's decisions. This is the only module that knows all parts of the core."""

    def __init__(self, recipe: Recipe, flow: FlowFunction, texts: Texts | None = None) -> None:
        self._context = context = RunContext(recipe, texts or Texts())
        self.recipe, self.texts, self.state = recipe, context.texts, context.state
        self.steps = context.steps
        self._graph = StepGraph(context.steps, context.loop, context.texts, context.emit, self)
        self._breakpoints = Breakpoints(
            lambda names: live_scope(context, names), context.steps, self._hit
        )
        self._pause = PausePoint(context, self._admit, self._deliver)
        self._attempts = Attempts(context, self._pause, self._conclude, self._limit_reached)
        self._groups = Groups(context, self._attempts.budget, self._pause, self._graph)
        self._summaries = Summaries(context, self._graph)
        self._gates = Gates(context)
        self._limit_gate = LimitGate(context, self._gates, self._attempts)
        disagreements = Disagreements(context, self._groups, self._breakpoints)
        self._flow = FlowParts(
            context, self._graph, self._pause, self._groups, disagreements, self._gates
        )
        self._main = MainTask(self._flow)
        self.function = flow
        context.stop = self._main.stop
        self._commands = Commands(
            context,
            self._graph,
            self._pause,
            self._attempts,
            self._gates,
            self._limit_gate,
            self._breakpoints,
            disagreements,
            self._deliver,
        )

    # -- one observation in, one commit out --------------------------------------------------------

    def feed(self, observation: e.AnyEvent, at: float) -> tuple[e.AnyEvent, ...]:
        """Take one observation; return the commit it leads to."""
        context = self._context
        context.commit, context.loop.now = [], at
        self._attempts.effects = []
        context.emit(observation)
        _OBSERVED[type(observation)](self, observation)
        if self._commands.kills.open and isinstance(observation, e.AttemptOver):
            self._commands.kills.ended(observation)
        self._main.drain()
        while self._pause.release_ready():
            self._main.drain()
        if not self._can_go_on():
            context.stop("failed", "the flow waits for what nothing can bring")
            self._main.drain()
        if self._breakpoints.armed and not self.finished:
            self._breakpoints.committed(tuple(context.commit))
        if not self.finished:
            self._pause.announce()
        return tuple(context.commit)

    @property
    def finished(self) -> bool:
        """Whether the run has ended."""
        return self._main.finished

    @property
    def effects(self) -> list[Effect]:
        """What the last commit asks of the world."""
        return self._attempts.effects

    @property
    def running(self) -> Mapping[str, Step]:
        """The steps whose call is in flight, by path."""
        return self._context.running

    @property
    def is_paused(self) -> bool:
        """Whether steps are held at the pause point."""
        return self._pause.paused

    @property
    def deadline_changes(self) -> int:
        """How often the deadlines of groups have changed so far."""
        return self._groups.changes

    def deadline(self) -> Deadline | None:
        """Return the next deadline, of the run or of a group in it."""
        if self.finished or not self._main.started:
            return None
        seconds = self._attempts.limits.seconds
        of_run = [] if seconds is None else [Deadline(seconds, seconds)]
        return min((*of_run, *self._groups.deadlines()), default=None)

    def close(self) -> None:
        """Run the `finally` blocks of an unfinished flow now, unrecorded."""
        self._context.close()
        for task in list(self._context.loop.tasks):
            task.cancel()
        self._context.loop.drain()

    def _can_go_on(self) -> bool:
        """Whether something may still come that lets the flow go on."""
        attempts = self._attempts
        return bool(
            self.finished
            or attempts.suspended
            or attempts.budget.reservations
            or attempts.queue
            or self._pause.paused
            or self._gates.waiting
        )

    # -- a reply's way, from top to bottom ---------------------------------------------------------

    def _replied(self, event: e.StepReplied) -> None:
        """Judge a reply."""
        self._attempts.replied(event)

    def _conclude(self, step: Step, outcome: StepOutcome) -> None:
        """Take a step's outcome to the pause point; a breakpoint may pause the run first."""
        self._breakpoints.after(step, outcome)
        self._pause.end(step, outcome)

    def _deliver(self, step: Step, outcome: StepOutcome) -> None:
        """Deliver a step's outcome: to what awaits it, and to the steps that need it."""
        step.reply = outcome.reply
        self._graph.finish(step, error=outcome.error)

    def ready(self, step: Step) -> None:
        """Take a step whose inputs have all replied to the pause point."""
        if self._groups.ended and (why := self._groups.refusal(step.path)):
            self._graph.finish(step, error=why)
        elif not self._summaries.needed_first(step):
            self._breakpoints.before(step)
            self._pause.begin(step)

    def _admit(self, step: Step, reason: str) -> None:
        """Request a step that the pause point lets pass, as soon as the budget allows it."""
        self._attempts.admit(step, reason)

    # -- what the graph of steps reports -----------------------------------------------------------

    def step_finished(self, step: Step, why: str) -> None:
        """Record that a step is finished, unless its reply has said so."""
        self._attempts.take_back(step)
        if why:
            self._context.emit(e.StepCancelled(path=step.path, why=why))
        elif step.error:
            self._context.emit(e.StepFailed(path=step.path, error=step.error))
            if step.optional:
                self._context.missing.append(step.path)
        self._pause.step_finished()

    def delivered(self, steps: Iterable[Step]) -> None:
        """Note what the running coroutine was given."""
        task = asyncio.current_task()
        if task is not None and (flow := self._flow.flows.get(task)) is not None:
            flow.was_given(steps)

    # -- the other observations --------------------------------------------------------------------

    def _started(self, event: e.RunStarted) -> None:
        task = self.texts.read(event.task)
        self._context.begin(event)
        self._attempts.begin(task)
        self._limit_gate.begin()
        for text in event.breakpoints:
            name = self._breakpoints.add(parse_breakpoint(text))
            self._context.emit(e.BreakpointChanged(id=name, text=text))
        if event.paused:
            self._pause.pause("started paused")
        self._main.begin(self.function, task)

    def _interrupted(self, _event: e.RunInterrupted) -> None:
        self._attempts.interrupt()

    def _resumed(self, _event: e.RunResumed) -> None:
        self._attempts.resume()
        self._commands.kills.lost()

    def _failed(self, event: e.AttemptFailed) -> None:
        self._attempts.failed(event)

    def _ended(self, event: e.AttemptEnded) -> None:
        self._attempts.settle(event.path, event.attempt, event.cost, event.read + event.wrote)

    def _abandoned(self, event: e.AttemptAbandoned) -> None:
        reserved = self._attempts.abandoned(event)
        self._commands.kills.abandoned(event, reserved)

    def _deadline_passed(self, event: e.DeadlinePassed) -> None:
        if event.path:
            self._groups.deadline_passed(event.path, event.seconds)
        elif not self.finished:
            limit = e.LimitReached(limit="seconds", allowed=event.seconds, used=event.seconds)
            self._context.emit(limit)
            self._limit_gate.reached(limit)

    def _commanded(self, event: e.CommandGiven) -> None:
        self._commands.run(event)

    def _limit_reached(self, limit: e.LimitReached) -> None:
        self._limit_gate.reached(limit)

    def _hit(self, name: str, path: str) -> None:
        self._context.emit(e.BreakpointHit(id=name, path=path))
        armed = self._breakpoints.armed[name]
        if not armed.enabled:  # it was for once
            text = armed.point.text
            self._context.emit(e.BreakpointChanged(id=name, text=text, enabled=False))
        self._pause.pause(f"breakpoint {name}")


_OBSERVED: dict[type, Callable[..., None]] = {
    e.RunStarted: Machine._started,
    e.RunInterrupted: Machine._interrupted,
    e.RunResumed: Machine._resumed,
    e.StepReplied: Machine._replied,
    e.AttemptFailed: Machine._failed,
    e.AttemptEnded: Machine._ended,
    e.AttemptAbandoned: Machine._abandoned,
    e.DeadlinePassed: Machine._deadline_passed,
    e.CommandGiven: Machine._commanded,
}
