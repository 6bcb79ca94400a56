"""A step: one agent is asked once, about what the flow has given so far.

In a recipe: `editor`, `editor: Merge the two.`, or `editor: {says: …, name: …, optional: true}`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from orchtui.domain.limits import Limits
from orchtui.domain.node import Node, Reader
from orchtui.domain.preview import Sketch
from orchtui.domain.recipe_keys import FLAG, NAME, TEXT, Key, Keys, refers
from orchtui.domain.scope import Stage
from orchtui.patterns.acceptance import CHECKS, checked

OPTIONS: Final[Keys] = {
    "says": Key("The instruction of this step.", TEXT),
    "name": Key("A name for this step, to tell it from others.", NAME),
    "limits": Key("What this step may use, over all its attempts.", refers("agent_limits")),
    **CHECKS,
    "optional": Key("Whether the run goes on without this reply.", FLAG),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One agent's turn, with an instruction of its own."""

    agent: str
    says: str = ""
    name: str = ""
    optional: bool = False
    limits: Limits | None = None

    async def run(self, stage: Stage) -> Stage:
        """Plan the step, and begin it as soon as what it is given is there."""
        handle = stage.flow.ask(
            self.agent,
            stage.told(self.says),
            *stage.given,
            name=self.name,
            optional=self.optional,
            limits=self.limits,
        )
        stage.flow.start(handle)
        return stage.gave(handle, name=self.name)

    def sketch(self, sketch: Sketch) -> Sketch:
        """Draw the step after what it is given."""
        return sketch.ask(self.agent, self.says, name=self.name, optional=self.optional)


def read(reader: Reader, agent: str) -> Node:
    """The step of an agent whose name stands here, or is the key whose value stands here."""
    name = reader.agent(agent)
    if not reader.keys:
        return Step(name, reader.text() if reader.place.key == agent else "")
    reader.allow(*OPTIONS)
    given = set(reader.keys)
    step = Step(
        name,
        says=reader.at("says").text() if "says" in given else "",
        name=reader.at("name").text() if "name" in given else "",
        optional=reader.at("optional").flag() if "optional" in given else False,
        limits=reader.at("limits").step_limits() if "limits" in given else None,
    )
    return checked(reader, step, optional=False)
