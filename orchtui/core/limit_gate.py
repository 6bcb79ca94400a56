"""What happens when the run's budget does not hold what comes next.

The run does as it was told (stop, take the partial result, extend so many times) or opens a gate
that asks: extend, downgrade to the agents' cheaper models, take the partial result, or stop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from typing import TYPE_CHECKING

from orchtui.core.admission import told
from orchtui.domain import events as e
from orchtui.domain.flow import Answer

if TYPE_CHECKING:
    from orchtui.core.core import Core

SECONDS = "seconds"  # the others are asked about when a step begins, and any change lets it try
EXTEND, DOWNGRADE, PARTIAL, STOP = "extend", "downgrade", "partial", "stop"


class LimitGate:
    """The run's way out of a limit that was reached."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._asked = 0
        self._asking: dict[str, asyncio.Future[Answer]] = {}
        how, _, times = core.started.on_limit.partition("=")
        self._how, self._left = how, int(times) if times else 0

    def reached(self, limit: e.LimitReached) -> None:
        """Nothing begins until this is decided."""
        if self._how == EXTEND and self._left > 0:
            self._left -= 1
            self._extend(limit)
        elif self._how == "ask":
            self._ask(limit)
        else:
            self._decide(limit, PARTIAL if self._how == PARTIAL else STOP)

    def _ask(self, limit: e.LimitReached) -> None:
        self._asked += 1
        number = f".{self._asked}" if self._asked > 1 else ""
        gate = e.GateOpened(
            id=f"limit{number}",
            question=f"{told(limit)}: go on?",
            choices=(EXTEND, *self._cheaper(limit), PARTIAL, STOP),
            default=STOP,
            about=f"limit:{limit.limit}",
        )
        future = self._asking[limit.limit] = self._core.questions.ask(gate)
        future.add_done_callback(
            lambda done: None if done.cancelled() else self._answered(limit, done.result())
        )

    def changed(self, limits: Collection[str]) -> None:
        """Limits are otherwise now: what was asked about them is settled, or asked anew."""
        for name in list(self._asking):
            if name != SECONDS or name in limits:
                self._asking.pop(name).cancel()

    def _answered(self, limit: e.LimitReached, answer: Answer) -> None:
        if answer.choice == EXTEND:
            self._extend(limit)
        elif answer.choice == DOWNGRADE:
            self._core.attempts.downgrade()
        else:
            self._decide(limit, answer.choice)

    def _cheaper(self, limit: e.LimitReached) -> tuple[str, ...]:
        """Cheaper models may fit where what is asked now does not."""
        possible = limit.limit == "cost" and self._core.attempts.can_downgrade
        return (DOWNGRADE,) if possible else ()

    def _extend(self, limit: e.LimitReached) -> None:
        """Once more what was allowed, or what is needed if that is more."""
        allowed = max(limit.allowed * 2, limit.used)
        self._core.change_limits({limit.limit: allowed})

    def _decide(self, limit: e.LimitReached, choice: str) -> None:
        if choice == PARTIAL:
            self._core.course.stop("partial", f"{told(limit)}: this is what there is")
        else:
            self._core.course.stop("limited", told(limit))
