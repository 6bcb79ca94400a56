"""The pause point: the one place where steps are held for a person.

Every step passes it twice: before it begins, and with its outcome, before the flow is given it.
While the run is paused steps are held here; an outcome that is held can still be retried or
replaced.
"""

from __future__ import annotations

from collections.abc import Callable

from orchtui.core.context import RunContext
from orchtui.core.steps import Step, StepOutcome
from orchtui.domain import events as e


class PausePoint:
    """The steps that are held, and whether any may pass."""

    def __init__(
        self,
        context: RunContext,
        admit: Callable[[Step, str], None],
        deliver: Callable[[Step, StepOutcome], None],
    ) -> None:
        self._context, self._admit, self._deliver = context, admit, deliver
        self.paused = False
        self.until = ""
        self.groups_left: set[str] = set()
        self.before: dict[Step, str] = {}
        self.after: dict[Step, StepOutcome] = {}
        self._allowed: set[Step] = set()
        self._releasing = 0
        self._selected = ""
        self._announced = False

    def begin(self, step: Step, reason: str = "") -> None:
        """Admit a step that could begin, or hold it."""
        if self.paused and step not in self._allowed:
            self.before[step] = reason
            self._context.emit(e.StepHeld(path=step.path, at="before"))
        else:
            self._admit(step, reason)

    def end(self, step: Step, outcome: StepOutcome) -> None:
        """Deliver a step's outcome, or hold it."""
        self._allowed.discard(step)
        if self.paused:
            self.after[step] = outcome
            self._context.emit(e.StepHeld(path=step.path, at="after", error=outcome.error))
        else:
            self._deliver(step, outcome)

    def pause(self, reason: str) -> None:
        """Hold every step from now on."""
        if not self.paused:
            self.paused, self.until, self._announced = True, "", False
            in_flight, reserved = tuple(self._context.running), self._context.state.reserved
            self._context.emit(e.RunPausing(because=reason, in_flight=in_flight, reserved=reserved))

    def resume(self, until: str = "") -> None:
        """Let every step pass, until a group ends if one is named."""
        if self.paused:
            self.paused, self.until = False, until
            self._context.emit(e.RunContinued(until=until))
        held, self.before = self.before, {}
        self.deliver_held()
        for step, reason in sorted(held.items(), key=lambda item: item[0].number):
            if not step.finished:  # held again, if what was delivered led to a breakpoint
                self.begin(step, reason)

    def deliver_held(self) -> None:
        """Deliver every outcome that is held."""
        held, self.after = self.after, {}
        for step, outcome in held.items():
            self._context.emit(e.StepHandedOver(path=step.path))
            self._deliver(step, outcome)

    def release(self, count: int, selected: str = "") -> None:
        """Let so many steps begin once all that was delivered has had its effect."""
        self._releasing, self._selected = count, selected

    def release_ready(self) -> bool:
        """Admit the steps that were released; return whether there were any."""
        if not self._releasing:
            return False
        ready = [step for step in self.before if step.wanted and not step.finished]
        count, self._releasing = self._releasing, 0
        selected = [step for step in ready if step.path == self._selected] or ready
        for step in sorted(selected, key=lambda step: step.number)[:count]:
            reason = self.before.pop(step)
            self.allow(step)
            self._admit(step, reason)
        return count > 0 and bool(selected)

    def allow(self, step: Step) -> None:
        """Let the step begin although the run is paused; its outcome is held."""
        self._allowed.add(step)
        self._announced = False

    def group_left(self, path: str) -> None:
        """Note that the flow plans no more steps in a group; its steps may finish later."""
        self.groups_left.add(path)
        self.step_finished()

    def step_finished(self) -> None:
        """Pause if this ended the group that the run was to pause after."""
        if self.until and self.has_ended(self.until):
            self.pause(f"{self.until} ended")

    def has_ended(self, group: str) -> bool:
        """Return whether no step of a group is still to finish."""
        within = (s for s in self._context.steps.values() if s.path.startswith(f"{group}/"))
        return group in self.groups_left and not any(s.wanted and not s.finished for s in within)

    def announce(self) -> None:
        """Record once that the run is paused and no call is in flight any more."""
        if self.paused and not self._announced and not self._context.running:
            self._announced = True
            self._context.emit(e.RunPaused())

    def forget(self, step: Step) -> None:
        """Hold a step no longer: it was retried, replaced, killed, or is finished."""
        self.before.pop(step, None)
        self._allowed.discard(step)
        self.after.pop(step, None)
