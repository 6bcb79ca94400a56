"""Gates: questions that the run waits on a person for, and the gate a reached limit opens.

A gate has a name of its own, so that answers never mix. Where nobody can answer, the run does what
it was started with: `--on-gate` and `--on-limit`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping

from orchtui.core.attempts import Attempts
from orchtui.core.budget import describe_limit
from orchtui.core.context import RunContext
from orchtui.domain import events as e
from orchtui.domain.flow import Answer, FlowMisuse

CHOICES = ("approve", "deny", "edit")


class Gates:
    """The gates that are open."""

    def __init__(self, context: RunContext) -> None:
        self._context = context
        self._open: dict[str, tuple[e.GateOpened, asyncio.Future[Answer]]] = {}

    @property
    def waiting(self) -> bool:
        """Whether any gate is open."""
        return bool(self._open)

    def is_open(self, name: str) -> bool:
        """Return whether the flow waits for this gate, or for any where none is named."""
        return name in self._open if name else bool(self._open)

    async def ask(self, gate: e.GateOpened) -> Answer:
        """Open a gate and wait for its answer, or answer it as the run was started."""
        if gate.default and gate.default not in gate.choices:
            among = ", ".join(gate.choices)
            raise FlowMisuse(f"gate {gate.id}: its default {gate.default} is none of {among}")
        policy = self._context.started.on_gate
        if policy == "wait":
            return await self.open(gate)
        self._context.emit(gate)
        choice = gate.default if policy == "default" else policy
        if choice not in gate.choices:
            self._context.stop("waiting", _needs_a_person(gate))
            await self._context.loop.create_future()
        self._context.emit(e.GateAnswered(id=gate.id, choice=choice))
        return Answer(choice)

    def open(self, gate: e.GateOpened) -> asyncio.Future[Answer]:
        """Open a gate; return the future of its answer."""
        future: asyncio.Future[Answer] = self._context.loop.create_future()
        self._open[gate.id] = gate, future
        self._context.emit(gate)
        future.add_done_callback(lambda _: self._close(gate.id))
        return future

    def _close(self, name: str) -> None:
        """Close a gate that is no longer waited for; one that was answered is closed already."""
        if self._open.pop(name, None):
            self._context.emit(e.GateClosed(id=name))

    def answer(
        self, name: str, choice: str, *, by: str = "", note: str = "", text: str = ""
    ) -> str:
        """Answer a gate, or the only one that is open; return its name."""
        name = name or next(iter(self._open))
        _, future = self._open.pop(name)
        self._context.emit(e.GateAnswered(id=name, choice=choice, by=by, note=note, text=text))
        if not future.done():
            future.set_result(Answer(choice, note, text, by))
        return name


def _needs_a_person(gate: e.GateOpened) -> str:
    """Return why the run waits, and how to answer this gate."""
    way = "run it with --on-gate wait and answer it"
    policies = [each for each in CHOICES if each in gate.choices and each != "edit"]
    if gate.default:
        policies.append("default")
    if policies:
        way += f", or have it answered with --on-gate {' or '.join(policies)}"
    return f"gate {gate.id} needs a person ({gate.question}): {way}"


SECONDS = "seconds"  # other limits are checked when a step is requested, after any change
EXTEND, DOWNGRADE, PARTIAL, STOP = "extend", "downgrade", "partial", "stop"


class LimitGate:
    """What happens when the budget does not hold what comes next.

    The run stops, takes the partial result or extends the limit, as it was started; or a gate asks:
    extend, downgrade to cheaper models, take the partial result, or stop.
    """

    def __init__(self, context: RunContext, gates: Gates, attempts: Attempts) -> None:
        self._context, self._gates, self._attempts = context, gates, attempts
        self._opened = 0
        self._open: dict[str, asyncio.Future[Answer]] = {}
        self._policy, self._left = STOP, 0

    def begin(self) -> None:
        """Take the policy that the run is started with."""
        self._policy, _, times = self._context.started.on_limit.partition("=")
        self._left = int(times) if times else 0

    def reached(self, limit: e.LimitReached) -> None:
        """Decide what happens, or ask; no step begins before that."""
        if self._policy == EXTEND and self._left > 0:
            self._left -= 1
            self._extend(limit)
        elif self._policy == "ask":
            self._ask(limit)
        else:
            self._decide(limit, PARTIAL if self._policy == PARTIAL else STOP)

    def _ask(self, limit: e.LimitReached) -> None:
        self._opened += 1
        number = f".{self._opened}" if self._opened > 1 else ""
        gate = e.GateOpened(
            id=f"limit{number}",
            question=f"{describe_limit(limit)}: go on?",
            choices=(EXTEND, *self._cheaper(limit), PARTIAL, STOP),
            default=STOP,
            about=f"limit:{limit.limit}",
        )
        future = self._open[limit.limit] = self._gates.open(gate)
        future.add_done_callback(
            lambda done: None if done.cancelled() else self._answered(limit, done.result())
        )

    def change(self, changed: Mapping[str, float | None]) -> None:
        """Change the run's limits."""
        self._context.emit(e.LimitsChanged(limits=dict(changed)))
        self._close(changed.keys())
        self._attempts.change_limits(self._attempts.limits.changed(changed))

    def _close(self, limits: Collection[str]) -> None:
        """Close the gates of changed limits: what still does not fit opens a new one."""
        for name in list(self._open):
            if name != SECONDS or name in limits:
                self._open.pop(name).cancel()

    def _answered(self, limit: e.LimitReached, answer: Answer) -> None:
        if answer.choice == EXTEND:
            self._extend(limit)
        elif answer.choice == DOWNGRADE:
            self._attempts.downgrade()
        else:
            self._decide(limit, answer.choice)

    def _cheaper(self, limit: e.LimitReached) -> tuple[str, ...]:
        """Return the choice of cheaper models, where they may fit."""
        possible = limit.limit == "cost" and self._attempts.can_downgrade
        return (DOWNGRADE,) if possible else ()

    def _extend(self, limit: e.LimitReached) -> None:
        """Double the limit, or raise it to what is needed if that is more."""
        allowed = max(limit.allowed * 2, limit.used)
        self.change({limit.limit: allowed})

    def _decide(self, limit: e.LimitReached, choice: str) -> None:
        if choice == PARTIAL:
            self._context.stop("partial", f"{describe_limit(limit)}: this is what there is")
        else:
            self._context.stop("limited", describe_limit(limit))
