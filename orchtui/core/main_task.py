"""The course of a flow: its one coroutine from the beginning to the end, however it ends.

What it cannot go on without for somebody hung ends it with what there is; what failed fails it.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from orchtui.core.flow import CoreFlow
from orchtui.domain.events import RunFinished, StepSkipped
from orchtui.domain.flow import Denied, FlowFunction, FlowMisuse, Reply, StepError, Verdict
from orchtui.domain.sanitize import clean

if TYPE_CHECKING:
    from orchtui.core.machine import Core
    from orchtui.core.steps import Step


class Course:
    """The flow's main task, and what the run ends as."""

    def __init__(self, core: Core, function: FlowFunction) -> None:
        self._core, self.function = core, function
        self.over = False
        self.missing: list[str] = []
        self._stopping: tuple[str, str] | None = None
        self._main: asyncio.Task[None] | None = None

    @property
    def begun(self) -> bool:
        """Whether the flow has been started."""
        return self._main is not None

    @property
    def is_stopping(self) -> bool:
        """Whether the flow is being ended from outside, or has ended."""
        return self._stopping is not None or self.over

    def begin(self, task: str) -> None:
        """Start the flow's coroutine."""
        flow = CoreFlow(self._core)
        self._main = self._core.loop.create_task(self._run(flow, task))
        flow.belongs_to(self._main)

    def drain(self) -> None:
        """Let the flow go on until it cannot; one that was stopped and goes on is ended."""
        self._core.loop.drain()
        if self._stopping and not self.over:
            self._finish("failed", "", "the flow refused to stop")

    def stop(self, status: str, why: str) -> None:
        """End the flow from outside, wherever it is."""
        if self._stopping is None and not self.over and self._main is not None:
            self._stopping = status, why
            if status in ("limited", "partial"):
                self.missing = list(dict.fromkeys((*self.missing, *self._core.running)))
            self._main.cancel(why)

    async def _run(self, flow: CoreFlow, task: str) -> None:
        try:
            output = shown(await self.function(flow, task))
            status, why = ("partial", "") if self.missing else ("done", "")
        except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - a flow is anybody's
            status, output, why = ended_with(error)
            if lacking := self._kept_waiting(cause(error)):
                self.missing = list(dict.fromkeys((*lacking, *self.missing)))
                status = "partial" if self._last_replies() else status
        if self._stopping:
            status, why = self._stopping
        elif any(task is not self._main for task in self._core.loop.tasks):
            status, why = "failed", "the flow left a task running: await all it starts"
        self._finish(status, output, why)

    def _finish(self, status: str, output: str, why: str) -> None:
        core = self._core
        for task in list(core.loop.tasks):
            if task is not self._main:
                task.cancel()
        for step in list(core.running.values()):
            core.waiting.end(step, why="the run is over")
        for step in core.steps.values():
            if not step.over:
                core.emit(StepSkipped(path=step.path))
        if status == "partial" and not output:
            last = self._last_replies()
            output = "\n\n".join(f"## {reply.path}\n\n{reply.text}" for reply in last)
        core.emit(
            RunFinished(
                status=status,
                output=core.texts.keep(clean(output)),
                why=clean(why),
                missing=tuple(self.missing),
            )
        )
        self.over = True

    def _kept_waiting(self, error: BaseException) -> list[str]:
        """What there is not because somebody hung, if that is what the flow failed for."""
        if not isinstance(error, StepError):
            return []
        hung = [step.path for step in self._core.steps.values() if step.hung and not _said(step)]
        return hung if any(f"/{error.path}/" in f"/{path}/" for path in hung) else []

    def _last_replies(self) -> list[Reply]:
        """What has been replied and has not led to all it is for: the result as far as it goes."""
        last = (
            step.reply
            for step in self._core.steps.values()
            if not (step.dependents and all(_said(after) for after in step.dependents))
        )
        return [reply for reply in last if reply is not None and not reply.missing]


def _said(step: Step) -> bool:
    """Whether there is anything of a step."""
    return step.reply is not None and not step.reply.missing


def shown(output: object) -> str:
    """What a flow returned, as text."""
    if output is None:
        return ""
    return output.text if isinstance(output, Reply) else str(output)


def cause(error: BaseException) -> BaseException:
    """The first error of however many there are in one."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error


def ended_with(error: BaseException) -> tuple[str, str, str]:
    """Status, output and reason of a flow that ended by an error."""
    error = cause(error)
    if isinstance(error, Verdict):
        return "rejected", error.output, error.why
    if isinstance(error, StepError | FlowMisuse):
        return "failed", "", str(error)
    if isinstance(error, asyncio.CancelledError | Denied):
        return "stopped", "", str(error)
    return "failed", "", f"{type(error).__name__}: {error}"
