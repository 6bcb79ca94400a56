"""The main task of a flow: its one coroutine from beginning to end, and how the run ends.

A flow that cannot go on because a call timed out ends *partial*, with what there is; a flow that
cannot go on because a step failed ends *failed*.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable

from orchtui.core.branches import FlowParts
from orchtui.core.flow import CoreFlow
from orchtui.core.steps import Step
from orchtui.domain.events import RunFinished, StepSkipped
from orchtui.domain.flow import Denied, FlowFunction, FlowMisuse, Reply, StepError, Verdict
from orchtui.domain.sanitize import clean


class MainTask:
    """The flow's main task, and how the run ends."""

    def __init__(self, parts: FlowParts) -> None:
        self._parts, self._context = parts, parts.context
        self.finished = False
        self._stopping: tuple[str, str] | None = None
        self._main: asyncio.Task[None] | None = None

    @property
    def started(self) -> bool:
        """Whether the flow has been started."""
        return self._main is not None

    def begin(self, function: FlowFunction, task: str) -> None:
        """Start the flow's coroutine."""
        flow = CoreFlow(self._parts)
        self._main = self._context.loop.create_task(self._run(function(flow, task)))
        flow.belongs_to(self._main)

    def drain(self) -> None:
        """Run the flow until it waits; fail one that was stopped and did not end."""
        self._context.loop.drain()
        if self._stopping and not self.finished:
            self._finish("failed", "", "the flow refused to stop")

    def stop(self, status: str, why: str) -> None:
        """End the flow from outside, wherever it is."""
        if self._stopping is None and not self.finished and self._main is not None:
            self._stopping = status, why
            self._context.is_stopping = True
            if status in ("limited", "partial"):
                self._add_missing(self._context.running, first=False)
            self._main.cancel(why)

    async def _run(self, outcome: Awaitable[object]) -> None:
        try:
            output = shown(await outcome)
            status, why = ("partial", "") if self._context.missing else ("done", "")
        except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - a flow is anybody's
            status, output, why = ended_with(error)
            if lacking := self._timed_out(cause(error)):
                self._add_missing(lacking, first=True)
                status = "partial" if self._last_replies() else status
        if self._stopping:
            status, why = self._stopping
        elif any(task is not self._main for task in self._context.loop.tasks):
            status, why = "failed", "the flow left a task running: await all it starts"
        self._finish(status, output, why)

    def _finish(self, status: str, output: str, why: str) -> None:
        context = self._context
        for task in list(context.loop.tasks):
            if task is not self._main:
                task.cancel()
        for step in list(context.running.values()):
            self._parts.graph.finish(step, why="the run is over")
        for step in context.steps.values():
            if not step.finished:
                context.emit(StepSkipped(path=step.path))
        if status == "partial" and not output:
            last = self._last_replies()
            output = "\n\n".join(f"## {reply.path}\n\n{reply.text}" for reply in last)
        context.emit(
            RunFinished(
                status=status,
                output=context.texts.keep(clean(output)),
                why=clean(why),
                missing=tuple(self._context.missing),
            )
        )
        self.finished = context.is_stopping = True

    def _add_missing(self, paths: Iterable[str], *, first: bool) -> None:
        missing = self._context.missing
        both = (*paths, *missing) if first else (*missing, *paths)
        missing[:] = dict.fromkeys(both)

    def _timed_out(self, error: BaseException) -> list[str]:
        """Return the steps that timed out, if the flow failed because of them."""
        if not isinstance(error, StepError):
            return []
        hung = [
            step.path for step in self._context.steps.values() if step.hung and not _has_reply(step)
        ]
        return hung if any(f"/{error.path}/" in f"/{path}/" for path in hung) else []

    def _last_replies(self) -> list[Reply]:
        """Return the last replies: those that not all of their dependents have used."""
        last = (
            step.reply
            for step in self._context.steps.values()
            if not (step.dependents and all(_has_reply(after) for after in step.dependents))
        )
        return [reply for reply in last if reply is not None and not reply.missing]


def _has_reply(step: Step) -> bool:
    """Return whether a step has a reply."""
    return step.reply is not None and not step.reply.missing


def shown(output: object) -> str:
    """Return what a flow returned, as text."""
    if output is None:
        return ""
    return output.text if isinstance(output, Reply) else str(output)


def cause(error: BaseException) -> BaseException:
    """Return the first error of a group of errors."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def ended_with(error: BaseException) -> tuple[str, str, str]:
    """Return status, output and reason of a flow that ended with an error."""
    error = cause(error)
    if isinstance(error, Verdict):
        return "rejected", error.output, error.why
    if isinstance(error, StepError | FlowMisuse):
        return "failed", "", str(error)
    if isinstance(error, asyncio.CancelledError | Denied):
        return "stopped", "", str(error)
    return "failed", "", f"{type(error).__name__}: {error}"
