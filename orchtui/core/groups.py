"""The groups of a run: each pattern is a group of steps, with limits and a deadline of its own.

A group past its deadline ends its steps, requested or not; the pattern sees them fail, and goes on
with what it has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from orchtui.core.budget import Budget, describe_limit
from orchtui.core.context import RunContext
from orchtui.core.pause import PausePoint
from orchtui.core.steps import StepGraph
from orchtui.domain.events import GroupBegun, GroupEnded, LimitReached
from orchtui.domain.limits import Limits
from orchtui.domain.sanitize import clean


class Deadline(NamedTuple):
    """A deadline in seconds of the run; `path` is its group, or empty for the whole run."""

    at: float
    seconds: float
    path: str = ""


class Groups:
    """The patterns of a run that have begun, and their deadlines."""

    def __init__(
        self, context: RunContext, budget: Budget, pause: PausePoint, graph: StepGraph
    ) -> None:
        self._context, self._budget = context, budget
        self._pause, self._graph = pause, graph
        self.changes = 0
        self._deadlines: dict[str, Deadline] = {}
        self.ended: dict[str, str] = {}

    def begin(self, path: str, pattern: str, limits: Limits) -> None:
        """Begin a pattern in this group."""
        self._context.emit(GroupBegun(path=path, pattern=pattern, limits=limits.written()))
        self._budget.bind(path, limits)
        if limits.seconds is not None:
            at = self._context.state.seconds + limits.seconds
            self._deadlines[path] = Deadline(at, limits.seconds, path)
            self.changes += 1

    def end(self, path: str, how: str) -> None:
        """End the group."""
        self.changes += self._deadlines.pop(path, None) is not None
        self._budget.release(path)
        self._context.emit(GroupEnded(path=path, how=clean(how)))

    def deadlines(self) -> Iterator[Deadline]:
        """Yield the deadline of each group that has one."""
        yield from self._deadlines.values()

    def deadline_passed(self, path: str, seconds: float) -> None:
        """End the steps of a group whose deadline has passed."""
        if self._deadlines.pop(path, None) is None:
            return
        limit = LimitReached(limit="seconds", allowed=seconds, used=seconds, path=path)
        self._context.emit(limit)
        self.ended[path] = why = f"{path}: {describe_limit(limit)}"
        for step in list(self._context.steps.values()):
            if step.path.startswith(f"{path}/") and not step.finished:
                self._pause.forget(step)
                step.hung = step.running
                self._graph.finish(step, error=why)

    def refusal(self, path: str) -> str:
        """Return why a step is not requested: the deadline of its group has passed."""
        return _within(path, self.ended)

    def cut_off(self, path: str) -> str:
        """Return the limit of an enclosing group that has refused a step already, if any."""
        return self.refusal(path) or _within(path, self._budget.used_up)


def _within(path: str, groups: Mapping[str, str]) -> str:
    return next((why for group, why in groups.items() if path.startswith(f"{group}/")), "")
