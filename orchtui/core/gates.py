"""Gates that wait for a person's answer, each with a name of its own, so that none is mixed up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from orchtui.core.budget import told
from orchtui.core.loop import FlowLoop
from orchtui.domain import events as e
from orchtui.domain.events import GateAnswered, GateOpened
from orchtui.domain.flow import Answer, FlowMisuse

if TYPE_CHECKING:
    from orchtui.core.machine import Core


class Questions:
    """What the run is waiting to be told."""

    def __init__(self, loop: FlowLoop, emit: Callable[[e.AnyEvent], None]) -> None:
        self._loop, self._emit = loop, emit
        self._open: dict[str, tuple[e.GateOpened, asyncio.Future[Answer]]] = {}

    @property
    def waiting(self) -> bool:
        """Whether any is open."""
        return bool(self._open)

    def is_asked(self, name: str) -> bool:
        """Whether somebody in the flow waits for this answer, or for any where none is named."""
        return name in self._open if name else bool(self._open)

    def ask(self, gate: e.GateOpened) -> asyncio.Future[Answer]:
        """Open a gate; the future has its answer."""
        future: asyncio.Future[Answer] = self._loop.create_future()
        self._open[gate.id] = gate, future
        self._emit(gate)
        future.add_done_callback(lambda _: self._let_go(gate.id))
        return future

    def _let_go(self, name: str) -> None:
        """Whoever asked waits no more; a gate that was answered is closed already."""
        if self._open.pop(name, None):
            self._emit(e.GateClosed(id=name))

    def answer(
        self, name: str, choice: str, *, by: str = "", note: str = "", text: str = ""
    ) -> str:
        """Answer a gate, or the only one that is open; the name of the one that was answered."""
        name = name or next(iter(self._open))
        _, future = self._open.pop(name)
        self._emit(e.GateAnswered(id=name, choice=choice, by=by, note=note, text=text))
        if not future.done():
            future.set_result(Answer(choice, note, text, by))
        return name


CHOICES = ("approve", "deny", "edit")


async def ask_person(core: Core, gate: GateOpened) -> Answer:
    """Open a gate and wait for its answer, if somebody may give one."""
    if gate.default and gate.default not in gate.choices:
        among = ", ".join(gate.choices)
        raise FlowMisuse(f"gate {gate.id}: its default {gate.default} is none of {among}")
    policy = core.started.on_gate
    if policy == "wait":
        return await core.questions.ask(gate)
    core.emit(gate)
    choice = gate.default if policy == "default" else policy
    if choice not in gate.choices:
        core.course.stop("waiting", _needs_a_person(gate))
        await core.loop.create_future()
    core.emit(GateAnswered(id=gate.id, choice=choice))
    return Answer(choice)


def _needs_a_person(gate: GateOpened) -> str:
    """Why the run waits, and what would answer this gate."""
    way = "run it with --on-gate wait and answer it"
    policies = [each for each in CHOICES if each in gate.choices and each != "edit"]
    if gate.default:
        policies.append("default")
    if policies:
        way += f", or have it answered with --on-gate {' or '.join(policies)}"
    return f"gate {gate.id} needs a person ({gate.question}): {way}"


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
