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
from collections import deque
from collections.abc import Callable, Iterable

from orchtui.core.admission import Admission, told
from orchtui.core.asking import Asking
from orchtui.core.effects import Call, Effect, EndCall
from orchtui.core.flow import CoreFlow
from orchtui.core.judging import judged
from orchtui.core.loop import FlowLoop
from orchtui.core.outcome import ended_with, shown
from orchtui.core.rounds import Rounds
from orchtui.core.step import Step
from orchtui.core.waiting import Waiting
from orchtui.domain import events as e
from orchtui.domain.digest import Texts, fingerprint, is_address
from orchtui.domain.flow import FlowFunction, Reply
from orchtui.domain.limits import DEFAULT_REPAIRS
from orchtui.domain.recipe import Recipe
from orchtui.domain.request import Request
from orchtui.domain.state import RunState


class Core:
    """One run's decisions."""

    def __init__(self, recipe: Recipe, flow: FlowFunction, texts: Texts | None = None) -> None:
        self.recipe, self._flow_function = recipe, flow
        self.texts = texts or Texts()
        self.loop = FlowLoop()
        self.waiting = Waiting(self.loop, self)
        self.steps: dict[str, Step] = {}
        self.running: dict[str, Step] = {}
        self.flows: dict[asyncio.Task[object], CoreFlow] = {}
        self.effects: list[Effect] = []
        self.state = RunState()
        self.over = self._closed = False
        self._turn: list[e.AnyEvent] = []
        self._queue: deque[tuple[Step, str]] = deque()
        self._missing: list[str] = []
        self._rounds = Rounds()
        self._suspended = False
        self._stopping: tuple[str, str] | None = None
        self._main: asyncio.Task[None] | None = None

    # -- the one door in -----------------------------------------------------------------------

    def feed(self, observation: e.AnyEvent, at: float) -> tuple[e.AnyEvent, ...]:
        """Take in what the world did; the turn it led to."""
        self._turn, self.effects, self.loop.now = [], [], at
        self.emit(observation)
        _OBSERVED[type(observation)](self, observation)
        self._drain()
        if not (self.over or self._suspended or self._admission.promises or self._queue):
            self.stop("failed", "the flow waits for what nothing can bring")
            self._drain()
        return tuple(self._turn)

    def _drain(self) -> None:
        self.loop.drain()
        if self._stopping and not self.over:
            self._finish("failed", "", "the flow refused to stop")

    def emit(self, event: e.AnyEvent) -> None:
        """Add an event to the turn, and to what the run has come to."""
        if self._closed:
            return
        self._turn.append(event)
        self.state.apply(event, self.loop.now)

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
        self.limits = self.recipe.limits.changed(event.limits)
        self._admission = Admission(self.limits)
        self._asking = Asking(event, task)
        flow = CoreFlow(self)
        self._main = self.loop.create_task(self._run(flow, task))
        flow.belongs_to(self._main)

    def _interrupted(self, _event: e.RunInterrupted) -> None:
        self._suspended = True
        self.effects += [EndCall(step.path, step.attempt) for step in self.running.values()]

    def _resumed(self, _event: e.RunResumed) -> None:
        self._suspended = False
        self._admission.settle_all()
        lost, self.running = self.running, {}
        for step in reversed(lost.values()):
            step.running = False
            self._queue.appendleft((step, "resumed"))
        self._admit()

    def _replied(self, event: e.StepReplied) -> None:
        step = self._current(event)
        if step is None:
            return
        text = self.texts.read(event.text)
        data, problem = judged(step.agent_of, text)
        if problem:
            self.emit(e.StepRejected(path=step.path, attempt=step.attempt, why=problem))
            self._mend(step, problem)
            return
        digest = event.text if is_address(event.text) else fingerprint(text.encode())
        if self._rounds.repeats(step.path, digest):
            step.loop, problem = True, "said the same in three rounds in a row"
            self.emit(e.StepRejected(path=step.path, attempt=step.attempt, why=problem))
            self.waiting.end(step, error=problem)
            return
        step.reply = Reply(step.path, step.agent, text, digest, data, event.confidence)
        self.waiting.end(step)

    def _attempt_failed(self, event: e.AttemptFailed) -> None:
        step = self._current(event)
        if step is not None:
            self._fall_back(step, event.message, event.fault)

    def _attempt_ended(self, event: e.AttemptEnded) -> None:
        self._settle(event)

    def _deadline(self, event: e.DeadlinePassed) -> None:
        if not self.over:
            limit = e.LimitReached(limit="seconds", allowed=event.seconds, used=event.seconds)
            self.emit(limit)
            self.stop("limited", f"the limit of {event.seconds:g} s is over")

    def _current(self, event: e.AttemptOver) -> Step | None:
        """Settle what an attempt used; its step, if it was waiting for just this."""
        self._settle(event)
        step = self.steps[event.path]
        if step.over or not step.running or event.attempt != step.attempt:
            return None
        step.running = False
        del self.running[step.path]
        return step

    def _settle(self, event: e.AttemptOver) -> None:
        tokens = event.read + event.wrote
        beyond = self._admission.settle(event.path, event.attempt, event.cost, tokens)
        if beyond is not None:
            self.emit(beyond)
        if self._queue:
            self._admit()

    # -- another try ---------------------------------------------------------------------------

    def _mend(self, step: Step, problem: str) -> None:
        limits = step.agent_of.limits.over(self.limits)
        if step.limits is not None:
            limits = step.limits.over(limits)
        allowed = DEFAULT_REPAIRS if limits.repairs is None else limits.repairs
        if step.repairs < allowed:
            step.repairs, step.mend = step.repairs + 1, problem
            self._ask_again(step, f"mend: {problem}")
        else:
            self._fall_back(step, f"its reply was not accepted: {problem}", "malformed")

    def _fall_back(self, step: Step, why: str, fault: str) -> None:
        if step.agent_of.fallback and not step.fell_back:
            step.fell_back, step.mend = True, ""
            self._ask_again(step, f"fallback: {fault}")
        else:
            self.waiting.end(step, error=why)

    def _ask_again(self, step: Step, because: str) -> None:
        self._queue.append((step, because))
        self._admit()

    # -- steps begin and end (what `Waiting` needs of a scheduler) ----------------------------

    def ready(self, step: Step) -> None:
        """All the step needs is there: it begins as soon as the limits let it."""
        self._queue.append((step, ""))
        self._admit()

    def _admit(self) -> None:
        while self._queue and not self._suspended and not self.over:
            step, because = self._queue[0]
            if step.over or not step.wanted or step.running:
                self._queue.popleft()
                continue
            request = self._asking.request(step)
            cost, tokens = self._asking.at_most(request)
            if refusal := self._admission.refusal(step, cost, tokens):
                self._queue.popleft()
                self._refuse(step, refusal)
            elif self._admission.has_slot() and self._admission.fits(step, cost, tokens):
                self._queue.popleft()
                self._begin(step, request, cost, tokens, because)
            else:
                return

    def _refuse(self, step: Step, limit: e.LimitReached) -> None:
        self.emit(limit)
        if limit.path:
            self.waiting.end(step, error=told(limit))
        else:
            self.stop("limited", told(limit))

    def _begin(self, step: Step, request: Request, cost: int, tokens: int, because: str) -> None:
        self._admission.promise(step, cost, tokens)
        step.attempt, step.digest, step.running = request.attempt, request.digest, True
        self.running[step.path] = step
        self.emit(
            e.StepAsked(
                path=step.path,
                attempt=request.attempt,
                digest=request.digest,
                sent=request.sent,
                model=request.model.name,
                cost=cost,
                tokens=tokens,
                because=because,
            )
        )
        self.effects.append(Call(request))

    def ended(self, step: Step, why: str) -> None:
        """Record that a step is over, if its reply has not said so."""
        if step.running:
            step.running = False
            del self.running[step.path]
            self.effects.append(EndCall(step.path, step.attempt))
        if why:
            self.emit(e.StepCancelled(path=step.path, why=why))
        elif step.error:
            self.emit(e.StepFailed(path=step.path, error=step.error))
            if step.optional:
                self._missing.append(step.path)

    def delivered(self, steps: Iterable[Step]) -> None:
        """Note what the running coroutine knows now."""
        task = asyncio.current_task()
        if task is not None and (flow := self.flows.get(task)) is not None:
            flow.was_given(steps)

    # -- the flow, from its start to its end ---------------------------------------------------

    async def _run(self, flow: CoreFlow, task: str) -> None:
        try:
            output = shown(await self._flow_function(flow, task))
            status, why = ("partial", "") if self._missing else ("done", "")
        except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - a flow is anybody's
            status, output, why = ended_with(error)
        if self._stopping:
            status, why = self._stopping
        elif any(task is not self._main for task in self.loop.tasks):
            status, why = "failed", "the flow left a task running: await all it starts"
        self._finish(status, output, why)

    def stop(self, status: str, why: str) -> None:
        """End the flow from outside, wherever it is."""
        if self._stopping is None and not self.over and self._main is not None:
            self._stopping = status, why
            self._main.cancel(why)

    def _finish(self, status: str, output: str, why: str) -> None:
        for task in list(self.loop.tasks):
            if task is not self._main:
                task.cancel()
        for step in list(self.running.values()):
            self.waiting.end(step, why="the run is over")
        for step in self.steps.values():
            if not step.over:
                self.emit(e.StepSkipped(path=step.path))
        self.emit(
            e.RunFinished(
                status=status,
                output=self.texts.keep(output),
                why=why,
                missing=tuple(self._missing),
            )
        )
        self.over = True


_OBSERVED: dict[type, Callable[..., None]] = {
    e.RunStarted: Core._started,
    e.RunInterrupted: Core._interrupted,
    e.RunResumed: Core._resumed,
    e.StepReplied: Core._replied,
    e.AttemptFailed: Core._attempt_failed,
    e.AttemptEnded: Core._attempt_ended,
    e.DeadlinePassed: Core._deadline,
}
