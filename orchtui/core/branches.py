"""Branches: parts of a flow that run side by side, each with a flow of its own.

The steps that a branch has started pass to its parent when it is done, and are released if it
fails; the first branch that fails ends the others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar, cast

from orchtui.core.context import RunContext
from orchtui.core.disagreements import Disagreements
from orchtui.core.gates import Gates
from orchtui.core.groups import Groups
from orchtui.core.loop import FlowLoop
from orchtui.core.names import Scope
from orchtui.core.pause import PausePoint
from orchtui.core.steps import Step, StepGraph, Subscriptions
from orchtui.domain.flow import Branch, Flow, FlowMisuse, Handle, Reply, StepError

T = TypeVar("T")
Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(slots=True)
class FlowParts:
    """What the flows of a run reach of its machine; `flows` finds the flow of a running task."""

    context: RunContext
    graph: StepGraph
    pause: PausePoint
    groups: Groups
    disagreements: Disagreements
    gates: Gates
    flows: dict[asyncio.Task[object], Branches] = field(default_factory=dict)


class Branches:
    """The part of a flow that runs branches."""

    __slots__ = ("_dice", "_parts", "_scope", "_seen", "_started", "_task")

    def __init__(
        self, parts: FlowParts, scope: Scope | None = None, seen: dict[str, Step] | None = None
    ) -> None:
        self._parts, self._scope = parts, scope or Scope()
        self._seen: dict[str, Step] = dict(seen or {})
        self._task: asyncio.Task[object] | None = None
        self._dice: Random | None = None
        self._started = Subscriptions(parts.graph)

    def belongs_to(self, task: asyncio.Task[object]) -> None:
        """Let only this task use the flow, and note here what it is given."""
        self._task = task
        self._parts.flows[task] = self
        task.add_done_callback(self._parts.flows.pop)

    def _check_task(self) -> None:
        if asyncio.current_task() is not self._task:
            raise FlowMisuse(
                "a flow was used by a task it does not belong to: give the branch to "
                "flow.together(...) and use the flow it is called with"
            )

    def was_given(self, steps: Iterable[Step]) -> None:
        """Note that this coroutine was given these replies: its next steps come after them."""
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
            return list(await self._parts.graph.replies(*steps))
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [self._start(group, part, _run) for part in parts]
        except BaseExceptionGroup as several:
            raise several.exceptions[0] from None
        return [task.result() for task in tasks]

    async def branches(self, *parts: Branch[T], limit: int | None = None) -> list[T]:
        self._check_task()
        slots = _slots(limit)

        async def run(part: Handle | Branch[T], flow: Branches) -> T:
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
        won: asyncio.Future[Reply | T] = self._parts.context.loop.create_future()
        failed: list[StepError] = []
        left = len(parts)

        async def run(part: Handle | Branch[T], flow: Branches) -> None:
            nonlocal left
            try:
                result = _there(await _run(part, flow))
            except StepError as error:
                flow._started.release()
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
        """Start a branch in the same scope; the caller awaits or cancels it."""
        return self._start(self._parts.context.loop, part, _call_branch, self._scope)

    def _start(
        self,
        group: asyncio.TaskGroup | FlowLoop,
        part: Handle | Branch[T],
        run: Callable[[Handle | Branch[T], Branches], Coroutine[object, object, Result]],
        scope: Scope | None = None,
    ) -> asyncio.Task[Result]:
        """Start a task for a part, with a flow of its own, in its own scope unless one is given."""
        if scope is None:
            own = isinstance(part, Step)
            scope = Scope(self._scope.path if own else self._branch_path(part))
        flow = type(self)(self._parts, scope, self._seen)
        task = group.create_task(self._owned(run(part, flow), flow))
        flow.belongs_to(cast("asyncio.Task[object]", task))
        return task

    async def _owned(self, branch: Coroutine[object, object, Result], flow: Branches) -> Result:
        """Take over what a branch has started once it is done; release it if it fails."""
        try:
            result = await branch
        except BaseException:
            flow._started.release()
            raise
        flow._started.pass_to(self._started)
        if flow._scope.path != self._scope.path:
            self._parts.pause.group_left(flow._scope.path)
        return result

    def _branch_path(self, part: object) -> str:
        if not callable(part):
            raise FlowMisuse(
                f"{type(part).__name__} is no part of a flow: pass a handle, or a function "
                "that takes the flow of its branch"
            )
        return self._scope.name(_name_of(part, "branch"))


def _slots(limit: int | None) -> AbstractAsyncContextManager[None]:
    """Return a limit on how many branches run at a time; without a limit, all do."""
    if limit is None:
        return nullcontext()
    if limit < 1:
        raise FlowMisuse(f"a limit lets at least one go at a time, and {limit} lets none")
    return asyncio.Semaphore(limit)


def _there(result: Reply | T) -> Reply | T:
    """Return the result; raise if it is an optional step without a reply."""
    if isinstance(result, Reply) and result.missing:
        raise StepError(result.path, result.missing)
    return result


async def _run(part: Handle | Branch[T], flow: Branches) -> Reply | T:
    return await (part if isinstance(part, Step) else _call(part, flow))


async def _call_branch(part: Handle | Branch[T], flow: Branches) -> T:
    return await _call(part, flow)


def _call(part: Handle | Branch[T], flow: Branches) -> Awaitable[T]:
    return cast("Branch[T]", part)(cast("Flow", flow))


def _name_of(part: object, default: str) -> str:
    name: str = getattr(part, "__name__", "")
    return name if name.isidentifier() else default
