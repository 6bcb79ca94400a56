"""`parallel`: parts side by side, each given the same; what follows is given all their replies."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Final

from orchtui.domain.flow import Flow
from orchtui.domain.node import Form, Node, Reader
from orchtui.domain.preview import Sketch
from orchtui.domain.recipe_keys import NAME, PARTS, WHOLE, Key, Keys
from orchtui.domain.scope import Stage
from orchtui.patterns.acceptance import CHECKS, checked


@dataclass(frozen=True, slots=True)
class Parallel:
    """Branches at once; with a name, a group of the graph."""

    parts: tuple[Node, ...]
    name: str = ""
    limit: int | None = None

    async def run(self, stage: Stage) -> Stage:
        """Give each branch a flow of its own, so that none waits for another to be planned."""
        if self.name:
            with stage.flow.group(self.name):
                return await self._run(stage)
        return await self._run(stage)

    async def _run(self, stage: Stage) -> Stage:
        branches = (self._branch(part, stage) for part in self.parts)
        done = await stage.flow.branches(*branches, limit=self.limit)
        return stage.joined([replace(branch, flow=stage.flow) for branch in done])

    def _branch(
        self, part: Node, stage: Stage
    ) -> Callable[[Flow], Coroutine[object, object, Stage]]:
        async def branch(flow: Flow) -> Stage:
            done = await part.run(replace(stage, flow=flow))
            if self.limit is not None:  # its turn is over when its replies are there
                await flow.together(*done.given)
            return done

        return branch

    def sketch(self, sketch: Sketch) -> Sketch:
        """Draw the branches side by side."""
        inner = sketch.within(self.name) if self.name else sketch
        branches = [part.sketch(inner.beside(n)) for n, part in enumerate(self.parts)]
        return replace(inner.joined(branches), scope=sketch.scope)


KEYS: Final[Keys] = {
    "parallel": Key("Parts side by side, each given the same.", PARTS, needed=True),
    "name": Key("A name for this part: a group of the graph.", NAME),
    "limit": Key("How many branches may go at once; all if left out.", WHOLE),
    **CHECKS,
}


def read(reader: Reader) -> Node:
    """`parallel: [...]`, perhaps with `name:`, `accept:` and `fallback:` beside it."""
    reader.allow(*KEYS)
    parts = tuple(item.node() for item in reader.at("parallel").items())
    name = reader.at("name").text() if "name" in reader.keys else ""
    limit = reader.at("limit").count() if "limit" in reader.keys else None
    return checked(reader, Parallel(parts, name, limit))


FORM: Final = Form("Parts side by side; what follows is given all their replies.", KEYS, read)
