"""The course of a flow: its one coroutine from the beginning to the end, however it ends."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from orchtui.core.flow import CoreFlow
from orchtui.core.outcome import ended_with, shown
from orchtui.domain.events import RunFinished, StepSkipped
from orchtui.domain.flow import FlowFunction

if TYPE_CHECKING:
    from orchtui.core.core import Core


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
            self._main.cancel(why)

    async def _run(self, flow: CoreFlow, task: str) -> None:
        try:
            output = shown(await self.function(flow, task))
            status, why = ("partial", "") if self.missing else ("done", "")
        except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - a flow is anybody's
            status, output, why = ended_with(error)
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
            output = self._so_far()
        core.emit(
            RunFinished(
                status=status,
                output=core.texts.keep(output),
                why=why,
                missing=tuple(self.missing),
            )
        )
        self.over = True

    def _so_far(self) -> str:
        """What has been replied and led to nothing yet: the result as far as it goes."""
        last = [
            step.reply
            for step in self._core.steps.values()
            if step.reply and not any(after.reply for after in step.dependents)
        ]
        return "\n\n".join(f"## {reply.path}\n\n{reply.text}" for reply in last)
