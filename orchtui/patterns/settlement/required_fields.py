"""What an agent must reply with to settle anything: found missing where the flow is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from orchtui.domain.node import Place
from orchtui.domain.preview import Sketch
from orchtui.domain.reply_schema import Flag, ListOf, Number, Record, Schema, Text


@dataclass(frozen=True, slots=True)
class Needed:
    """A field of a reply, as a recipe would write it, and what it is for."""

    written: str
    purpose: str
    fits: Callable[[Schema], bool]
    always: bool = True

    def in_reply_of(self, agent: str, sketch: Sketch, place: Place) -> None:
        """Note where this agent's reply has no such field."""
        if not self._is_in(sketch.sheet.schemas.get(agent)):
            problem = f"{agent} {self.purpose}: it needs a reply: with {self.written}"
            sketch.sheet.problems.append((place, problem))

    def _is_in(self, schema: Record | None) -> bool:
        name = self.written.partition(":")[0]
        if schema is None or name not in schema.fields:
            return False
        return self.fits(schema.fields[name]) and not (self.always and name in schema.optional)


GROUPS: Final = Needed(
    "groups: [[str]]",
    "sorts answers that mean the same into groups",
    lambda schema: schema == ListOf(ListOf(Text())),
)
HOLDS: Final = Needed(
    "holds: bool",
    "says whether a position holds",
    lambda schema: isinstance(schema, Flag),
)
CONFIDENCE: Final = Needed(
    "confidence: 0..1",
    "judges as far as it is sure",
    lambda schema: isinstance(schema, Number),
    always=False,
)
