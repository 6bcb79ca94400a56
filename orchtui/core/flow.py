"""The `Flow` that recipes and users' functions are given: thin, over the core's steps and waiting.

Each flow belongs to one coroutine; branches get flows of their own. That is what keeps names and
what was known when asking independent of timing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from random import Random
from typing import TYPE_CHECKING, TypeVar, cast

from orchtui.core.names import Scope
from orchtui.core.people import CHOICES, ask_person
from orchtui.core.pool import Pool
from orchtui.core.rounds import ROUND
from orchtui.core.step import Step
from orchtui.core.wants import Wants
from orchtui.domain.data import Parameter
from orchtui.domain.digest import fingerprint
from orchtui.domain.events import Noted, StepOverridden, StepPlanned
from orchtui.domain.flow import Answer, Branch, Flow, FlowMisuse, Handle, Input, Reply, StepError
from orchtui.domain.limits import Limits
from orchtui.domain.recipe import Agent
from orchtui.domain.sketch import nearest

if TYPE_CHECKING:
    from orchtui.core.core import Core

T = TypeVar("T")
Item = TypeVar("Item")
Result = TypeVar("Result")
PERSON = Agent("person", "Watches the run, and writes where an agent would.")


class CoreFlow:
    """The flow of one coroutine."""

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

    @property
    def now(self) -> float:
        return self._core.loop.now

    @property
    def random(self) -> Random:
        if self._dice is None:
            self._dice = Random(f"{self._core.started.seed}/{self._scope.path}")
        return self._dice

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        return self._core.recipe.parameters

    def ask(
        self,
        agent: str,
        says: str = "",
        *inputs: Input,
        name: str = "",
        optional: bool = False,
        limits: Limits | None = None,
    ) -> Step:
        self._check_task()
        core = self._core
        who = core.recipe.agents.get(agent)
        if who is None:
            raise FlowMisuse(f"no agent is called {agent}{nearest(agent, core.recipe.agents)}")
        return self._plan(who, says, inputs, name, optional, limits)

    def written(self, text: str, *inputs: Input, name: str) -> Step:
        self._check_task()
        step = self._plan(PERSON, "", inputs, name, False, None)
        core = self._core
        core.emit(StepOverridden(path=step.path, text=core.texts.keep(text), by=PERSON.name))
        step.reply = Reply(step.path, PERSON.name, text, fingerprint(text.encode()))
        core.waiting.end(step)
        return step

    def _plan(
        self,
        who: Agent,
        says: str,
        inputs: Sequence[Input],
        name: str,
        optional: bool,
        limits: Limits | None,
    ) -> Step:
        core = self._core
        given = [self._step(each) for each in inputs if not isinstance(each, str)]
        said = [says, *(each for each in inputs if isinstance(each, str))]
        path = self._scope.name(name or who.name)
        if path in core.steps:
            raise FlowMisuse(f"two branches ask for a step called {path}: give one another name=")
        step = Step(
            core.waiting,
            path,
            who,
            "\n\n".join(part for part in said if part),
            list(dict.fromkeys(given)),
            limits=limits,
            optional=optional or who.optional,
        )
        step.after = [path for path, seen in self._seen.items() if seen not in step.inputs]
        step.number = len(core.steps)
        core.steps[path] = step
        for each in step.inputs:
            each.dependents.append(step)
        core.emit(
            StepPlanned(
                path=path,
                agent=who.name,
                says=core.texts.keep(step.says),
                inputs=tuple(each.path for each in step.inputs),
                after=tuple(step.after),
                optional=step.optional,
            )
        )
        return step

    def _step(self, given: Handle | Reply) -> Step:
        if isinstance(given, Step):
            return given
        step = self._core.steps.get(given.path) if isinstance(given, Reply) else None
        if step is None:
            raise FlowMisuse(f"{given!r} cannot be given to a step: it is no handle and no reply")
        return step

    def was_given(self, steps: Iterable[Step]) -> None:
        """Note that this coroutine now knows these replies: what it asks next comes after them."""
        for step in steps:
            for earlier in step.inputs:
                self._seen.pop(earlier.path, None)
            for path in step.after:
                self._seen.pop(path, None)
            self._seen[step.path] = step

    def start(self, *handles: Handle) -> None:
        self._check_task()
        self._wants.start([self._step(handle) for handle in handles])

    @contextmanager
    def attempt(self) -> Iterator[None]:
        mark = self._wants.mark
        try:
            yield
        except StepError:
            self._wants.let_go(mark)
            raise

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

    async def branches(self, *parts: Branch[T]) -> list[T]:
        self._check_task()
        try:
            async with asyncio.TaskGroup() as group:
                here = self._scope.path
                tasks = [self._start(group, part, _call_branch, here) for part in parts]
        except BaseExceptionGroup as several:
            raise several.exceptions[0] from None
        return [task.result() for task in tasks]

    async def map(
        self, items: Iterable[Item], do: Callable[[Flow, Item], Awaitable[T]]
    ) -> Sequence[T]:
        def branch(item: Item) -> Branch[T]:
            def do_item(flow: Flow) -> Awaitable[T]:
                return do(flow, item)

            do_item.__name__ = _name_of(do, "item")
            return do_item

        done = await self.together(*(branch(item) for item in items))
        return cast("Sequence[T]", done)

    async def first(self, *parts: Handle | Branch[T]) -> Reply | T:
        self._check_task()
        won: asyncio.Future[Reply | T] = self._core.loop.create_future()
        left = len(parts)

        async def run(part: Handle | Branch[T], flow: CoreFlow) -> None:
            nonlocal left
            try:
                result = await _run(part, flow)
            except StepError as error:
                left -= 1
                if not left and not won.done():
                    won.set_exception(error)
            else:
                if not won.done():
                    won.set_result(result)

        try:
            async with asyncio.TaskGroup() as group:
                tasks = [self._start(group, part, run) for part in parts]
                try:
                    return await won
                finally:
                    for task in tasks:
                        task.cancel()
        except BaseExceptionGroup as several:
            raise several.exceptions[0] from None

    def _start(
        self,
        group: asyncio.TaskGroup,
        part: Handle | Branch[T],
        run: Callable[[Handle | Branch[T], CoreFlow], Coroutine[object, object, Result]],
        path: str | None = None,
    ) -> asyncio.Task[Result]:
        """A task for a part, with a flow of its own in a scope of its own."""
        if path is None:
            path = self._scope.path if isinstance(part, Step) else self._branch_path(part)
        flow = CoreFlow(self._core, Scope(path), self._seen)
        task = group.create_task(self._owned(run(part, flow), flow))
        flow.belongs_to(cast("asyncio.Task[object]", task))
        return task

    async def _owned(self, branch: Coroutine[object, object, Result], flow: CoreFlow) -> Result:
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

    @contextmanager
    def group(self, name: str) -> Iterator[None]:
        self._check_task()
        outer, self._scope = self._scope, Scope(self._scope.name(name))
        try:
            yield
        finally:
            self._core.gate.group_left(self._scope.path)
            self._scope = outer

    def round(self) -> AbstractContextManager[None]:
        return self.group(ROUND)

    async def gate(
        self, question: str, *choices: str, default: str = "", name: str = "gate"
    ) -> Answer:
        self._check_task()
        return await ask_person(
            self._core, self._scope.name(name), question, choices or CHOICES, default
        )

    def pool(self) -> Pool:
        """Handles in the order they finish; more may be added meanwhile."""
        self._check_task()
        return Pool(self._core.waiting, self._core.loop)

    def note(self, text: str) -> None:
        self._check_task()
        self._core.emit(Noted(text=text, path=self._scope.path))


async def _run(part: Handle | Branch[T], flow: CoreFlow) -> Reply | T:
    return await (part if isinstance(part, Step) else _call(part, flow))


async def _call_branch(part: Handle | Branch[T], flow: CoreFlow) -> T:
    return await _call(part, flow)


def _call(part: Handle | Branch[T], flow: CoreFlow) -> Awaitable[T]:
    return cast("Branch[T]", part)(flow)


def _name_of(part: object, default: str) -> str:
    name: str = getattr(part, "__name__", "")
    return name if name.isidentifier() else default
