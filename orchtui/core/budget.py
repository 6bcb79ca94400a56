"""The budget of a run: slots, steps, money and tokens, for the run, its groups and its agents.

The most that a call may cost is reserved before the call and settled after it. A call that does not
fit now, but could once others have settled, waits; one that never can has reached a limit. Only
what is limited is counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from orchtui.core.steps import Step
from orchtui.domain.events import LimitReached
from orchtui.domain.limits import Ledger, Limits
from orchtui.domain.money import dollars


class Reservation(NamedTuple):
    """What is reserved for one attempt."""

    step: Step
    cost: int
    tokens: int


class Bound(NamedTuple):
    """One limit that a step's attempts count in; `own` when it is not the whole run's, with the
    `group` it is of, if it is.
    """

    name: str
    ledger: Ledger
    own: bool
    group: str = ""

    def reached(self, amount: int, path: str) -> LimitReached:
        """The limit as an event: what it allows, and what would be used."""
        scale = dollars if self.name == "cost" else float
        return LimitReached(
            limit=self.name,
            allowed=scale(self.ledger.allowed or 0),
            used=scale(self.ledger.spent + amount),
            path=path if self.own else "",
        )


class Budget:
    """The run's limits, and what is reserved for calls in flight."""

    def __init__(self, limits: Limits) -> None:
        self._parallel = limits.parallel
        self._run = tuple(_bounds(limits, own=False))
        self._own: dict[str, tuple[Bound, ...]] = {}
        self._groups: dict[str, tuple[Bound, ...]] = {}
        self._agents: dict[str, tuple[Bound, ...]] = {}
        self._steps: dict[str, tuple[Bound, ...]] = {}
        self.reservations: dict[tuple[str, int], Reservation] = {}
        self.used_up: dict[str, str] = {}

    def change(self, limits: Limits) -> None:
        """Other limits on the run; what is spent and promised stays so."""
        self._parallel = limits.parallel
        before = {bound.name: bound.ledger for bound in self._run}
        self._run = tuple(_bounds(limits, own=False))
        for bound in self._run:
            if bound.name in before:
                bound.ledger.spent = before[bound.name].spent
                bound.ledger.reserved = before[bound.name].reserved
        self._agents.clear()
        self._steps.clear()

    def bind(self, group: str, limits: Limits) -> None:
        """Steps below this path count in limits of their own from now on."""
        if bounds := tuple(_bounds(limits, own=True, group=group)):
            self._groups[group] = bounds
            self._steps.clear()

    def release(self, group: str) -> None:
        """The group is over; what it has promised is settled all the same."""
        if self._groups and not any(path.startswith(f"{group}/") for path, _ in self.reservations):
            self._groups.pop(group, None)
            self._steps.clear()

    def has_slot(self) -> bool:
        """Whether one more call may be in flight."""
        return self._parallel is None or len(self.reservations) < self._parallel

    def refusal(self, step: Step, cost: int, tokens: int) -> LimitReached | None:
        """The limit that such a call can never keep, if there is one; a group's is used up then."""
        for bound in self._bounds_of(step):
            amount = _amount(bound.name, step, cost, tokens)
            if not bound.ledger.could_fit(amount):
                limit = bound.reached(amount, step.path)
                if bound.group:
                    self.used_up[bound.group] = f"{bound.group}: {describe_limit(limit)}"
                return limit
        return None

    def fits(self, step: Step, cost: int, tokens: int) -> bool:
        """Whether such a call can be promised what it may use, now."""
        return all(
            bound.ledger.fits(_amount(bound.name, step, cost, tokens))
            for bound in self._bounds_of(step)
        )

    def reserve(self, step: Step, cost: int, tokens: int) -> None:
        """Set aside what the step's next attempt may use."""
        for bound in self._bounds_of(step):
            amount = _amount(bound.name, step, cost, tokens)
            if bound.name == "steps":
                bound.ledger.settle(0, amount)
            else:
                bound.ledger.reserve(amount)
        self.reservations[step.path, step.attempt + 1] = Reservation(step, cost, tokens)

    def settle(self, path: str, attempt: int, cost: int, tokens: int) -> LimitReached | None:
        """A call is over; the limit it went beyond, where a provider took more than was agreed."""
        reserved = self.reservations.pop((path, attempt), None)
        return None if reserved is None else self._settle(reserved, cost, tokens)

    def settle_all(self) -> None:
        """Calls that nobody will ever hear of again cost what was promised."""
        reservations, self.reservations = self.reservations, {}
        for reserved in reservations.values():
            self._settle(reserved, reserved.cost, reserved.tokens)

    def _settle(self, reserved: Reservation, cost: int, tokens: int) -> LimitReached | None:
        beyond = None
        for bound in self._bounds_of(reserved.step):
            if bound.name == "steps":
                continue
            ledger = bound.ledger
            ledger.settle(
                *((reserved.cost, cost) if bound.name == "cost" else (reserved.tokens, tokens))
            )
            if ledger.allowed is not None and ledger.spent > ledger.allowed:
                beyond = bound.reached(0, reserved.step.path)
        return beyond

    def _bounds_of(self, step: Step) -> tuple[Bound, ...]:
        """Every limit the step counts in: the run's, its agent's, its groups', its own."""
        agent = self._agents.get(step.agent)
        if agent is None:
            own = self._of(step.agent, step.agent_of.limits)
            agent = self._agents[step.agent] = (*self._run, *own)
        if step.limits is None and not self._groups:
            return agent
        found = self._steps.get(step.path)
        if found is None:
            groups = (b for path, b in self._groups.items() if step.path.startswith(f"{path}/"))
            own = self._of(f"{step.path}/", step.limits) if step.limits else ()
            found = self._steps[step.path] = (*agent, *chain.from_iterable(groups), *own)
        return found

    def _of(self, name: str, limits: Limits) -> tuple[Bound, ...]:
        """Somebody's own limits, with what was spent of them so far."""
        if name not in self._own:
            self._own[name] = tuple(_bounds(limits, own=True))
        return self._own[name]


def _bounds(limits: Limits, *, own: bool, group: str = "") -> Iterator[Bound]:
    for name, allowed in (
        ("cost", limits.cost),
        ("tokens", limits.tokens),
        ("steps", limits.steps),
    ):
        if allowed is not None:
            yield Bound(name, Ledger(allowed), own, group)


def _amount(name: str, step: Step, cost: int, tokens: int) -> int:
    if name == "steps":
        return 0 if step.attempt else 1
    return cost if name == "cost" else tokens


def describe_limit(limit: LimitReached) -> str:
    """Return a reached limit in words."""
    if limit.limit == "seconds":
        return f"the limit of {limit.allowed:g} s is over"
    if limit.limit == "cost":
        return f"the limit on cost is ${limit.allowed:g} and this needs ${limit.used:g}"
    return f"the limit on {limit.limit} is {limit.allowed:g} and this needs {limit.used:g}"
