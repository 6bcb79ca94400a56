"""One call of a model, from its start to the observation it ends in.

Whatever happens (an answer, a fault, a timeout, a cancellation) comes out as one event that tells
what was heard, what it cost and how it was paced. Text is made harmless and secrets are taken out
here, before anything is hashed or stored.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from contextvars import Context, copy_context
from dataclasses import dataclass

from orchtui.domain import events as e
from orchtui.domain import reply_schema
from orchtui.domain.clock import Clock
from orchtui.domain.digest import Texts
from orchtui.domain.model import Answer, Model
from orchtui.domain.prompts import Request, tokens_about
from orchtui.domain.redact import Redactor
from orchtui.domain.sanitize import clean
from orchtui.errors import ModelError

PACE = 0.25
_UNPAID = frozenset({"auth", "rate_limit", "refused", "unavailable"})


class Hearing:
    """What has been heard of an answer so far, and when."""

    __slots__ = ("_began", "_clock", "_pace", "pieces", "size")

    def __init__(self, clock: Clock) -> None:
        self._clock, self._began = clock, clock.now()
        self.pieces: list[str] = []
        self.size = 0
        self._pace: list[int] = []

    def __call__(self, piece: str) -> None:
        """Take in the next piece."""
        self.pieces.append(piece)
        self.size += len(piece)
        quarter = int((self._clock.now() - self._began) / PACE)
        if quarter > len(self._pace):
            self._pace.extend([self.size - len(piece)] * (quarter - len(self._pace)))

    @property
    def seconds(self) -> float:
        """How long it has been going on."""
        return round(self._clock.now() - self._began, 4)

    @property
    def pace(self) -> tuple[int, ...]:
        """How many characters had been heard after every quarter of a second."""
        return tuple(self._pace)

    @property
    def text(self) -> str:
        """All that was heard."""
        return "".join(self.pieces)


class Caller:
    """Makes calls for one run."""

    def __init__(self, model: Model, clock: Clock, texts: Texts, redact: Redactor) -> None:
        self._model, self._clock, self._texts, self._redact = model, clock, texts, redact
        self.hearing: dict[str, Hearing] = {}

    async def call(self, request: Request, end: Callable[[], object]) -> e.Over:
        """Ask, and tell how it ended; never fails. `end` has it end when its time is over."""
        hearing = self.hearing[request.path] = Hearing(self._clock)
        timed_out = False

        def time_over() -> None:
            nonlocal timed_out
            timed_out = True
            end()

        # A function's time is real: while it blocks, a clock that jumps would never move.
        later = asyncio.get_running_loop() if request.model.code else self._clock
        timer = later.call_later(request.seconds, time_over) if request.seconds else None
        try:
            with self._clock.held():
                answer = await self._model.answer(request, hearing)
        except ModelError as error:
            return self._failed(request, hearing, error.kind, str(error))
        except asyncio.CancelledError:
            if not timed_out:
                return self._ended(request, hearing)
            message = f"no answer from {request.model.name} within {request.seconds:g} s"
            return self._failed(request, hearing, "timeout", message)
        except Exception as error:  # noqa: BLE001 - whatever a model's code raises fails its attempt
            message = f"{request.model.name} broke: {type(error).__name__}: {error}"
            return self._failed(request, hearing, "server", message)
        finally:
            if timer is not None:
                timer.cancel()
            if self.hearing.get(request.path) is hearing:  # not of an attempt that came after
                del self.hearing[request.path]
        return self._replied(request, hearing, answer)

    def _replied(self, request: Request, hearing: Hearing, answer: Answer) -> e.StepReplied:
        text = self._redact(clean(answer.text))
        sure = reply_schema.read(text, request.schema).confidence if request.schema else None
        priced = answer.cost is not None or request.model.priced
        cost = answer.cost
        return e.StepReplied(
            path=request.path,
            attempt=request.attempt,
            text=self._texts.keep(text),
            model="" if answer.model == request.model.name else answer.model,
            read=answer.read,
            wrote=answer.wrote,
            cost=request.model.price(answer.read, answer.wrote) if cost is None else cost,
            seconds=hearing.seconds,
            estimated=answer.estimated or not priced,
            pace=hearing.pace,
            confidence=sure,
        )

    def _failed(
        self, request: Request, hearing: Hearing, fault: str, message: str
    ) -> e.AttemptFailed:
        paid = fault not in _UNPAID and not request.model.code
        read, wrote = self._estimated(request, hearing) if paid else (0, 0)
        return e.AttemptFailed(
            path=request.path,
            attempt=request.attempt,
            text=self._partial(hearing),
            read=read,
            wrote=wrote,
            cost=request.model.price(read, wrote),
            seconds=hearing.seconds,
            estimated=paid,
            pace=hearing.pace,
            fault=fault,
            message=self._redact(clean(message)),
        )

    def _ended(self, request: Request, hearing: Hearing) -> e.AttemptEnded:
        read, wrote = self._estimated(request, hearing)
        return e.AttemptEnded(
            path=request.path,
            attempt=request.attempt,
            text=self._partial(hearing),
            read=read,
            wrote=wrote,
            cost=request.model.price(read, wrote),
            seconds=hearing.seconds,
            estimated=not request.model.code,
            pace=hearing.pace,
        )

    def _partial(self, hearing: Hearing) -> str:
        return self._texts.keep(self._redact(clean(hearing.text)))

    def _estimated(self, request: Request, hearing: Hearing) -> tuple[int, int]:
        """What a call that never said so will have used, within what was promised for it."""
        if request.model.code:  # a function uses none
            return 0, 0
        read = tokens_about(request.system) + tokens_about(request.user)
        return read, min((hearing.size + 3) // 4, request.max_tokens)


Key = tuple[str, int]
"""A step's path and the number of its attempt."""


