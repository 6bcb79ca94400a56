"""Whether a step may begin: slots, the number of steps, money and tokens.

A call's cost at most is promised before it is made and settled when it is over. What does not fit
now, but could once others have settled, waits its turn; what never can has reached a limit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from orchtui.core.step import Step
from orchtui.domain.events import LimitReached
from orchtui.domain.limits import Ledger, Limits
from orchtui.domain.money import dollars


@dataclass(frozen=True, slots=True)
class Promise:
    """What is set aside for one attempt."""

    step: Step
    cost: int
    tokens: int


class Account:
    """The ledgers of a run, or of one agent in it."""

    __slots__ = ("cost", "name", "steps", "tokens")

    def __init__(self, limits: Limits, name: str = "") -> None:
        self.name = name
        self.cost, self.tokens = Ledger(limits.cost), Ledger(limits.tokens)
        self.steps = Ledger(limits.steps)


class Admission:
    """The run's accounts, and the promises made to calls in flight."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._run = Account(limits)
        self._agents: dict[str, Account] = {}
        self.promises: dict[tuple[str, int], Promise] = {}

    def has_slot(self) -> bool:
        """Whether one more call may be in flight."""
        return self._limits.parallel is None or len(self.promises) < self._limits.parallel

    def refusal(self, step: Step, cost: int, tokens: int) -> LimitReached | None:
        """The limit that such a call can never keep, if there is one."""
        for name, ledger, amount in self._ledgers(step, cost, tokens):
            if not ledger.could_fit(amount):
                return _reached(name, ledger, amount, self._whose(step, ledger))
        return None

    def fits(self, step: Step, cost: int, tokens: int) -> bool:
        """Whether such a call can be promised what it may use, now."""
        return all(ledger.fits(amount) for _, ledger, amount in self._ledgers(step, cost, tokens))

    def promise(self, step: Step, cost: int, tokens: int) -> None:
        """Set aside what the step's attempt may use."""
        for name, ledger, amount in self._ledgers(step, cost, tokens):
            if name == "steps":
                ledger.settle(0, amount)
            else:
                ledger.reserve(amount)
        self.promises[step.path, step.attempt] = Promise(step, cost, tokens)

    def settle(self, path: str, attempt: int, cost: int, tokens: int) -> LimitReached | None:
        """A call is over; the limit it went beyond, where a provider took more than was agreed."""
        promise = self.promises.pop((path, attempt), None)
        if promise is None:
            self._run.cost.settle(0, cost)
            self._run.tokens.settle(0, tokens)
            return None
        return self._settle(promise, cost, tokens)

    def settle_all(self) -> None:
        """Calls that nobody will ever hear of again cost what was promised."""
        promises, self.promises = self.promises, {}
        for promise in promises.values():
            self._settle(promise, promise.cost, promise.tokens)

    def _settle(self, promise: Promise, cost: int, tokens: int) -> LimitReached | None:
        beyond = None
        promised = {"cost": (promise.cost, cost), "tokens": (promise.tokens, tokens)}
        for name, ledger, _ in self._ledgers(promise.step, 0, 0):
            if name in promised:
                ledger.settle(*promised[name])
                if ledger.allowed is not None and ledger.spent > ledger.allowed:
                    beyond = _reached(name, ledger, 0, self._whose(promise.step, ledger))
        return beyond

    def _ledgers(self, step: Step, cost: int, tokens: int) -> Iterator[tuple[str, Ledger, int]]:
        """Every ledger a step's attempt counts in, and by how much."""
        agent = self._agents.get(step.agent)
        if agent is None:
            agent = self._agents[step.agent] = Account(step.agent_of.limits, step.agent)
        first = 1 if step.attempt <= 1 else 0
        for account in (self._run, agent):
            yield "cost", account.cost, cost
            yield "tokens", account.tokens, tokens
            yield "steps", account.steps, first
        yield "cost", step.cost, cost
        yield "tokens", step.tokens, tokens

    def _whose(self, step: Step, ledger: Ledger) -> str:
        """The path a limit belongs to: none where it is the run's."""
        run = (self._run.cost, self._run.tokens, self._run.steps)
        return "" if any(ledger is own for own in run) else step.path


def _reached(name: str, ledger: Ledger, amount: int, path: str) -> LimitReached:
    allowed, used = ledger.allowed or 0, ledger.spent + amount
    if name == "cost":
        return LimitReached(limit=name, allowed=dollars(allowed), used=dollars(used), path=path)
    return LimitReached(limit=name, allowed=allowed, used=used, path=path)


def told(limit: LimitReached) -> str:
    """A limit reached, in words."""
    unit = {"cost": "$", "seconds": "s"}.get(limit.limit, "")
    allowed, used = f"{limit.allowed:g}", f"{limit.used:g}"
    if unit == "$":
        return f"the limit on cost is ${allowed} and this needs ${used}"
    return f"the limit on {limit.limit} is {allowed}{unit} and this needs {used}{unit}"
