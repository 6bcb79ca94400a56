"""Steps a coroutine wants whether or not it is waiting for them just now.

What a branch has started belongs to whoever started the branch once it is done; what a branch that
failed has started is let go, so that nobody pays for it.
"""

from __future__ import annotations

from collections.abc import Iterable

from orchtui.core.step import Step
from orchtui.core.waiting import Waiting


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