@dataclass(slots=True)
class _Flight:
    task: asyncio.Task[e.Over]
    context: Context
    grace: asyncio.TimerHandle | None = None


class InFlight:
    """The calls of one run; `grace` is in real seconds, whatever clock the run goes by."""

    def __init__(
        self,
        grace: float,
        landed: Callable[[e.Over], None],
        abandoned: Callable[[Key], None],
        broke: Callable[[BaseException], None],
    ) -> None:
        self._grace, self._landed, self._abandoned, self._broke = grace, landed, abandoned, broke
        self._flights: dict[Key, _Flight] = {}

    def __len__(self) -> int:
        """How many there are."""
        return len(self._flights)

    def begin(self, key: Key, call: Coroutine[object, None, e.Over]) -> None:
        """Begin a call."""
        context = copy_context()
        task = asyncio.get_running_loop().create_task(call, context=context)
        self._flights[key] = _Flight(task, context)
        task.add_done_callback(lambda task: self._land(key, task))

    def end(self, key: Key) -> None:
        """Have a call end; if it has not within its grace, it is abandoned."""
        flight = self._flights.get(key)
        if flight is not None and flight.grace is None:
            loop = asyncio.get_running_loop()
            # Not before it has begun: a task that is cancelled sooner never tells how it ended.
            loop.call_soon(flight.task.cancel)
            flight.grace = loop.call_later(self._grace, self._abandon, key)

    async def close(self) -> None:
        """End whatever is left; nothing of it is told."""
        left = [flight.task for flight in self._flights.values()]
        try:
            for task in left:
                task.cancel()
            if left:
                await asyncio.wait(left, timeout=self._grace)
        finally:
            for key in list(self._flights):
                _show_out(self._flights.pop(key))

    def _land(self, key: Key, task: asyncio.Task[e.Over]) -> None:
        flight = self._flights.pop(key, None)
        if flight is None:  # it was shown out: whatever it says now comes too late
            if not task.cancelled():
                task.exception()
            return
        if flight.grace is not None:
            flight.grace.cancel()
        if task.cancelled():
            return
        if error := task.exception():
            self._broke(error)
        else:
            self._landed(task.result())

    def _abandon(self, key: Key) -> None:
        flight = self._flights.get(key)
        if flight is not None and not flight.task.done():
            _show_out(self._flights.pop(key))
            self._abandoned(key)


def _show_out(flight: _Flight) -> None:
    """End a call that ignores being cancelled: it goes no further from where it is.

    It is left by way of its `finally`s, so that connections close and what it holds is given back;
    whatever those raise, or one that would wait even there, is past help and held against nobody.
    """
    if flight.grace is not None:
        flight.grace.cancel()
    if not flight.task.done() and (coroutine := flight.task.get_coro()) is not None:
        with suppress(Exception):
            flight.context.run(coroutine.close)
        flight.task.cancel()
