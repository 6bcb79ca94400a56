"""`gate`: the flow waits for a person: `gate: Publish this? [approve, deny, edit]`.

Approved, what came before goes on as it is; edited, the person's text goes on in its place; denied,
the run ends there, unless `else:` has a part for that. `default:` is what is answered where nobody
is there to ask. What was answered can be read by the gate's name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from orchtui.domain import expression
from orchtui.domain.flow import Answer, Denied
from orchtui.domain.node import Form, Node, Reader
from orchtui.domain.preview import Sketch
from orchtui.domain.recipe_keys import NAME, PART, TEXT, Key, Keys
from orchtui.domain.scope import Stage
from orchtui.patterns.condition import Condition
from orchtui.patterns.sequence import Sequence

APPROVE, DENY, EDIT = "approve", "deny", "edit"
CHOICES = (APPROVE, DENY, EDIT)
FACTS = ("choice", "note")

_NOT_DENIED: Final = expression.parse(f"choice != '{DENY}'")
_WITH_CHOICES = re.compile(r"(?P<question>.*\S)\s*\[(?P<choices>[^\[\]]+)\]", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Gate:
    """A question, what may be answered, and what is answered without a person."""

    question: str
    choices: tuple[str, ...] = CHOICES
    default: str = ""
    name: str = "gate"

    async def run(self, stage: Stage) -> Stage:
        """Wait for all that came before, then for the answer."""
        answer, after = await self.answered(stage)
        if answer.choice == DENY:
            raise self.denied(answer)
        return after

    async def answered(self, stage: Stage) -> tuple[Answer, Stage]:
        """What a person says, and the stage after it."""
        flow = stage.flow
        await flow.together(*stage.given)
        answer = await flow.gate(self.question, *self.choices, default=self.default, name=self.name)
        if answer.choice == EDIT and answer.text:
            stage = stage.gave(flow.written(answer.text, *stage.given, name=f"{self.name}_edit"))
        told = {"choice": answer.choice, "note": answer.note}
        return answer, stage.came_to(self.name, *stage.given, **told)

    def denied(self, answer: Answer) -> Denied:
        """What ends the run where a person said no."""
        told = f": {answer.note}" if answer.note else ""
        return Denied(f"{self.name} was denied{told}")

    def sketch(self, sketch: Sketch) -> Sketch:
        """A gate asks no agent; it is no step of the graph."""
        return sketch.came_to(self.name, FACTS)


@dataclass(frozen=True, slots=True)
class Fork(Condition):
    """A gate with a part for either answer; whoever comes after a denial is given its reason."""

    gate: Gate

    async def run(self, stage: Stage) -> Stage:
        """Wait for the answer, and run the part for it."""
        gate = self.gate
        answer, after = await gate.answered(stage)
        if answer.choice != DENY:
            return await self.then.run(after)
        if self.otherwise is None:
            raise gate.denied(answer)
        if answer.note:
            why = after.flow.written(answer.note, *after.given, name=f"{gate.name}_note")
            after = replace(after, given=(*after.given, why))
        return await self.otherwise.run(after)

    def sketch(self, sketch: Sketch) -> Sketch:
        """Draw both parts, each under its answer."""
        asked = self.gate.sketch(sketch)
        name = self.gate.name
        then = self.then.sketch(asked.under(f"{name} is not denied"))
        if self.otherwise is None:
            return then
        return asked.either([then, self.otherwise.sketch(asked.under(f"{name} is denied"))])


KEYS: Final[Keys] = {
    "gate": Key("The question, and in [brackets] what may be answered.", TEXT, needed=True),
    "default": Key("What is answered at the gate where nobody is there to ask.", NAME),
    "name": Key("A name for the gate, by which its answer can be read.", NAME),
    "then": Key("The part that runs when it is not denied.", PART),
    "else": Key("The part that runs when it is denied; the run ends there, if left out.", PART),
}


def read(reader: Reader) -> Node:
    """`gate: QUESTION [choice, …]`, perhaps with `default:`, `name:`, `then:` and `else:`."""
    reader.allow(*KEYS)
    keys = reader.keys
    written = reader.at("gate").text()
    match = _WITH_CHOICES.fullmatch(written)
    question = written
    choices: tuple[str, ...] = CHOICES
    if match:
        question = match["question"]
        choices = tuple(each.strip() for each in match["choices"].split(",") if each.strip())
    default = reader.at("default").text() if "default" in keys else ""
    if default and default not in choices:
        reader.at("default").problem(f"expected one of {', '.join(choices)}, found {default}")
    gate = Gate(question, choices, default, reader.at("name").text() if "name" in keys else "gate")
    if not {"then", "else"} & set(keys):
        return gate
    if "else" in keys and DENY not in choices:
        reader.at("else").problem(f"nobody can deny this: {DENY} is none of {', '.join(choices)}")
    return Fork(
        _NOT_DENIED,
        reader.at("then").node() if "then" in keys else Sequence(()),
        reader.at("else").node() if "else" in keys else None,
        reader.place,
        gate,
    )


FORM: Final = Form("The flow waits for a person.", KEYS, read)
