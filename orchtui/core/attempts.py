"""Attempts: how a step that may begin is asked, answered, asked again, or given up.

A step enters when the gate lets it; it waits here for a slot and for money, is asked, and leaves by
the gate with its outcome. Settling what a call used is done whether or not anybody still wants it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from orchtui.core.budget import Admission, told
from orchtui.core.names import without_number
from orchtui.core.pause import Gate, Outcome
from orchtui.core.requests import Asking
from orchtui.core.steps import Step
from orchtui.domain import events as e
from orchtui.domain import expression
from orchtui.domain.data import Data
from orchtui.domain.digest import Texts, fingerprint, is_address
from orchtui.domain.flow import Reply
from orchtui.domain.limits import DEFAULT_REPAIRS, DEFAULT_RETRIES, Limits
from orchtui.domain.prompts import Request
from orchtui.domain.recipe import Agent
from orchtui.domain.reply_schema import read
from orchtui.errors import ExpressionError

ROUND = "round"
SAME = 3


class Rounds:
    """What was said in the rounds of every loop."""

    def __init__(self) -> None:
        self._said: dict[str, tuple[int, str, int]] = {}

    def repeats(self, path: str, says: str) -> bool:
        """Take note of a reply (by its digest); whether it is the third of its kind in a row."""
        loop = _loop_of(path)
        if loop is None:
            return False
        sender, number = loop
        last_number, last_said, streak = self._said.get(sender, (0, "", 0))
        streak = streak + 1 if (number, says) == (last_number + 1, last_said) else 1
        self._said[sender] = (number, says, streak)
        return streak >= SAME


def _loop_of(path: str) -> tuple[str, int] | None:
    """The sender's name with the innermost round's number taken out, and that number."""
    parts = path.split("/")
    for at in range(len(parts) - 2, -1, -1):
        base, number = without_number(parts[at])
        if base == ROUND:
            parts[at] = ROUND
            return "/".join(parts), number
    return None


def judged(agent: Agent, text: str) -> tuple[dict[str, Data] | None, str]:
    """The reply's data, and what is wrong with it in words its agent can use."""
    reading = read(text, agent.reply)
    if reading.problem:
        return reading.data, reading.problem
    sure, least = reading.confidence, agent.min_confidence
    if least is not None and (sure is None or sure < least):
        told = "not said" if sure is None else f"{sure:g}"
        return reading.data, f"confidence is {told}, and {least:g} is needed"
    if agent.accept is None:
        return reading.data, ""
    scope: dict[str, object] = {"text": text, "confidence": sure} | dict(reading.data or {})
    try:
        if expression.holds(agent.accept, scope):
            return reading.data, ""
    except ExpressionError as error:
        return reading.data, f"{agent.accept} cannot be told of it: {error}"
    return reading.data, f"{agent.accept} does not hold"


@dataclass(frozen=True, slots=True)
class Call:
    """Ask a model."""

    request: Request


@dataclass(frozen=True, slots=True)
class EndCall:
    """End the call of a step nobody wants any more."""

    path: str
    attempt: int


Effect = Call | EndCall


LOOP = "said the same in three rounds in a row"


