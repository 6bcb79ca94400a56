"""What all parts of one run's machine share: values, the state, and the commit in the making.

The parts know this and the neighbours they use; only `machine` knows all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from orchtui.core.loop import FlowLoop
from orchtui.core.steps import Step
from orchtui.domain import events as e
from orchtui.domain.digest import Texts
from orchtui.domain.recipe import Recipe
from orchtui.domain.state import RunState, apply


def _not_started(_status: str, _why: str) -> None:
    """Ignore an end before the flow has begun."""


@dataclass(slots=True)
class RunContext:
    """One run, as far as all parts of its machine need to know it."""

    recipe: Recipe
    texts: Texts
    loop: FlowLoop = field(default_factory=FlowLoop)
    state: RunState = field(default_factory=RunState)
    steps: dict[str, Step] = field(default_factory=dict)
    running: dict[str, Step] = field(default_factory=dict)
    """The steps whose call is in flight, by path."""
    words: dict[str, list[str]] = field(default_factory=dict)
    """What people said to an agent or a step and its next prompt has not held yet."""
    missing: list[str] = field(default_factory=list)
    """What the outcome lacks: paths of steps and parts that ended without a reply."""
    is_stopping: bool = False
    stop: Callable[[str, str], None] = _not_started
    """End the flow from outside, with a status and a reason."""
    commit: list[e.AnyEvent] = field(default_factory=list)
    _started: e.RunStarted | None = None
    _closed: bool = False

    @property
    def started(self) -> e.RunStarted:
        """Return what the run was started with."""
        if self._started is None:
            raise RuntimeError("the first observation of a run is run.started")
        return self._started

    def begin(self, started: e.RunStarted) -> None:
        """Note what the run is started with."""
        self._started = started

    def emit(self, event: e.AnyEvent) -> None:
        """Add an event to the commit, and apply it to the state."""
        if self._closed:
            return
        self.commit.append(event)
        apply(self.state, event, self.loop.now)

    def close(self) -> None:
        """Record nothing more."""
        self._closed = True
