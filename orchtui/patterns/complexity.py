"""The decision before a task is split: whether it is simple enough for one agent.

A rule is a condition on what is known, the task among it; a classifier is an agent that says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from orchtui.domain.expression import Expression
from orchtui.domain.flow import Flow, Reply
from orchtui.domain.node import Place, Reader
from orchtui.domain.preview import Sketch
from orchtui.domain.reply_schema import Flag, Number, Record
from orchtui.domain.scope import Stage
from orchtui.patterns.member import Given

THRESHOLD: Final = 0.5
_SAYS: Final = (
    "Say whether one agent can do this alone (`simple`), or how complex it is, from 0 to 1 "
    "(`complexity`). Do not do it."
)


class Gate(Protocol):
    """Who decides; `asks` is the agent that is asked for it, if any."""

    @property
    def asks(self) -> str:
        """The agent that is asked, or nothing."""
        ...

    async def is_simple(self, flow: Flow, question: str, given: Given) -> bool:
        """Whether one agent is enough."""
        ...


@dataclass(frozen=True, slots=True)
class Classifier:
    """An agent decides: it replies `simple`, or a `complexity` that is compared."""

    agent: str
    threshold: float = THRESHOLD
    place: Place = field(default_factory=Place, compare=False)

    @property
    def asks(self) -> str:
        """The agent that is asked."""
        return self.agent

    async def is_simple(self, flow: Flow, question: str, given: Given) -> bool:
        """Ask the agent; where it does not say, the task is not simple."""
        says = f"{question}\n\n{_SAYS}" if question else _SAYS
        reply = await flow.ask(self.agent, says, *given, optional=True)
        simple = self._told(reply)
        if simple is None:
            flow.note(f"{self.agent} did not say whether it is simple: it is planned")
        return bool(simple)

    def _told(self, reply: Reply) -> bool | None:
        data = reply.data or {}
        simple, complexity = data.get("simple"), data.get("complexity")
        if isinstance(simple, bool):
            return simple
        if isinstance(complexity, bool) or not isinstance(complexity, int | float):
            return None
        return complexity < self.threshold

    def on(self, _stage: Stage) -> Gate:
        """The same wherever it is asked."""
        return self

    def sketch(self, sketch: Sketch) -> tuple[Sketch, Sketch]:
        """Draw the agent; what is drawn where it is simple, and where it is not."""
        if not _says_so(sketch.sheet.schemas.get(self.agent)):
            problem = (
                f"{self.agent} says whether a task is simple: it needs a reply: with simple: bool "
                "or complexity: 0..1"
            )
            sketch.sheet.problems.append((self.place, problem))
        asked = replace(sketch.ask(self.agent, _SAYS, optional=True), given=sketch.given)
        return asked.under(f"{self.agent} finds it simple"), asked.under(
            f"{self.agent} does not find it simple"
        )


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition decides; on a stage it knows what it can read."""

    condition: Expression
    place: Place = field(default_factory=Place, compare=False)
    stage: Stage | None = None

    @property
    def asks(self) -> str:
        """Nobody is asked."""
        return ""

    async def is_simple(self, _flow: Flow, _question: str, _given: Given) -> bool:
        """Whether the condition holds."""
        return self.stage is not None and await self.stage.holds(self.condition)

    def on(self, stage: Stage) -> Gate:
        """The rule where the flow stands."""
        return replace(self, stage=stage)

    def sketch(self, sketch: Sketch) -> tuple[Sketch, Sketch]:
        """Check the condition; what is drawn where it holds, and where it does not."""
        sketch.reads(self.condition, self.place)
        return sketch.under(str(self.condition)), sketch.under(f"not ({self.condition})")


def read(reader: Reader) -> Rule | Classifier:
    """A condition, or `{agent: …, threshold: …}`."""
    if not reader.keys:
        return Rule(reader.expression(), reader.place)
    reader.allow("agent", "threshold")
    who = reader.at("agent")
    if "agent" not in reader.keys:
        reader.problem("say who decides: {agent: …}, or write a condition")
    name = who.agent(who.text()) if "agent" in reader.keys else ""
    sure = reader.at("threshold").share() if "threshold" in reader.keys else THRESHOLD
    return Classifier(name, sure, reader.place)


def _says_so(schema: Record | None) -> bool:
    fields = schema.fields if schema else {}
    return isinstance(fields.get("simple"), Flag) or isinstance(fields.get("complexity"), Number)
