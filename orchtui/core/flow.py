"""The `Flow` that recipes and users' functions are given: thin, over the graph of steps.

Text from a function is sanitized here, as a model's text is where it arrives. Each flow belongs to
one coroutine, and branches get flows of their own: so names, and what a step comes after, do not
depend on timing.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from random import Random

from orchtui.core.attempts import ROUND
from orchtui.core.branches import Branches
from orchtui.core.disagreements import CoreDispute
from orchtui.core.gates import CHOICES
from orchtui.core.loop import FlowLoop
from orchtui.core.names import Scope
from orchtui.core.steps import Step, StepGraph
from orchtui.domain.data import Data, Parameter, written
from orchtui.domain.digest import fingerprint
from orchtui.domain.events import GateOpened, Noted, StepExtracted, StepOverridden
from orchtui.domain.flow import Answer, FlowMisuse, Group, Handle, Input, Reply, StepError
from orchtui.domain.limits import Limits
from orchtui.domain.preview import nearest
from orchtui.domain.recipe import Agent
from orchtui.domain.sanitize import clean

PERSON = Agent("person", "Watches the run, and writes in the place of an agent.")


class CoreFlow(Branches):
    """The flow of one coroutine."""

    __slots__ = ()

    @property
    def now(self) -> float:
        return self._parts.context.loop.now

    @property
    def random(self) -> Random:
        if self._dice is None:
            self._dice = Random(f"{self._parts.context.started.seed}/{self._scope.path}")
        return self._dice

    @property
    def parameters(self) -> Mapping[str, Parameter]:
        return self._parts.context.recipe.parameters

    def ask(
        self,
        agent: str,
        says: str = "",
        *inputs: Input,
        name: str = "",
        optional: bool = False,
        limits: Limits | None = None,
        temperature: float | None = None,
    ) -> Step:
        self._check_task()
        agents = self._parts.context.recipe.agents
        who = agents.get(agent)
        if who is None:
            raise FlowMisuse(f"no agent is called {agent}{nearest(agent, agents)}")
        return self._plan(who, says, inputs, name, optional, limits, temperature)

    def written(self, text: str, *inputs: Input, name: str) -> Step:
        self._check_task()
        step = self._plan(PERSON, "", inputs, name)
        text = clean(text)
        kept = self._parts.context.texts.keep(text)
        return self._done(step, StepOverridden(path=step.path, text=kept, by=PERSON.name), text)

    def extracted(self, value: Data, *inputs: Input, name: str) -> Step:
        self._check_task()
        if name in self._parts.context.recipe.agents or not name.isidentifier():
            raise FlowMisuse(f"{name!r} cannot name what was replied: use a word that is no agent")
        step = self._plan(Agent(name, "Is a part of what was replied."), "", inputs, name)
        text = clean(written(value))
        said = StepExtracted(path=step.path, text=self._parts.context.texts.keep(text))
        return self._done(step, said, text, value if isinstance(value, dict) else None)

    def _done(
        self,
        step: Step,
        said: StepOverridden | StepExtracted,
        text: str,
        data: Mapping[str, Data] | None = None,
    ) -> Step:
        """Finish a step without a call."""
        self._parts.context.emit(said)
        step.reply = Reply(step.path, step.agent, text, fingerprint(text.encode()), data)
        self._parts.graph.finish(step)
        return step

    def _plan(
        self,
        who: Agent,
        says: str,
        inputs: Sequence[Input],
        name: str,
        optional: bool = False,
        limits: Limits | None = None,
        temperature: float | None = None,
    ) -> Step:
        given = [self._step(each) for each in inputs if not isinstance(each, str)]
        said = [says, *(each for each in inputs if isinstance(each, str))]
        step = Step(
            self._parts.graph,
            self._scope.name(name or who.name),
            who,
            clean("\n\n".join(part for part in said if part)),
            list(dict.fromkeys(given)),
            limits=limits,
            optional=optional or who.optional,
            temperature=temperature,
        )
        inputs_too = set(step.inputs)
        step.after = [path for path, seen in self._seen.items() if seen not in inputs_too]
        self._parts.graph.plan(step)
        return step

    def _step(self, given: Handle | Reply) -> Step:
        if isinstance(given, Step):
            return given
        step = self._parts.context.steps.get(given.path) if isinstance(given, Reply) else None
        if step is None:
            raise FlowMisuse(f"{given!r} cannot be given to a step: it is no handle and no reply")
        return step

    def start(self, *handles: Handle) -> None:
        self._check_task()
        self._started.start([self._step(handle) for handle in handles])

    @contextmanager
    def attempt(self) -> Iterator[None]:
        mark = self._started.mark
        try:
            yield
        except StepError:
            self._started.release(mark)
            raise

    @contextmanager
    def group(
        self, name: str, *, pattern: str = "", limits: Limits | None = None
    ) -> Iterator[Group]:
        self._check_task()
        parts, group = self._parts, Group()
        outer, self._scope = self._scope, Scope(self._scope.name(name))
        path = self._scope.path
        if pattern:
            parts.groups.begin(path, pattern, limits or Limits())
        try:
            yield group
        finally:
            if pattern:
                parts.groups.end(path, group.how)
            parts.pause.group_left(path)
            self._scope = outer

    def round(self) -> AbstractContextManager[Group]:
        return self.group(ROUND)

    def dispute(self, question: str, *, name: str = "disagreement") -> CoreDispute:
        self._check_task()
        return CoreDispute(
            self._parts.disagreements, self.beside, self._scope.name(name), clean(question)
        )

    async def gate(
        self,
        question: str,
        *choices: str,
        default: str = "",
        name: str = "gate",
        about: str = "recipe",
        given: Sequence[Input] = (),
    ) -> Answer:
        self._check_task()
        gate = GateOpened(
            id=self._scope.name(name),
            question=clean(question),
            choices=tuple(map(clean, choices)) or CHOICES,
            default=clean(default),
            about=about,
            given=tuple(self._step(each).path for each in given if not isinstance(each, str)),
        )
        return await self._parts.gates.ask(gate)

    def pool(self) -> StepPool:
        """Return a pool of handles, in the order they finish; more may be added meanwhile."""
        self._check_task()
        return StepPool(self._parts.graph, self._parts.context.loop)

    def handle(self, reply: Reply) -> Step:
        self._check_task()
        return self._step(reply)

    def without(self, what: str, why: str) -> None:
        what = what or self._scope.path
        self.note(f"without {what}: {why}")
        if what not in (missing := self._parts.context.missing):
            missing.append(what)

    def note(self, text: str) -> None:
        self._check_task()
        self._parts.context.emit(Noted(text=clean(text), path=self._scope.path))


class StepPool:
    """Started steps, handed out in the order they finish."""

    def __init__(self, graph: StepGraph, loop: FlowLoop) -> None:
        self._graph, self._loop = graph, loop
        self._open: dict[Step, None] = {}
        self._finished: deque[Step] = deque()
        self._woken: asyncio.Future[None] | None = None

    def add(self, *steps: Handle) -> None:
        """Start these steps too."""
        for step in steps:
            if not isinstance(step, Step):
                raise FlowMisuse("a pool takes what flow.ask gave")
            self._open[step] = None
            if step.finished:
                self._notify(step)
            else:
                self._graph.subscribe(step, self._notify)

    async def __aenter__(self) -> StepPool:
        return self

    async def __aexit__(self, *_: object) -> None:
        for step in self._open:
            self._graph.unsubscribe(step, self._notify)
        self._open.clear()

    def __aiter__(self) -> StepPool:
        return self

    async def __anext__(self) -> tuple[Step, Reply | None]:
        """Return the next finished step, with its reply if it has one."""
        if not self._open:
            raise StopAsyncIteration
        while not self._finished:
            self._woken = self._loop.create_future()
            await self._woken
        step = self._finished.popleft()
        del self._open[step]
        self._graph.delivered([step])
        return step, step.reply

    def _notify(self, step: Step) -> None:
        self._finished.append(step)
        if self._woken is not None and not self._woken.done():
            self._woken.set_result(None)