class Attempts:
    """The calls of one run."""

    def __init__(
        self,
        asking: Asking,
        limits: Limits,
        texts: Texts,
        gate: Gate,
        emit: Callable[[e.AnyEvent], None],
        concluded: Callable[[Step, Outcome], None],
        limit_reached: Callable[[e.LimitReached], None],
    ) -> None:
        self._asking, self.limits, self._texts, self._gate = asking, limits, texts, gate
        self._emit, self._concluded, self._limit_reached = emit, concluded, limit_reached
        self.admission = Admission(limits)
        self.running: dict[str, Step] = {}
        self.queue: deque[tuple[Step, str]] = deque()
        self.effects: list[Effect] = []
        self.suspended = self.blocked = False
        self._rounds = Rounds()

    # -- begin ---------------------------------------------------------------------------------

    def enter(self, step: Step, because: str) -> None:
        """The step begins as soon as the limits let it."""
        self.queue.append((step, because))
        self.admit()

    def admit(self) -> None:
        """Ask whoever is next and fits."""
        while self.queue and not (self.suspended or self.blocked):
            step, because = self.queue[0]
            if step.over or not step.wanted or step.running:
                self.queue.popleft()
                continue
            request = self._asking.request(step)
            cost, tokens = self._asking.at_most(request)
            if refusal := self.admission.refusal(step, cost, tokens):
                self.queue.popleft()
                self._refuse(step, refusal, because)
            elif self.admission.has_slot() and self.admission.fits(step, cost, tokens):
                self.queue.popleft()
                self._begin(step, request, cost, tokens, because)
            else:
                return

    def _refuse(self, step: Step, limit: e.LimitReached, because: str) -> None:
        self._emit(limit)
        if limit.path:
            self._concluded(step, Outcome(None, told(limit)))
        else:
            self.queue.appendleft((step, because))
            self.blocked = True
            self._limit_reached(limit)

    def _begin(self, step: Step, request: Request, cost: int, tokens: int, because: str) -> None:
        self._asking.told(step)
        self.admission.promise(step, cost, tokens)
        step.attempt, step.digest, step.running = request.attempt, request.digest, True
        self.running[step.path] = step
        self._emit(
            e.StepAsked(
                path=step.path,
                attempt=request.attempt,
                digest=request.digest,
                sent=request.sent,
                model=request.model.name,
                cost=cost,
                tokens=tokens,
                because=because,
                trimmed=request.trimmed,
            )
        )
        self.effects.append(Call(request))

    # -- end -----------------------------------------------------------------------------------

    def replied(self, event: e.StepReplied) -> None:
        """An answer came: judge it, and hand it to the gate if it is a good one."""
        step = self._current(event)
        if step is None:
            return
        text = self._texts.read(event.text)
        data, problem = judged(step.agent_of, text)
        if problem:
            self._emit(e.StepRejected(path=step.path, attempt=step.attempt, why=problem))
            self._mend(step, problem)
            return
        digest = event.text if is_address(event.text) else fingerprint(text.encode())
        if self._rounds.repeats(step.path, digest):
            step.loop = True
            self._emit(e.StepRejected(path=step.path, attempt=step.attempt, why=LOOP))
            self._concluded(step, Outcome(None, LOOP))
            return
        reply = Reply(step.path, step.agent, text, digest, data, event.confidence)
        self._concluded(step, Outcome(reply))

    def failed(self, event: e.AttemptFailed) -> None:
        """The model did not answer: fall back, or give up."""
        step = self._current(event)
        if step is not None:
            why = event.message or f"it failed and did not say why ({event.fault})"
            self._fall_back(step, why, event.fault)

    def abandoned(self, event: e.AttemptAbandoned) -> int:
        """A call would not end: what was promised for it counts as spent, and is told."""
        path, attempt = event.path, event.attempt
        promise = self.admission.promises.get((path, attempt))
        if promise is not None:
            self.settle(path, attempt, promise.cost, promise.tokens)
        step = self.running.get(path)
        if step is not None and step.attempt == attempt and not self.suspended:
            step.running = False
            del self.running[path]
            self._fall_back(step, "no answer in time, and its call ignored being ended", "timeout")
        return promise.cost if promise else 0

    def settle(self, path: str, attempt: int, cost: int, tokens: int) -> None:
        """A call is over, wanted or not: its promise goes, what it used is spent."""
        beyond = self.admission.settle(path, attempt, cost, tokens)
        if beyond is not None:
            self._emit(beyond)
        if self.queue:
            self.admit()

    def _current(self, event: e.AttemptOver) -> Step | None:
        """Settle what an attempt used; its step, if it was waiting for just this."""
        step = self.running.get(event.path)
        if step is not None and event.attempt == step.attempt:
            step.running = False
            del self.running[step.path]
        else:
            step = None
        self.settle(event.path, event.attempt, event.cost, event.read + event.wrote)
        return step

    # -- again ---------------------------------------------------------------------------------

    def _mend(self, step: Step, problem: str) -> None:
        if step.repairs < self._allowed(step, "repairs", DEFAULT_REPAIRS):
            step.repairs, step.mend = step.repairs + 1, problem
            self._gate.arrives(step, f"mend: {problem}")
        else:
            self._fall_back(step, f"its reply was not accepted: {problem}", "malformed")

    def _allowed(self, step: Step, name: str, default: int) -> int:
        """How often something may be done for the step: as it says, or its agent, or the run."""
        for limits in (step.limits, step.agent_of.limits, self.limits):
            if limits is not None and (allowed := getattr(limits, name)) is not None:
                return int(allowed)
        return default

    def _fall_back(self, step: Step, why: str, fault: str) -> None:
        """Ask the fallback, once; whoever hangs is asked afresh a few times; then it is over."""
        hung = fault == "timeout"
        may_again = hung and step.hangs < self._allowed(step, "retries", DEFAULT_RETRIES)
        step.hangs += hung
        if step.agent_of.fallback and not step.fell_back:
            step.fell_back, step.mend = True, ""
            self._gate.arrives(step, f"fallback: {fault}")
        elif may_again:
            self._gate.arrives(step, f"again: {fault}")
        else:
            step.hung = hung
            self._concluded(step, Outcome(None, why))

    def cancel(self, step: Step) -> bool:
        """End the step's call, if one is in flight; what it used is settled when it is gone."""
        if not step.running:
            return False
        step.running = False
        del self.running[step.path]
        self.effects.append(EndCall(step.path, step.attempt))
        return True

    @property
    def can_downgrade(self) -> bool:
        """Whether who is next could be asked of a cheaper model."""
        return bool(self.queue and self._asking.has_cheaper(self.queue[0][0]))

    def downgrade(self) -> None:
        """Ask the run's cheapest model from now on, wherever it is cheaper than the agent's own."""
        self._asking.downgraded, self.blocked = True, False
        self.admit()

    def change_limits(self, limits: Limits) -> None:
        """The limits are otherwise from now on."""
        self.limits, self.blocked = limits, False
        self.admission.change(limits)
        self.admit()

    def interrupt(self) -> None:
        """The process is leaving: end all calls; they are asked again on resuming."""
        self.suspended = True
        self.effects += [EndCall(step.path, step.attempt) for step in self.running.values()]

    def resume(self) -> None:
        """Ask again what was in flight; what it had been promised counts as spent."""
        self.suspended = False
        self.admission.settle_all()
        lost, self.running = self.running, {}
        for step in reversed(lost.values()):
            step.running = False
            self.queue.appendleft((step, "resumed"))
        self.admit()
