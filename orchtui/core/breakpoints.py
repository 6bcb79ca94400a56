"""Breakpoints at work: which of them hold at a step, after a turn, or for what just happened.

A live run tells of its steps as it goes; whoever reads a record tells of them as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from orchtui.commands.breakpoints import KINDS, Breakpoint, Where
from orchtui.core.pause import Outcome
from orchtui.domain import events as e
from orchtui.domain import expression
from orchtui.domain.expression import Expression
from orchtui.domain.flow import Reply
from orchtui.domain.money import dollars
from orchtui.domain.scope import reply_scope
from orchtui.domain.state import RunState
from orchtui.errors import ExpressionError

if TYPE_CHECKING:
    from orchtui.core.machine import Core

DISAGREEMENT = "disagreement"
FAILED = "failed"  # told at the step's end, so that it is held before the flow learns of it
AT_ONCE = (FAILED, DISAGREEMENT)
RunScope = Callable[[Iterable[str]], Mapping[str, object]]


class Watched(Protocol):
    """A step, as far as breakpoints look at it."""

    @property
    def path(self) -> str:
        """Its name for good."""
        ...

    @property
    def agent(self) -> str:
        """Who is asked."""
        ...

    @property
    def attempt(self) -> int:
        """How often it was asked so far."""
        ...


@dataclass(slots=True)
class Armed:
    """A breakpoint of this run: switched on or off, how often it held, whether it holds now."""

    point: Breakpoint
    enabled: bool = True
    hits: int = 0
    holding: bool = False


class Watching:
    """The run's breakpoints."""

    def __init__(
        self, run_scope: RunScope, steps: Mapping[str, Watched], hit: Callable[[str, str], None]
    ) -> None:
        self.armed: dict[str, Armed] = {}
        self._run_scope, self._steps, self._hit = run_scope, steps, hit
        self._numbers = 0

    def add(self, point: Breakpoint) -> str:
        """Arm a breakpoint; the name it goes by."""
        self._numbers += 1
        name = f"b{self._numbers}"
        self.armed[name] = Armed(point)
        return name

    def before(self, step: Watched) -> None:
        """A step could begin."""
        if self.armed:
            self._at("before", step, Outcome(None))

    def after(self, step: Watched, outcome: Outcome) -> None:
        """A step has its outcome."""
        if not self.armed:
            return
        self._at("after", step, outcome)
        if outcome.error:
            for name, armed in list(self.armed.items()):
                point = armed.point
                if armed.enabled and point.kind == FAILED and point.names(step.path, step.agent):
                    self._holds(name, armed, step.path)

    def now(self, event: e.DisagreementFound) -> None:
        """Something that is held at once, before what it leads to begins."""
        for name, armed in list(self.armed.items()):
            point = armed.point
            meant = armed.enabled and point.where == "on" and event.kind in KINDS[point.kind]
            if meant and point.names(event.id, event.id.rpartition("/")[0]):
                self._holds(name, armed, "")

    def turn(self, events: Iterable[e.AnyEvent]) -> None:
        """A turn is complete."""
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

    def _at(self, where: Where, step: Watched, outcome: Outcome) -> None:
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
        """A condition that cannot be told (a reply that is not there yet) does not hold."""
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


def run_scope(core: Core, names: Iterable[str]) -> dict[str, object]:
    """What a condition can read of a live run."""

    def last_reply(agent: str) -> Reply | None:
        replies = [step.reply for step in core.steps.values() if step.agent == agent and step.reply]
        return replies[-1] if replies else None

    return scope_of(core.state, core.recipe.parameters, names, last_reply)


def scope_of(
    state: RunState,
    parameters: Mapping[str, object],
    names: Iterable[str],
    last_reply: Callable[[str], Reply | None],
) -> dict[str, object]:
    """What a condition can read of a run: meters, parameters, and agents' last replies."""
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


def step_scope(step: Watched, outcome: Outcome) -> dict[str, object]:
    """What a condition can read of a step as `step.…`."""
    scope: dict[str, object] = {
        "path": step.path,
        "agent": step.agent,
        "attempt": max(1, step.attempt),
        "error": outcome.error,
        "text": "",
        "confidence": None,
    }
    return scope | reply_scope(outcome.reply) if outcome.reply else scope
