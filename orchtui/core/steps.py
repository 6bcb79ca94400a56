"""A step as the core knows it: who is asked what, who waits for it, and how far it has come."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator, Iterable, Sequence
from typing import NamedTuple, Protocol

from orchtui.core.loop import FlowLoop
from orchtui.domain.flow import LoopFound, Reply, StepError
from orchtui.domain.limits import Limits
from orchtui.domain.recipe import Agent


class Edit(NamedTuple):
    """What a person wants otherwise in a step's next attempt."""

    says: str = ""
    model: str = ""
    temperature: float | None = None


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
        "hangs",
        "hung",
        "inputs",
        "limits",
        "loop",
        "mend",
        "missing",
        "number",
        "optional",
        "over",
        "path",
        "repairs",
        "reply",
        "running",
        "says",
        "summary",
        "temperature",
        "turn",
        "waiters",
        "waiting",
        "wanted",
        "whole",
        "words",
    )

    def __init__(
        self,
        waiting: Waiting,
        path: str,
        agent: Agent,
        says: str,
        inputs: Sequence[Step],
        *,
        limits: Limits | None,
        optional: bool,
        temperature: float | None = None,
    ) -> None:
        self.waiting, self.path, self.agent_of, self.says = waiting, path, agent, says
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
        self.over = self.running = self.fell_back = self.loop = self.whole = self.hung = False
        self.reply: Reply | None = None
        self.error = self.mend = self.digest = ""

    @property
    def agent(self) -> str:
        return self.agent_of.name

    def __await__(self) -> Generator[object, None, Reply]:
        return (yield from self.waiting.replies(self).__await__())[0]

    def failure(self) -> StepError:
        """What a flow is told that waits for a step which has no reply."""
        kind = LoopFound if self.loop else StepError
        return kind(self.path, self.error)

    @property
    def needs(self) -> str:
        """Why a step that is given this one cannot run."""
        return self.error if self.error.startswith("needs ") else f"needs {self.path}: {self.error}"


class Scheduler(Protocol):
    """Who starts and ends steps."""

    def ready(self, step: Step) -> None:
        """All the step needs is there."""
        ...

    def ended(self, step: Step, why: str) -> None:
        """The step is over; `why` when it was cancelled."""
        ...

    def delivered(self, steps: Iterable[Step]) -> None:
        """The coroutine that is running has been given these replies."""
        ...


class Waiting:
    """Who waits for what."""

    def __init__(self, loop: FlowLoop, scheduler: Scheduler) -> None:
        self._loop, self._scheduler = loop, scheduler

    async def replies(self, *steps: Step) -> list[Reply]:
        """Want the steps and wait for all; fail with the first that fails; let go if cancelled."""
        for step in steps:
            if step.over and step.reply is None:
                raise step.failure()
        pending = [step for step in dict.fromkeys(steps) if not step.over]
        if pending:
            await self._all(pending)
        self.delivered(steps)
        return [step.reply for step in steps if step.reply is not None]

    def delivered(self, steps: Iterable[Step]) -> None:
        """The coroutine that is running has been given these replies."""
        self._scheduler.delivered(steps)

    async def _all(self, pending: list[Step]) -> None:
        future: asyncio.Future[None] = self._loop.create_future()
        left = len(pending)

        def tell(step: Step) -> None:
            nonlocal left
            left -= 1
            if future.done():
                return
            if step.reply is None:
                future.set_exception(step.failure())
            elif not left:
                future.set_result(None)

        for step in pending:
            self.watch(step, tell)
        try:
            await future
        finally:
            for step in pending:
                self.unwatch(step, tell)

    def watch(self, step: Step, tell: Callable[[Step], None]) -> None:
        """Want a step, and be told when it is over."""
        step.waiters.append(tell)
        self.want(step)

    def unwatch(self, step: Step, tell: Callable[[Step], None]) -> None:
        """Let go of a step that is not over."""
        if not step.over:
            step.waiters.remove(tell)
            self._let_go(step)

    def want(self, wanted: Step) -> None:
        """Have the step run, and all that it needs."""
        todo = [wanted]
        while todo:
            step = todo.pop()
            step.wanted += 1
            if step.wanted > 1 or step.over:
                continue
            unmet = [given for given in step.inputs if given.reply is None]
            step.missing = len(unmet)
            if broken := next((given for given in unmet if given.over), None):
                step.hung |= broken.hung
                self.end(step, error=broken.needs)
            elif unmet:
                todo.extend(reversed(unmet))
            else:
                self._scheduler.ready(step)

    def _let_go(self, unwanted: Step) -> None:
        todo = [unwanted]
        while todo:
            step = todo.pop()
            step.wanted -= 1
            if step.wanted or step.over:
                continue
            if step.running:
                self.end(step, why="no longer wanted")
            todo.extend(given for given in step.inputs if not given.over)

    def end(self, ended: Step, error: str = "", why: str = "", *, killed: bool = False) -> None:
        """A step is over: it has its reply, or failed (`error`), or was cancelled (`why`).

        Whoever waits for an optional step goes on without it, but for one that is let go of.
        """
        todo = [(ended, error, why)]
        while todo:
            step, error, why = todo.pop()
            if step.over:
                continue
            step.over, step.error = True, error or why
            if step.optional and (error or killed):
                step.reply = Reply(step.path, step.agent, "", "", missing=step.error)
            self._scheduler.ended(step, why)
            waiters, step.waiters = step.waiters, []
            for tell in waiters:
                tell(step)
            for dependent in step.dependents:
                if not dependent.wanted or dependent.over:
                    continue
                if step.reply is None:
                    dependent.loop |= step.loop
                    dependent.hung |= step.hung
                    todo.append((dependent, step.needs, ""))
                    for given in dependent.inputs:
                        if not given.over:
                            self._let_go(given)
                else:
                    dependent.missing -= 1
                    if not dependent.missing:
                        self._scheduler.ready(dependent)


class Wants:
    """The steps one coroutine has started."""

    __slots__ = ("_steps", "_waiting")

    def __init__(self, waiting: Waiting) -> None:
        self._waiting = waiting
        self._steps: list[Step] = []

    def start(self, steps: Iterable[Step]) -> None:
        """Begin these now; a step that is over is left as it is."""
        for step in steps:
            if not step.over:
                self._steps.append(step)
                self._waiting.watch(step, _heed_not)

    @property
    def mark(self) -> int:
        """A point to let go back to."""
        return len(self._steps)

    def let_go(self, since: int = 0) -> None:
        """Let go of what was started after the mark."""
        for step in self._steps[since:]:
            self._waiting.unwatch(step, _heed_not)
        del self._steps[since:]

    def hand_over(self, to: Wants) -> None:
        """What this branch has started is the other's from now on."""
        to._steps += (step for step in self._steps if not step.over)
        self._steps.clear()


def _heed_not(_step: Step) -> None:
    """Nobody waits; the step is only wanted."""
