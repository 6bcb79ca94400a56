"""`if`: a condition over what has been replied decides which part runs, `then` or `else`.

Where the branch taken is none, what comes next is given what came before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from orchtui.domain.expression import Expression
from orchtui.domain.node import Form, Node, Place, Reader
from orchtui.domain.preview import Sketch
from orchtui.domain.recipe_keys import CONDITION, PART, Key, Keys
from orchtui.domain.scope import Stage


@dataclass(frozen=True, slots=True)
class Condition:
    """One of two parts, or neither."""

    condition: Expression
    then: Node
    otherwise: Node | None
    place: Place

    async def run(self, stage: Stage) -> Stage:
        """Wait for the replies the condition names, then run the branch it chooses."""
        part = self.then if await stage.holds(self.condition) else self.otherwise
        return await part.run(stage) if part else stage

    def sketch(self, sketch: Sketch) -> Sketch:
        """Draw both branches, each under its condition."""
        sketch.reads(self.condition, self.place)
        then = self.then.sketch(sketch.under(str(self.condition)))
        other = sketch
        if self.otherwise:
            other = self.otherwise.sketch(sketch.under(f"not ({self.condition})"))
        return sketch.either([then, other])


KEYS: Final[Keys] = {
    "if": Key("A condition on what has been replied.", CONDITION, needed=True),
    "then": Key("The part that runs when the condition holds.", PART, needed=True),
    "else": Key("The part that runs when it does not.", PART),
}


def read(reader: Reader) -> Node:
    """`if: CONDITION`, `then: PART`, perhaps `else: PART`."""
    reader.allow(*KEYS)
    condition = reader.at("if")
    if "then" not in reader.keys:
        reader.problem("an if needs a then: the part that runs when the condition holds")
    return Condition(
        condition.expression(),
        reader.at("then").node(),
        reader.at("else").node() if "else" in reader.keys else None,
        condition.place,
    )


FORM: Final = Form("A condition decides which part runs.", KEYS, read)
