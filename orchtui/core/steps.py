"""Steps, and the graph they form: which step needs which, and which are wanted.

A step runs while something wants it: a coroutine that awaits it, a branch that started it, or a
wanted step that needs it. Wanting a step wants all it needs; releasing one cancels it unless it is
wanted elsewhere. The bookkeeping has no recursion, so a chain of ten thousand steps is no deeper
than one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from orchtui.core.loop import FlowLoop
from orchtui.domain import events as e
from orchtui.domain.digest import Texts
from orchtui.domain.flow import FlowMisuse, LoopFound, Reply, StepError
from orchtui.domain.limits import Limits
from orchtui.domain.recipe import Agent


class Edit(NamedTuple):
    """What a person changed for a step's next attempt."""

    instruction: str = ""
    model: str = ""
    temperature: float | None = None


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """How a step ended: its reply, or the reason why it has none."""

    reply: Reply | None
    error: str = ""


class Step:
    """A planned step; the handle that a flow awaits."""

    __slots__ = (
        "after",
        "agent_of",
        "attempt",
        "dependents",
        "digest",
        "edit",
        "error",
        "fell_back",
        "finished",
        "graph",
        "hangs",
        "hung",
        "inputs",
        "instruction",
        "limits",
        "loop",
        "missing",
        "number",
        "optional",
        "path",
        "problem",
        "repairs",
        "reply",
        "running",
        "summary",
        "temperature",
        "turn",
        "waiters",
        "wanted",
        "whole",
        "words",
    )

    def __init__(
        self,
        graph: StepGraph,
        path: str,
        agent: Agent,
        instruction: str,
        inputs: Sequence[Step],
        *,
        limits: Limits | None,
        optional: bool,
        temperature: float | None = None,
    ) -> None:
        self.graph, self.path, self.agent_of, self.instruction = graph, path, agent, instruction
        self.inputs, self.optional, self.limits = list(inputs), optional, limits
        self.dependents: list[Step] = []
        self.after: list[str] = []
        self.edit: Edit | None = None
        self.temperature = temperature
        self.summary: Step | None = None
        self.words: list[str] = []
        self.number, self.turn = 0, 1
        self.waiters: list[Callable[[Step], None]] = []
        self.wanted = self.missing = self.attempt = self.repairs = self.hangs = 0
        self.finished = self.running = self.fell_back = self.loop = self.whole = self.hung = False
        self.reply: Reply | None = None
        self.error = self.problem = self.digest = ""

    @property
    def agent(self) -> str:
        return self.agent_of.name

    def __await__(self) -> Generator[object, None, Reply]:
        return (yield from self.graph.replies(self).__await__())[0]

    def failure(self) -> StepError:
        """Return the error for a flow that awaits this step although it has no reply."""
        kind = LoopFound if self.loop else StepError
        return kind(self.path, self.error)

    @property
    def needs(self) -> str:
        """Why a step that needs this one cannot run."""
        return self.error if self.error.startswith("needs ") else f"needs {self.path}: {self.error}"


class Scheduler(Protocol):
    """What the graph of steps reports to."""

    def ready(self, step: Step) -> None:
        """Take a step whose inputs have all replied."""
        ...

    def step_finished(self, step: Step, why: str) -> None:
        """Record a finished step; `why` is set when it was cancelled."""
        ...

    def delivered(self, steps: Iterable[Step]) -> None:
        """Note that the running coroutine was given these replies."""
        ...


