"""Patterns at work: each is a group of steps with limits and a time of its own.

A group whose time is up ends its steps, those that are asked as well as those still to come; the
pattern learns of it by their failures, and makes of it what it can.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from orchtui.core.budget import told
from orchtui.domain.events import GroupBegun, GroupEnded, LimitReached
from orchtui.domain.limits import Limits
from orchtui.domain.sanitize import clean

if TYPE_CHECKING:
    from orchtui.core.machine import Core


class Deadline(NamedTuple):
    """When time is up, in seconds of the run; `path` names the group, and nothing the run."""

    at: float
    seconds: float
    path: str = ""


class Groups:
    """The groups of a run that have a name for what they do."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self.changes = 0
        self._deadlines: dict[str, Deadline] = {}
        self.over: dict[str, str] = {}

    def begin(self, path: str, pattern: str, limits: Limits) -> None:
        """A pattern begins to work in this group."""
        core = self._core
        core.emit(GroupBegun(path=path, pattern=pattern, limits=limits.written()))
        core.attempts.admission.bind(path, limits)
        if limits.seconds is not None:
            at = core.state.seconds + limits.seconds
            self._deadlines[path] = Deadline(at, limits.seconds, path)
            self.changes += 1

    def end(self, path: str, how: str) -> None:
        """The pattern is done."""
        self.changes += self._deadlines.pop(path, None) is not None
        self._core.attempts.admission.release(path)
        self._core.emit(GroupEnded(path=path, how=clean(how)))

    def deadlines(self) -> Iterator[Deadline]:
        """When the time of each group that has a limit on it is up."""
        yield from self._deadlines.values()

    def time_over(self, path: str, seconds: float) -> None:
        """A group's time is up."""
        if self._deadlines.pop(path, None) is None:
            return
        core = self._core
        limit = LimitReached(limit="seconds", allowed=seconds, used=seconds, path=path)
        core.emit(limit)
        self.over[path] = why = f"{path}: {told(limit)}"
        for step in list(core.steps.values()):
            if step.path.startswith(f"{path}/") and not step.over:
                core.gate.forget(step)
                step.hung = step.running
                core.waiting.end(step, error=why)

    def refusal(self, path: str) -> str:
        """Why a step in a group whose time is up is not asked any more."""
        return _within(path, self.over)

    def cut_off(self, path: str) -> str:
        """Which limit of a group around here has refused somebody already, if one has."""
        return self.refusal(path) or _within(path, self._core.attempts.admission.used_up)


def _within(path: str, groups: Mapping[str, str]) -> str:
    return next((why for group, why in groups.items() if path.startswith(f"{group}/")), "")
