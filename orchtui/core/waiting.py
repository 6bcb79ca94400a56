"""A step runs while somebody wants it: waiting for steps, planning, and letting go.

Wanting a step wants all it depends on; letting go of one cancels it unless somebody else wants it.
Everything here is bookkeeping without recursion, so that a chain of ten thousand steps is no
deeper than one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Protocol

from orchtui.core.loop import FlowLoop
from orchtui.core.step import Step
from orchtui.domain.flow import Reply


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
