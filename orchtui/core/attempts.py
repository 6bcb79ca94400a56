"""Attempts: how a step is requested, judged, requested again, or given up.

A step is admitted by the pause point, waits here for a slot and for budget, is requested, and goes
back to the pause point with its outcome. What a call used is settled even if its step is no longer
wanted.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from orchtui.core.budget import Budget, describe_limit
from orchtui.core.context import RunContext
from orchtui.core.names import without_number
from orchtui.core.pause import PausePoint
from orchtui.core.requests import RequestBuilder
from orchtui.core.steps import Step, StepOutcome
from orchtui.domain import events as e
from orchtui.domain import expression
from orchtui.domain.data import Data
from orchtui.domain.digest import fingerprint, is_address
from orchtui.domain.flow import Reply
from orchtui.domain.limits import DEFAULT_REPAIRS, DEFAULT_RETRIES, Limits
from orchtui.domain.prompts import Request
from orchtui.domain.recipe import Agent
from orchtui.domain.reply_schema import read
from orchtui.errors import ExpressionError

ROUND = "round"
SAME = 3


class RoundHistory:
    """The replies of every loop, round by round: three equal ones in a row are a loop."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[int, str, int]] = {}

    def repeats(self, path: str, digest: str) -> bool:
        """Add a reply by its digest; return whether it is the third equal one in a row."""
        loop = _loop_of(path)
        if loop is None:
            return False
        sender, number = loop
        last_number, last_said, streak = self._last.get(sender, (0, "", 0))
        streak = streak + 1 if (number, digest) == (last_number + 1, last_said) else 1
        self._last[sender] = (number, digest, streak)
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


def judge(agent: Agent, text: str) -> tuple[dict[str, Data] | None, str]:
    """Return the data of a reply, and its problem in words that its agent can use."""
    reading = read(text, agent.reply)
    if reading.problem:
        return reading.data, reading.problem
    sure, least = reading.confidence, agent.min_confidence
    if least is not None and (sure is None or sure < least):
        stated = "not said" if sure is None else f"{sure:g}"
        return reading.data, f"confidence is {stated}, and {least:g} is needed"
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
    """Ask a model: the effect that starts an attempt."""

    request: Request


@dataclass(frozen=True, slots=True)
class EndCall:
    """End the call of a step that is no longer wanted."""

    path: str
    attempt: int


Effect = Call | EndCall


LOOP = "said the same in three rounds in a row"


