"""The breakpoints of a run: which of them hold at a step, after a commit, or at an event.

A live run reports its steps as they happen; the player of a record reports them as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from orchtui.commands.breakpoints import KINDS, Breakpoint, Where
from orchtui.core.context import RunContext
from orchtui.core.steps import StepOutcome
from orchtui.domain import events as e
from orchtui.domain import expression
from orchtui.domain.expression import Expression
from orchtui.domain.flow import Reply
from orchtui.domain.money import dollars
from orchtui.domain.scope import reply_scope
from orchtui.domain.state import RunState
from orchtui.errors import ExpressionError

DISAGREEMENT = "disagreement"
FAILED = "failed"  # checked at the step's end, so that it is held before the flow is given it
AT_ONCE = (FAILED, DISAGREEMENT)
RunScope = Callable[[Iterable[str]], Mapping[str, object]]


class StepView(Protocol):
    """A step, as far as breakpoints read it."""

    @property
    def path(self) -> str:
        """Its name."""
        ...

    @property
    def agent(self) -> str:
        """Its agent."""
        ...

    @property
    def attempt(self) -> int:
        """The number of its last attempt."""
        ...


@dataclass(slots=True)
class Armed:
    """A breakpoint of this run: switched on or off, how often it held, whether it holds now."""

    point: Breakpoint
    enabled: bool = True
    hits: int = 0
    holding: bool = False


class Breakpoints:
    """The breakpoints of one run."""

    def __init__(
        self, run_scope: RunScope, steps: Mapping[str, StepView], hit: Callable[[str, str], None]
    ) -> None:
        self.armed: dict[str, Armed] = {}
        self._run_scope, self._steps, self._hit = run_scope, steps, hit
        self._numbers = 0

    def add(self, point: Breakpoint) -> str:
        """Arm a breakpoint; return its name."""
        self._numbers += 1
        name = f"b{self._numbers}"
        self.armed[name] = Armed(point)
        return name

    def before(self, step: StepView) -> None:
        """Check a step that could begin."""
        if self.armed:
            self._at("before", step, StepOutcome(None))

    def after(self, step: StepView, outcome: StepOutcome) -> None:
        """Check a step that has its outcome."""
        if not self.armed:
            return
        self._at("after", step, outcome)
        if outcome.error:
            for name, armed in list(self.armed.items()):
                point = armed.point
                if armed.enabled and point.kind == FAILED and point.names(step.path, step.agent):
                    self._holds(name, armed, step.path)

    def now(self, event: e.DisagreementFound) -> None:
        """Check a disagreement at once, before its strategy begins."""
        for name, armed in list(self.armed.items()):
            point = armed.point
            meant = armed.enabled and point.where == "on" and event.kind in KINDS[point.kind]
            if meant and point.names(event.id, event.id.rpartition("/")[0]):
                self._holds(name, armed, "")

    def committed(self, events: Iterable[e.AnyEvent]) -> None:
        """Check the events of a complete commit."""
        for name, armed in list(self.armed.items()):
            if not armed.enabled:
                continue
            if armed.point.where == "on" and armed.point.kind not in AT_ONCE:
                for event in events:
                    if event.kind not in KINDS[armed.point.kind]:
                        continue
                    path = getattr(event, "path", "")
                    agent = self._steps[path].agent if path in self._steps else path
                    if armed.point.names(path, agent):
                        self._holds(name, armed, path)
                        break
            elif armed.point.where == "when" and armed.point.condition is not None:
                holds = self._condition(armed.point.condition, {})
                if holds and not armed.holding:
                    self._holds(name, armed, "")
                armed.holding = holds

    def _at(self, where: Where, step: StepView, outcome: StepOutcome) -> None:
        for name, armed in list(self.armed.items()):
            point = armed.point
            if not armed.enabled or point.where != where:
                continue
            if not point.names(step.path, step.agent):
                continue
            if point.condition is None or self._condition(
                point.condition, {"step": step_scope(step, outcome)}
            ):
                self._holds(name, armed, step.path)

    def _condition(self, condition: Expression, scope: Mapping[str, object]) -> bool:
        """Evaluate a condition; one that cannot be evaluated yet (no reply) does not hold."""
        names = {dotted.split(".")[0] for dotted in condition.names}
        try:
            return expression.holds(condition, {**self._run_scope(names), **scope})
        except ExpressionError:
            return False

    def _holds(self, name: str, armed: Armed, path: str) -> None:
        armed.hits += 1
        if armed.hits < armed.point.hits:
            return
        if armed.point.once:
            armed.enabled = False
        self._hit(name, path)


def live_scope(context: RunContext, names: Iterable[str]) -> dict[str, object]:
    """Return what a condition can read of a live run."""

    def last_reply(agent: str) -> Reply | None:
        replies = [s.reply for s in context.steps.values() if s.agent == agent and s.reply]
        return replies[-1] if replies else None

    return scope_of(context.state, context.recipe.parameters, names, last_reply)


def scope_of(
    state: RunState,
    parameters: Mapping[str, object],
    names: Iterable[str],
    last_reply: Callable[[str], Reply | None],
) -> dict[str, object]:
    """Return what a condition can read of a run: meters, parameters, and agents' last replies."""
    scope: dict[str, object] = {
        "cost": dollars(state.cost),
        "tokens": state.tokens,
        "seconds": state.seconds,
        "steps": len(state.steps),
        "done": state.done,
        "agreement": state.agreement,
        **parameters,
    }
    for name in names:
        if (reply := last_reply(name)) is not None:
            scope[name] = reply_scope(reply)
    return scope


def step_scope(step: StepView, outcome: StepOutcome) -> dict[str, object]:
    """Return what a condition can read of a step as `step.…`."""
    scope: dict[str, object] = {
        "path": step.path,
        "agent": step.agent,
        "attempt": max(1, step.attempt),
        "error": outcome.error,
        "text": "",
        "confidence": None,
    }
    return scope | reply_scope(outcome.reply) if outcome.reply else scope
