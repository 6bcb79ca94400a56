"""`gate`: the flow waits for a person: `gate: Publish this? [approve, deny, edit]`.

Approved, what came before goes on as it is; edited, the person's text goes on in its place; denied,
the run ends there. `default:` is what is answered where nobody is there to ask.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from orchtui.domain.flow import Denied
from orchtui.domain.keys import NAME, TEXT, Key, Keys
from orchtui.domain.pattern import Form, Node, Reader
from orchtui.domain.sketch import Sketch
from orchtui.domain.stage import Stage

APPROVE, DENY, EDIT = "approve", "deny", "edit"
CHOICES = (APPROVE, DENY, EDIT)

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
        flow = stage.flow
        await flow.together(*stage.given)
        answer = await flow.gate(self.question, *self.choices, default=self.default, name=self.name)
        if answer.choice == DENY:
            told = f": {answer.note}" if answer.note else ""
            raise Denied(f"{self.name} was denied{told}")
        if answer.choice == EDIT and answer.text:
            return stage.gave(flow.written(answer.text, *stage.given, name=f"{self.name}_edit"))
        return stage

    def sketch(self, sketch: Sketch) -> Sketch:
        """A gate asks no agent; it is no step of the graph."""
        return sketch


KEYS: Final[Keys] = {
    "gate": Key("The question, and in [brackets] what may be answered.", TEXT, needed=True),
    "default": Key("What is answered at the gate where nobody is there to ask.", NAME),
    "name": Key("A name for the gate.", NAME),
}


def read(reader: Reader) -> Node:
    """`gate: QUESTION [choice, …]`, perhaps with `default:` and `name:`."""
    reader.allow(*KEYS)
    written = reader.at("gate").text()
    match = _WITH_CHOICES.fullmatch(written)
    question = written
    choices: tuple[str, ...] = CHOICES
    if match:
        question = match["question"]
        choices = tuple(each.strip() for each in match["choices"].split(",") if each.strip())
    default = reader.at("default").text() if "default" in reader.keys else ""
    if default and default not in choices:
        reader.at("default").problem(f"expected one of {', '.join(choices)}, found {default}")
    name = reader.at("name").text() if "name" in reader.keys else "gate"
    return Gate(question, choices, default, name)


FORM: Final = Form("The flow waits for a person.", KEYS, read)
