"""Branches: parts of a flow that go side by side, each with a flow of its own.

What a branch has started is its parent's once it is done, and nobody's if it fails; the first that
fails ends the others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from random import Random
from typing import TYPE_CHECKING, TypeVar, cast

from orchtui.core.loop import FlowLoop
from orchtui.core.names import Scope
from orchtui.core.steps import Step, Wants
from orchtui.domain.flow import Branch, Flow, FlowMisuse, Handle, Reply, StepError

if TYPE_CHECKING:
    from orchtui.core.machine import Core

T = TypeVar("T")
Item = TypeVar("Item")
Result = TypeVar("Result")


class Branching:
    """The part of a flow that makes branches."""

    __slots__ = ("_core", "_dice", "_scope", "_seen", "_task", "_wants")

    def __init__(
        self, core: Core, scope: Scope | None = None, seen: dict[str, Step] | None = None
    ) -> None:
        self._core, self._scope = core, scope or Scope()
        self._seen: dict[str, Step] = dict(seen or {})
        self._task: asyncio.Task[object] | None = None
        self._dice: Random | None = None
        self._wants = Wants(core.waiting)

    def belongs_to(self, task: asyncio.Task[object]) -> None:
        """Only this task may use the flow; what it is given is noted here."""
        self._task = task
        self._core.flows[task] = self
        task.add_done_callback(self._core.flows.pop)

    def _check_task(self) -> None:
        if asyncio.current_task() is not self._task:
            raise FlowMisuse(
                "a flow was used by a task it does not belong to: give the branch to "
                "flow.together(...) and use the flow it is called with"
            )

    def was_given(self, steps: Iterable[Step]) -> None:
        """Note that this coroutine now knows these replies: what it asks next comes after them."""
        for step in steps:
            for earlier in step.inputs:
                self._seen.pop(earlier.path, None)
            for path in step.after:
                self._seen.pop(path, None)
            self._seen[step.path] = step

    async def together(self, *parts: Handle | Branch[T]) -> list[Reply | T]:
        self._check_task()
        if all(isinstance(part, Step) for part in parts):
            steps = cast("tuple[Step, ...]", parts)
            return list(await self._core.waiting.replies(*steps))
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [self._start(group, part, _run) for part in parts]
        except BaseExceptionGroup as several:
            raise several.exceptions[0] from None
        return [task.result() for task in tasks]

    async def branches(self, *parts: Branch[T], limit: int | None = None) -> list[T]:
        self._check_task()
        slots = _slots(limit)

        async def run(part: Handle | Branch[T], flow: Branching) -> T:
            async with slots:
                return await _call(part, flow)

        try:
            async with asyncio.TaskGroup() as group:
                here = self._scope.path
                tasks = [self._start(group, part, run, Scope(here)) for part in parts]
        except BaseExceptionGroup as several:
            raise several.exceptions[0] from None
        return [task.result() for task in tasks]

    async def map(
        self,
        items: Iterable[Item],
        do: Callable[[Flow, Item], Awaitable[T]],
        limit: int | None = None,
    ) -> Sequence[T]:
        slots = _slots(limit)

        def branch(item: Item) -> Branch[T]:
            async def do_item(flow: Flow) -> T:
                async with slots:
                    return await do(flow, item)

            do_item.__name__ = _name_of(do, "item")
            return do_item

        done = await self.together(*(branch(item) for item in items))
        return cast("Sequence[T]", done)

    async def first(
        self,
        *parts: Handle | Branch[T],
        enough: Callable[[Reply | T], bool] | None = None,
        named: bool = True,
    ) -> Reply | T:
        self._check_task()
        if not parts:
            raise FlowMisuse("first needs something to wait for: handles, or branches")
        won: asyncio.Future[Reply | T] = self._core.loop.create_future()
        failed: list[StepError] = []
        left = len(parts)

        async def run(part: Handle | Branch[T], flow: Branching) -> None:
            nonlocal left
            try:
                result = _there(await _run(part, flow))
            except StepError as error:
                flow._wants.let_go()
                failed.append(error)
            else:
                if not won.done() and (enough is None or enough(result)):
                    won.set_result(result)
            left -= 1
            if not left and not won.done():
                none = StepError(self._scope.path or "the flow", "none is enough")
                won.set_exception(failed[-1] if len(failed) == len(parts) else none)

        try:
            async with asyncio.TaskGroup() as group:
                scopes = (None if named else Scope(self._scope.path) for _ in parts)
                tasks = [
                    self._start(group, part, run, scope)
                    for part, scope in zip(parts, scopes, strict=True)
                ]
                try:
                    return await won
                finally:
                    for task in tasks:
                        task.cancel()
        except BaseExceptionGroup as several:
            raise several.exceptions[0] from None

    def beside(self, part: Branch[T]) -> asyncio.Task[T]:
        """A branch in the same part of the graph; whoever starts it must see it to its end."""
        return self._start(self._core.loop, part, _call_branch, self._scope)

    def _start(
        self,
        group: asyncio.TaskGroup | FlowLoop,
        part: Handle | Branch[T],
        run: Callable[[Handle | Branch[T], Branching], Coroutine[object, object, Result]],
        scope: Scope | None = None,
    ) -> asyncio.Task[Result]:
        """A task for a part, with a flow of its own; in a scope of its own, if none is given."""
        if scope is None:
            own = isinstance(part, Step)
            scope = Scope(self._scope.path if own else self._branch_path(part))
        flow = type(self)(self._core, scope, self._seen)
        task = group.create_task(self._owned(run(part, flow), flow))
        flow.belongs_to(cast("asyncio.Task[object]", task))
        return task

    async def _owned(self, branch: Coroutine[object, object, Result], flow: Branching) -> Result:
        """What a branch has started is ours once it is done, and nobody's if it fails."""
        try:
            result = await branch
        except BaseException:
            flow._wants.let_go()
            raise
        flow._wants.hand_over(self._wants)
        if flow._scope.path != self._scope.path:
            self._core.gate.group_left(flow._scope.path)
        return result

    def _branch_path(self, part: object) -> str:
        if not callable(part):
            raise FlowMisuse(
                f"{type(part).__name__} is no part of a flow: pass a handle, or a function "
                "that takes the flow of its branch"
            )
        return self._scope.name(_name_of(part, "branch"))


def _slots(limit: int | None) -> AbstractAsyncContextManager[None]:
    """Lets so many in at a time, in the order they came; without a limit, all."""
    if limit is None:
        return nullcontext()
    if limit < 1:
        raise FlowMisuse(f"a limit lets at least one go at a time, and {limit} lets none")
    return asyncio.Semaphore(limit)


def _there(result: Reply | T) -> Reply | T:
    """The result, unless it is the reply of an optional step that has none."""
    if isinstance(result, Reply) and result.missing:
        raise StepError(result.path, result.missing)
    return result


async def _run(part: Handle | Branch[T], flow: Branching) -> Reply | T:
    return await (part if isinstance(part, Step) else _call(part, flow))


async def _call_branch(part: Handle | Branch[T], flow: Branching) -> T:
    return await _call(part, flow)


def _call(part: Handle | Branch[T], flow: Branching) -> Awaitable[T]:
    return cast("Branch[T]", part)(cast("Flow", flow))


def _name_of(part: object, default: str) -> str:
    name: str = getattr(part, "__name__", "")
    return name if name.isidentifier() else default
