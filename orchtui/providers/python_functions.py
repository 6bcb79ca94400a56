"""Agents that are Python functions: each call runs in a thread of its own, beside the event loop.

So whatever a function does, commands go on being answered. The thread is a daemon, outside any
pool, and nothing waits for it when the process ends. A function that is `async` has a loop in its
thread and is cancelled there; one that is not can only be told that nobody wants its answer, and
its call is not over before its thread is. Loading functions is left to `config`.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import threading
import traceback
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

from orchtui.domain.model import Answer, Hear
from orchtui.domain.prompts import Request
from orchtui.domain.python_agent import AgentFunction, Asked
from orchtui.domain.recipe import PYTHON
from orchtui.errors import ModelError

Outcome = str | ModelError

_RETURNS = "a function returns a text, or a mapping or list that can be written as JSON"


class PythonFunctions:
    """Answers in place of models, each by the function it is named for."""

    def __init__(self, functions: Mapping[str, AgentFunction]) -> None:
        self._functions = functions

    async def answer(self, request: Request, hear: Hear) -> Answer:
        name = request.model.name
        function = self._functions.get(name)
        if function is None:
            raise ModelError("unavailable", f"{name} is no function of this run's agents")
        outcome = await _Working(name.removeprefix(PYTHON), function, request).outcome()
        if isinstance(outcome, ModelError):
            raise outcome
        hear(outcome)
        return Answer(outcome, read=0, wrote=0, cost=0, model=name)

    async def close(self) -> None:
        pass


class _Working:
    """One call of a function, and the thread it runs in."""

    def __init__(self, name: str, function: AgentFunction, request: Request) -> None:
        self._name, self._function, self._request = name, function, request
        self._lock = threading.Lock()
        self._wanted = True
        self._stop: Callable[[], object] | None = None

    # -- on the event loop ---------------------------------------------------------------------

    async def outcome(self) -> Outcome:
        """What comes of it. Whoever cancels this waits until the thread is really done."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Outcome] = loop.create_future()

        def tell(outcome: Outcome) -> None:
            with suppress(RuntimeError):  # the loop was closed: nobody is left to be told
                loop.call_soon_threadsafe(done.set_result, outcome)

        name = f"{self._name} for {self._request.path}"
        threading.Thread(target=self._work, args=(tell,), name=name, daemon=True).start()
        cancelled = False
        try:
            while not done.done():
                try:
                    await asyncio.wait([done])
                except asyncio.CancelledError:
                    cancelled = True
                    self._end()
        finally:
            self._end()
        if cancelled:
            raise asyncio.CancelledError
        return done.result()

    def _end(self) -> None:
        """Nobody wants the answer any more; what can be stopped is."""
        with self._lock:
            self._wanted = False
            stop = self._stop
        if stop is not None:
            stop()

    # -- in the thread -------------------------------------------------------------------------

    def _work(self, tell: Callable[[Outcome], None]) -> None:
        outcome: Outcome = ModelError("server", f"{self._name} failed, and cannot say how")
        try:
            outcome = self._called()
        finally:
            tell(outcome)

    def _called(self) -> Outcome:
        try:
            given = self._function(self._asked())
            if inspect.isawaitable(given):
                given = asyncio.run(self._awaited(given))
            return _written(given)
        except ModelError as error:
            return ModelError(error.kind, f"{self._name} {error}")
        except BaseException as error:  # noqa: BLE001 - even one that asks to exit ends its call only
            where = _line_in(self._name.rpartition(":")[0], error)
            told = f"{self._name} failed{where}: {type(error).__name__}: {error}"
            return ModelError("server", told.removesuffix(": "))

    def _asked(self) -> Asked:
        """The question; the replies in it are copies, which the function may change."""
        request = self._request
        inputs = tuple(replace(each, data=deepcopy(each.data)) for each in request.inputs)
        return Asked(request.task, request.says, inputs, request.user, lambda: self._wanted)

    async def _awaited(self, given: Awaitable[object]) -> object:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None

        def stop() -> None:
            with suppress(RuntimeError):  # the loop was closed: it is over
                loop.call_soon_threadsafe(task.cancel)

        with self._lock:
            self._stop = stop
            is_late = not self._wanted
        if is_late:
            stop()
        return await given


def _written(given: object) -> str:
    """What a function returned, as the text of a reply."""
    if isinstance(given, str):
        return str(given)
    if not isinstance(given, Mapping | list):
        kind = "nothing" if given is None else f"a value of type {type(given).__name__}"
        raise ModelError("malformed", f"returned {kind}; {_RETURNS}")
    plain = dict(given) if isinstance(given, Mapping) else given
    try:
        return json.dumps(plain, ensure_ascii=False, allow_nan=False, indent=2)
    except (TypeError, ValueError, RecursionError) as error:
        kind = type(given).__name__
        raise ModelError(
            "malformed", f"returned a {kind} that is no JSON ({error}); {_RETURNS}"
        ) from error


def _line_in(file: str, error: BaseException) -> str:
    """Where in the file it came about, as the end of a phrase."""
    lines = [
        line
        for frame, line in traceback.walk_tb(error.__traceback__)
        if Path(frame.f_code.co_filename).name == file
    ]
    return f" in line {lines[-1]}" if lines else ""
