"""`switch`: a value chooses one of several parts: `switch: triage.kind`, `cases: {bug: …}`.

Where no case is meant and there is no `else:`, what came before goes on, and a note says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from orchtui.domain.data import written
from orchtui.domain.expression import Expression
from orchtui.domain.node import Form, Node, Place, Reader
from orchtui.domain.preview import Sketch, nearest
from orchtui.domain.recipe_keys import PART, TEXT, Key, Keys, map_of
from orchtui.domain.reply_schema import Choice
from orchtui.domain.scope import Stage


@dataclass(frozen=True, slots=True)
class Switch:
    """One of several parts, chosen by a value as a recipe would write it."""

    read: Expression
    cases: Mapping[str, Node]
    otherwise: Node | None
    place: Place

    async def run(self, stage: Stage) -> Stage:
        """Wait for the replies the value is in, then run the part it chooses."""
        value = written(await stage.value(self.read))
        part = self.cases.get(value, self.otherwise)
        if part is None:
            stage.flow.note(f"no case of {self.read} is {value}: nothing was done about it")
            return stage
        return await part.run(stage)

    def sketch(self, sketch: Sketch) -> Sketch:
        """Draw every case under its condition."""
        sketch.names(self.read, self.place)
        sketch.sheet.problems += ((self.place, each) for each in self._impossible(sketch))
        courses = [
            part.sketch(sketch.under(f"{self.read} is {value}"))
            for value, part in self.cases.items()
        ]
        none = f"{self.read} is none of {', '.join(self.cases)}"
        courses.append(self.otherwise.sketch(sketch.under(none)) if self.otherwise else sketch)
        return sketch.either(courses)

    def _impossible(self, sketch: Sketch) -> Iterator[str]:
        """Cases that can never come, and values that have none."""
        schema = sketch.schema_of(self.read)
        if not isinstance(schema, Choice):
            return
        values = schema.options
        for case in self.cases:
            if case not in values:
                yield f"{self.read} is never {case}{nearest(case, values)}"
        left = [value for value in values if value not in self.cases]
        if left and self.otherwise is None:
            yield f"{self.read} may be {' or '.join(left)}: give it a case, or an else:"


KEYS: Final[Keys] = {
    "switch": Key("What chooses: a field of a reply, or what is worked out.", TEXT, needed=True),
    "cases": Key("A part for each value.", map_of(PART), needed=True),
    "else": Key("The part that runs for any other value.", PART),
}


def read(reader: Reader) -> Node:
    """`switch: EXPRESSION`, `cases: {VALUE: PART, …}`, perhaps `else: PART`."""
    reader.allow(*KEYS)
    chosen = reader.at("switch")
    if "cases" not in reader.keys:
        reader.problem("a switch needs cases: a part for each value")
    return Switch(
        chosen.expression(),
        {value: each.node() for value, each in reader.at("cases").entries()},
        reader.at("else").node() if "else" in reader.keys else None,
        chosen.place,
    )


FORM: Final = Form("A value chooses one of several parts.", KEYS, read)