class Attempts:
    """The calls of one run."""

    def __init__(
        self,
        context: RunContext,
        pause: PausePoint,
        conclude: Callable[[Step, StepOutcome], None],
        limit_reached: Callable[[e.LimitReached], None],
    ) -> None:
        self._context, self._pause = context, pause
        self._conclude, self._limit_reached = conclude, limit_reached
        self.limits = Limits()
        self.budget = Budget(self.limits)
        self.queue: deque[tuple[Step, str]] = deque()
        self.effects: list[Effect] = []
        self.suspended = self.blocked = False
        self._rounds = RoundHistory()
        self._requests: RequestBuilder

    def begin(self, task: str) -> None:
        """Take the limits and the task that the run is started with."""
        started = self._context.started
        self._requests = RequestBuilder(started, task, self._context.words)
        self.limits = self._context.recipe.limits.changed(started.limits)
        self.budget.change(self.limits)

    # -- judge: a reply came ----------------------------------------------------------------------

    def replied(self, event: e.StepReplied) -> None:
        """Judge a reply: conclude its step with it, or have it repaired."""
        step = self._current(event)
        if step is None:
            return
        text = self._context.texts.read(event.text)
        data, problem = judge(step.agent_of, text)
        if problem:
            self._reject(step, problem)
            self._repair(step, problem)
            return
        digest = event.text if is_address(event.text) else fingerprint(text.encode())
        if self._rounds.repeats(step.path, digest):
            step.loop = True
            self._reject(step, LOOP)
            self._conclude(step, StepOutcome(None, LOOP))
            return
        reply = Reply(step.path, step.agent, text, digest, data, event.confidence)
        self._conclude(step, StepOutcome(reply))

    def failed(self, event: e.AttemptFailed) -> None:
        """Fall back to another model, request again, or give up."""
        step = self._current(event)
        if step is not None:
            why = event.message or f"it failed and did not say why ({event.fault})"
            self._fall_back(step, why, event.fault)

    def abandoned(self, event: e.AttemptAbandoned) -> int:
        """Count what was reserved for a call that would not end as spent, and return it."""
        path, attempt = event.path, event.attempt
        reserved = self.budget.reservations.get((path, attempt))
        if reserved is not None:
            self.settle(path, attempt, reserved.cost, reserved.tokens)
        step = self._context.running.get(path)
        if step is not None and step.attempt == attempt and not self.suspended:
            self._stop_running(step)
            self._fall_back(step, "no answer in time, and its call ignored being ended", "timeout")
        return reserved.cost if reserved else 0

    def settle(self, path: str, attempt: int, cost: int, tokens: int) -> None:
        """Settle what a call used, and request the steps that fit now."""
        beyond = self.budget.settle(path, attempt, cost, tokens)
        if beyond is not None:
            self._context.emit(beyond)
        if self.queue:
            self.request_next()

    def _current(self, event: e.AttemptOver) -> Step | None:
        """Settle what an attempt used; return its step, if it waited for just this attempt."""
        step = self._context.running.get(event.path)
        if step is not None and event.attempt == step.attempt:
            self._stop_running(step)
        else:
            step = None
        self.settle(event.path, event.attempt, event.cost, event.read + event.wrote)
        return step

    def _stop_running(self, step: Step) -> None:
        step.running = False
        del self._context.running[step.path]

    def _reject(self, step: Step, problem: str) -> None:
        self._context.emit(e.StepRejected(path=step.path, attempt=step.attempt, why=problem))

    # -- admit and request: a step may begin ------------------------------------------------------

    def admit(self, step: Step, reason: str) -> None:
        """Request the step as soon as the limits allow it."""
        self.queue.append((step, reason))
        self.request_next()

    def request_next(self) -> None:
        """Request the steps that wait, in their order, as far as the budget goes."""
        while self.queue and not (self.suspended or self.blocked):
            step, reason = self.queue[0]
            if step.finished or not step.wanted or step.running:
                self.queue.popleft()
                continue
            request = self._requests.request(step)
            cost, tokens = self._requests.at_most(request)
            if refusal := self.budget.refusal(step, cost, tokens):
                self.queue.popleft()
                self._refuse(step, refusal, reason)
            elif self.budget.has_slot() and self.budget.fits(step, cost, tokens):
                self.queue.popleft()
                self._request(step, request, cost, tokens, reason)
            else:
                return

    def _refuse(self, step: Step, limit: e.LimitReached, reason: str) -> None:
        self._context.emit(limit)
        if limit.path:
            self._conclude(step, StepOutcome(None, describe_limit(limit)))
        else:
            self.queue.appendleft((step, reason))
            self.blocked = True
            self._limit_reached(limit)

    def _request(self, step: Step, request: Request, cost: int, tokens: int, reason: str) -> None:
        self._requests.requested(step)
        self.budget.reserve(step, cost, tokens)
        step.attempt, step.digest, step.running = request.attempt, request.digest, True
        self._context.running[step.path] = step
        self._context.emit(
            e.StepAsked(
                path=step.path,
                attempt=request.attempt,
                digest=request.digest,
                sent=request.sent,
                model=request.model.name,
                cost=cost,
                tokens=tokens,
                because=reason,
                trimmed=request.trimmed,
            )
        )
        self.effects.append(Call(request))

    # -- again ------------------------------------------------------------------------------------

    def _repair(self, step: Step, problem: str) -> None:
        if step.repairs < self._allowed(step, "repairs", DEFAULT_REPAIRS):
            step.repairs, step.problem = step.repairs + 1, problem
            self._pause.begin(step, f"mend: {problem}")
        else:
            self._fall_back(step, f"its reply was not accepted: {problem}", "malformed")

    def _allowed(self, step: Step, name: str, default: int) -> int:
        """Return how often the step may do something: as it says, or its agent, or the run."""
        for limits in (step.limits, step.agent_of.limits, self.limits):
            if limits is not None and (allowed := getattr(limits, name)) is not None:
                return int(allowed)
        return default

    def _fall_back(self, step: Step, why: str, fault: str) -> None:
        """Request the fallback once; a call that timed out is requested again a few times."""
        hung = fault == "timeout"
        may_again = hung and step.hangs < self._allowed(step, "retries", DEFAULT_RETRIES)
        step.hangs += hung
        if step.agent_of.fallback and not step.fell_back:
            step.fell_back, step.problem = True, ""
            self._pause.begin(step, f"fallback: {fault}")
        elif may_again:
            self._pause.begin(step, f"again: {fault}")
        else:
            step.hung = hung
            self._conclude(step, StepOutcome(None, why))

    # -- from outside -----------------------------------------------------------------------------

    def cancel(self, step: Step) -> None:
        """End the step's call, if one is in flight; what it used is settled when it has ended."""
        if step.running:
            self._stop_running(step)
            self.effects.append(EndCall(step.path, step.attempt))

    def take_back(self, step: Step) -> None:
        """End whatever the step is at, so that it can begin again or be replaced."""
        self._pause.forget(step)
        self.cancel(step)

    def take_back_all(self) -> None:
        """End all calls in flight, and hold their steps before they begin again."""
        for step in list(self._context.running.values()):
            self.cancel(step)
            self._pause.begin(step, "paused")

    @property
    def can_downgrade(self) -> bool:
        """Whether the next step could use a cheaper model."""
        return bool(self.queue and self._requests.has_cheaper(self.queue[0][0]))

    def downgrade(self) -> None:
        """Use the run's cheapest model from now on, where it is cheaper than the agent's own."""
        self._requests.downgraded, self.blocked = True, False
        self.request_next()

    def change_limits(self, limits: Limits) -> None:
        """Use other limits from now on."""
        self.limits, self.blocked = limits, False
        self.budget.change(limits)
        self.request_next()

    def interrupt(self) -> None:
        """End all calls, for the process ends; resuming requests them again."""
        self.suspended = True
        running = self._context.running.values()
        self.effects += [EndCall(step.path, step.attempt) for step in running]

    def resume(self) -> None:
        """Request again what was in flight; what was reserved for it counts as spent."""
        self.suspended = False
        self.budget.settle_all()
        lost = dict(self._context.running)
        self._context.running.clear()
        for step in reversed(lost.values()):
            step.running = False
            self.queue.appendleft((step, "resumed"))
        self.request_next()
