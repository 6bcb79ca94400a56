"""`sequence`: one part after another, each given what the one before it gave."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from orchtui.domain.node import Form, Node, Reader
from orchtui.domain.preview import Sketch
from orchtui.domain.recipe_keys import NAME, PARTS, Key, Keys
from orchtui.domain.scope import Stage
from orchtui.patterns.acceptance import CHECKS, checked


@dataclass(frozen=True, slots=True)
class Sequence:
    """Parts in order; with a name, a group of the graph."""

    parts: tuple[Node, ...]
    name: str = ""

    async def run(self, stage: Stage) -> Stage:
        """Plan as far ahead as can be told, waiting only where a part must."""
        if self.name:
            with stage.flow.group(self.name):
                return await self._run(stage)
        return await self._run(stage)

    async def _run(self, stage: Stage) -> Stage:
        for part in self.parts:
            stage = await part.run(stage)
        return stage

    def sketch(self, sketch: Sketch) -> Sketch:
        """Draw the parts one after another."""
        inner = sketch.within(self.name) if self.name else sketch
        for part in self.parts:
            inner = part.sketch(inner)
        return replace(inner, scope=sketch.scope)


KEYS: Final[Keys] = {
    "sequence": Key("Parts in order, each given what came before it.", PARTS, needed=True),
    "name": Key("A name for this part: a group of the graph.", NAME),
    **CHECKS,
}


def read(reader: Reader) -> Node:
    """`sequence: [...]`, perhaps with `name:`, `accept:` and `fallback:` beside it."""
    reader.allow(*KEYS)
    parts = tuple(item.node() for item in reader.at("sequence").items())
    name = reader.at("name").text() if "name" in reader.keys else ""
    return checked(reader, Sequence(parts, name))


FORM: Final = Form("One part after another, each given what the one before it gave.", KEYS, read)
