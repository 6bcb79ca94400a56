"""A step as the core knows it: who is asked what, who waits for it, and how far it has come."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from orchtui.domain.flow import LoopFound, Reply, StepError
from orchtui.domain.limits import Limits
from orchtui.domain.recipe import Agent

if TYPE_CHECKING:
    from orchtui.core.waiting import Waiting


class Edit(NamedTuple):
    """What a person wants otherwise in a step's next attempt."""

    says: str = ""
    model: str = ""
    temperature: float | None = None


class Step:
    """A planned step; the handle that a flow awaits."""

    __slots__ = (
        "after",
        "agent_of",
        "attempt",
        "dependents",
        "digest",
        "edit",
        "error",
        "fell_back",
        "hangs",
        "hung",
        "inputs",
        "limits",
        "loop",
        "mend",
        "missing",
        "number",
        "optional",
        "over",
        "path",
        "repairs",
        "reply",
        "running",
        "says",
        "summary",
        "temperature",
        "turn",
        "waiters",
        "waiting",
        "wanted",
        "whole",
        "words",
    )

    def __init__(
        self,
        waiting: Waiting,
        path: str,
        agent: Agent,
        says: str,
        inputs: Sequence[Step],
        *,
        limits: Limits | None,
        optional: bool,
        temperature: float | None = None,
    ) -> None:
        self.waiting, self.path, self.agent_of, self.says = waiting, path, agent, says
        self.inputs, self.optional, self.limits = list(inputs), optional, limits
        self.dependents: list[Step] = []
        self.after: list[str] = []
        self.edit: Edit | None = None
        self.temperature = temperature
        self.summary: Step | None = None
        self.words: list[str] = []
        self.number, self.turn = 0, 1
        self.waiters: list[Callable[[Step], None]] = []
        self.wanted = self.missing = self.attempt = self.repairs = self.hangs = 0
        self.over = self.running = self.fell_back = self.loop = self.whole = self.hung = False
        self.reply: Reply | None = None
        self.error = self.mend = self.digest = ""

    @property
    def agent(self) -> str:
        return self.agent_of.name

    def __await__(self) -> Generator[object, None, Reply]:
        return (yield from self.waiting.replies(self).__await__())[0]

    def failure(self) -> StepError:
        """What a flow is told that waits for a step which has no reply."""
        kind = LoopFound if self.loop else StepError
        return kind(self.path, self.error)

    @property
    def needs(self) -> str:
        """Why a step that is given this one cannot run."""
        return self.error if self.error.startswith("needs ") else f"needs {self.path}: {self.error}"
