"""The gate: the one place where a run waits for a person.

Every step passes it before it begins and again with its outcome, before the flow learns of it.
While the gate is shut steps are held at it; what is held with its outcome can still be retried or
replaced.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from orchtui.core.steps import Step
from orchtui.domain import events as e
from orchtui.domain.flow import Reply


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a held step will hand over: its reply, or why it has none."""

    reply: Reply | None
    error: str = ""


class Keeper(Protocol):
    """Whom the gate lets steps through to."""

    @property
    def in_flight(self) -> tuple[tuple[str, ...], int]:
        """The steps being answered, and what is reserved for them."""
        ...

    def is_busy(self, group: str) -> bool:
        """Whether any step of a group is still to come."""
        ...

    def emit(self, event: e.AnyEvent) -> None:
        """Record what the gate did."""
        ...

    def enter(self, step: Step, because: str) -> None:
        """The step may begin."""
        ...

    def leave(self, step: Step, outcome: Outcome) -> None:
        """The flow may learn of the step's outcome."""
        ...


class Gate:
    """What is held, and whether anything may pass."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self.shut = False
        self.until = ""
        self.groups_left: set[str] = set()
        self.before: dict[Step, str] = {}
        self.after: dict[Step, Outcome] = {}
        self._through: set[Step] = set()
        self._letting = 0
        self._chosen = ""
        self._announced = False

    def arrives(self, step: Step, because: str = "") -> None:
        """A step could begin."""
        if self.shut and step not in self._through:
            self.before[step] = because
            self._keeper.emit(e.StepHeld(path=step.path, at="before"))
        else:
            self._keeper.enter(step, because)

    def ends(self, step: Step, outcome: Outcome) -> None:
        """A step has its outcome."""
        self._through.discard(step)
        if self.shut:
            self.after[step] = outcome
            self._keeper.emit(e.StepHeld(path=step.path, at="after", error=outcome.error))
        else:
            self._keeper.leave(step, outcome)

    def close(self, because: str) -> None:
        """Hold whatever comes from now on."""
        if not self.shut:
            self.shut, self.until, self._announced = True, "", False
            flying, reserved = self._keeper.in_flight
            pausing = e.RunPausing(because=because, in_flight=flying, reserved=reserved)
            self._keeper.emit(pausing)

    def open(self, until: str = "") -> None:
        """Let everything through, until a group ends if one is named."""
        if self.shut:
            self.shut, self.until = False, until
            self._keeper.emit(e.RunContinued(until=until))
        held = self._take_before()
        self.hand_over()
        for step, because in held:
            if not step.over:  # and held again, if what was handed over led to a breakpoint
                self.arrives(step, because)

    def hand_over(self) -> None:
        """Let the flow learn of every outcome that is held."""
        held, self.after = self.after, {}
        for step, outcome in held.items():
            self._keeper.emit(e.StepHandedOver(path=step.path))
            self._keeper.leave(step, outcome)

    def let(self, count: int, chosen: str = "") -> None:
        """Let so many steps through once what was handed over has led to all it leads to."""
        self._letting, self._chosen = count, chosen

    def lets(self) -> bool:
        """Let through what may pass now; whether anything did."""
        if not self._letting:
            return False
        ready = [step for step in self.before if step.wanted and not step.over]
        count, self._letting = self._letting, 0
        chosen = [step for step in ready if step.path == self._chosen] or ready
        for step in sorted(chosen, key=lambda step: step.number)[:count]:
            because = self.before.pop(step)
            self._through.add(step)
            self._announced = False
            self._keeper.enter(step, because)
        return count > 0 and bool(chosen)

    def group_left(self, path: str) -> None:
        """The flow plans nothing more in a group; its steps may be over only later."""
        self.groups_left.add(path)
        self.step_over()

    def step_over(self) -> None:
        """Something is over: perhaps the group has ended at whose end the run is to be held."""
        if self.until and self.has_ended(self.until):
            self.close(f"{self.until} ended")

    def has_ended(self, group: str) -> bool:
        """Whether nothing of a group is still to come."""
        return group in self.groups_left and not self._keeper.is_busy(group)

    def let_through(self, step: Step) -> None:
        """The step may begin although the gate is shut; it is held at its end."""
        self._through.add(step)
        self._announced = False

    def announce(self) -> None:
        """Say once that nothing is in flight any more."""
        if self.shut and not self._announced and not self._keeper.in_flight[0]:
            self._announced = True
            self._keeper.emit(e.RunPaused())

    def forget(self, step: Step) -> Outcome | None:
        """A held step is no longer held: it was retried, replaced or killed."""
        self.before.pop(step, None)
        self._through.discard(step)
        return self.after.pop(step, None)

    def _take_before(self) -> list[tuple[Step, str]]:
        held, self.before = self.before, {}
        return sorted(held.items(), key=lambda item: item[0].number)