class StepGraph:
    """The planned steps of a run, what each needs, and what waits for it."""

    def __init__(
        self,
        steps: dict[str, Step],
        loop: FlowLoop,
        texts: Texts,
        emit: Callable[[e.AnyEvent], None],
        scheduler: Scheduler,
    ) -> None:
        self._steps, self._loop, self._texts = steps, loop, texts
        self._emit, self._scheduler = emit, scheduler
        self._turns: dict[str, int] = {}

    def plan(self, step: Step) -> None:
        """Add a step to the graph."""
        if step.path in self._steps:
            raise FlowMisuse(
                f"two branches ask for a step called {step.path}: give one another name="
            )
        step.number = len(self._steps)
        step.turn = self._turns[step.agent] = self._turns.get(step.agent, 0) + 1
        self._steps[step.path] = step
        for each in step.inputs:
            each.dependents.append(step)
        self._emit(
            e.StepPlanned(
                path=step.path,
                agent=step.agent,
                says=self._texts.keep(step.instruction),
                inputs=tuple(each.path for each in step.inputs),
                after=tuple(step.after),
                optional=step.optional,
                temperature=step.temperature,
                whole=step.whole,
            )
        )

    async def replies(self, *steps: Step) -> list[Reply]:
        """Run the steps and return their replies; raise for the first that fails.

        Cancelling the caller releases them.
        """
        for step in steps:
            if step.finished and step.reply is None:
                raise step.failure()
        pending = [step for step in dict.fromkeys(steps) if not step.finished]
        if pending:
            await self._all(pending)
        self.delivered(steps)
        return [step.reply for step in steps if step.reply is not None]

    def delivered(self, steps: Iterable[Step]) -> None:
        """Note that the running coroutine was given these replies."""
        self._scheduler.delivered(steps)

    async def _all(self, pending: list[Step]) -> None:
        future: asyncio.Future[None] = self._loop.create_future()
        left = len(pending)

        def notify(step: Step) -> None:
            nonlocal left
            left -= 1
            if future.done():
                return
            if step.reply is None:
                future.set_exception(step.failure())
            elif not left:
                future.set_result(None)

        for step in pending:
            self.subscribe(step, notify)
        try:
            await future
        finally:
            for step in pending:
                self.unsubscribe(step, notify)

    def subscribe(self, step: Step, notify: Callable[[Step], None]) -> None:
        """Want a step, and be notified when it finishes."""
        step.waiters.append(notify)
        self.want(step)

    def unsubscribe(self, step: Step, notify: Callable[[Step], None]) -> None:
        """Release a step that has not finished."""
        if not step.finished:
            step.waiters.remove(notify)
            self._release(step)

    def want(self, wanted: Step) -> None:
        """Have the step run, and all that it needs."""
        todo = [wanted]
        while todo:
            step = todo.pop()
            step.wanted += 1
            if step.wanted > 1 or step.finished:
                continue
            unmet = [given for given in step.inputs if given.reply is None]
            step.missing = len(unmet)
            if broken := next((given for given in unmet if given.finished), None):
                step.hung |= broken.hung
                self.finish(step, error=broken.needs)
            elif unmet:
                todo.extend(reversed(unmet))
            else:
                self._scheduler.ready(step)

    def _release(self, released: Step) -> None:
        todo = [released]
        while todo:
            step = todo.pop()
            step.wanted -= 1
            if step.wanted or step.finished:
                continue
            if step.running:
                self.finish(step, why="no longer wanted")
            todo.extend(given for given in step.inputs if not given.finished)

    def finish(
        self, finished: Step, error: str = "", why: str = "", *, killed: bool = False
    ) -> None:
        """Finish a step: it has its reply, or failed (`error`), or was cancelled (`why`).

        What waits for an optional step goes on without it, unless the step was released.
        """
        todo = [(finished, error, why)]
        while todo:
            step, error, why = todo.pop()
            if step.finished:
                continue
            step.finished, step.error = True, error or why
            if step.optional and (error or killed):
                step.reply = Reply(step.path, step.agent, "", "", missing=step.error)
            self._scheduler.step_finished(step, why)
            waiters, step.waiters = step.waiters, []
            for notify in waiters:
                notify(step)
            for dependent in step.dependents:
                if not dependent.wanted or dependent.finished:
                    continue
                if step.reply is None:
                    dependent.loop |= step.loop
                    dependent.hung |= step.hung
                    todo.append((dependent, step.needs, ""))
                    for given in dependent.inputs:
                        if not given.finished:
                            self._release(given)
                else:
                    dependent.missing -= 1
                    if not dependent.missing:
                        self._scheduler.ready(dependent)


class Subscriptions:
    """The steps that one coroutine has started, whether or not it awaits them just now.

    They pass to the parent of a branch that is done; those of a branch that failed are released, so
    that no call is paid for in vain.
    """

    __slots__ = ("_graph", "_steps")

    def __init__(self, graph: StepGraph) -> None:
        self._graph = graph
        self._steps: list[Step] = []

    def start(self, steps: Iterable[Step]) -> None:
        """Start these steps now; a finished step is left as it is."""
        for step in steps:
            if not step.finished:
                self._steps.append(step)
                self._graph.subscribe(step, _ignore)

    @property
    def mark(self) -> int:
        """The position that `release` can go back to."""
        return len(self._steps)

    def release(self, since: int = 0) -> None:
        """Release what was started after the mark."""
        for step in self._steps[since:]:
            self._graph.unsubscribe(step, _ignore)
        del self._steps[since:]

    def pass_to(self, other: Subscriptions) -> None:
        """Pass the unfinished steps on to another coroutine."""
        other._steps += (step for step in self._steps if not step.finished)
        self._steps.clear()


def _ignore(_step: Step) -> None:
    """Take no notice: the step is only wanted."""
