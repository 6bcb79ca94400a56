"""`map`: a part for every item of a list in a reply, side by side: `map: planner.topics`.

The item reaches the agents as what was replied does, quoted and labelled by the name after `as:`.
An item whose part fails is missing, which what follows is told, and the others go on.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Final

from orchtui.domain.data import Data
from orchtui.domain.expression import Expression
from orchtui.domain.flow import Flow, Handle, StepError
from orchtui.domain.limits import Limits
from orchtui.domain.node import Form, Node, Place, Reader
from orchtui.domain.preview import Sketch
from orchtui.domain.recipe_keys import GROUP_LIMITS, NAME, PART, TEXT, WHOLE, Key, Keys
from orchtui.domain.reply_schema import ListOf
from orchtui.domain.scope import Stage
from orchtui.patterns.acceptance import CHECKS, checked

MAP, ITEM, MOST = "map", "item", 20
FACTS = ("items", "done")


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one item; where it failed, that is what is told."""

    handles: tuple[Handle, ...]
    good: bool = True


@dataclass(frozen=True, slots=True)
class Map:
    """A part for every item."""

    over: Expression
    part: Node
    place: Place
    item: str = ITEM
    limit: int | None = None
    most: int = MOST
    name: str = MAP
    limits: Limits | None = None

    async def run(self, stage: Stage) -> Stage:
        """Do the part for every item, all at once or so many at a time."""
        flow = stage.flow
        items = await stage.value(self.over)
        if not isinstance(items, list):
            raise StepError(self.name, f"{self.over} is no list, but {type(items).__name__}")
        if not items:
            flow.note(f"{self.over} is empty: there is nothing to do for {self.name}")
            return stage
        with flow.group(self.name, pattern=MAP, limits=self.limits) as group:
            if len(items) > self.most:
                flow.without(f"{len(items) - self.most} items", f"{self.name} takes {self.most}")
            done = await flow.map(items[: self.most], self._doing(stage), self.limit)
            good = sum(each.good for each in done)
            group.how = f"{good} of {len(items)} items"
            if not good:
                raise StepError(self.name, f"every item of {self.over} failed")
        outcome = [handle for each in done for handle in each.handles]
        return stage.came_to(self.name, *outcome, items=len(items), done=good)

    def _doing(self, stage: Stage) -> Callable[[Flow, Data], Awaitable[Done]]:
        async def each(flow: Flow, item: Data) -> Done:
            given = flow.extracted(item, *stage.given, name=self.item)
            here = replace(stage, flow=flow).gave(given, name=self.item)
            try:
                done = await self.part.run(here)
                await flow.together(*done.given)
            except StepError as error:
                flow.without("", str(error))
                nothing = f"Nothing came of this {self.item}: {error.why}"
                return Done((flow.extracted(nothing, given, name="nothing"),), good=False)
            return Done(done.given)

        each.__name__ = self.item
        return each

    def sketch(self, sketch: Sketch) -> Sketch:
        """Draw the part once, as it is done for every item."""
        sketch.names(self.over, self.place)
        schema = sketch.schema_of(self.over)
        if schema is not None and not isinstance(schema, ListOf):
            sketch.sheet.problems.append((self.place, f"{self.over} is no list"))
        inner = sketch.within(self.name).within(self.item).item(self.item, self.over)
        done = self.part.sketch(inner.under(f"for every {self.item} of {self.over}"))
        return done.ended(self.name, FACTS, sketch)


KEYS: Final[Keys] = {
    "map": Key("The list: a field of a reply.", TEXT, needed=True),
    "do": Key("The part that is done for every item.", PART, needed=True),
    "as": Key("What an item is called, for the agents; item if left out.", NAME),
    "limit": Key("How many at once; all if left out.", WHOLE),
    "most": Key("How many items at most; 20 if left out.", WHOLE),
    "name": Key("A name for all of it: a group of the graph, and its outcome.", NAME),
    "limits": Key("What all of it may use.", GROUP_LIMITS),
    **CHECKS,
}


def read(reader: Reader) -> Node:
    """`map: LIST`, `do: PART`, perhaps `as:`, `limit:`, `most:`, `name:`, `limits:`."""
    reader.allow(*KEYS)
    keys = reader.keys
    if "do" not in keys:
        reader.problem("a map needs do: the part that is done for every item")
    over = reader.at("map")
    item = reader.at("as").text() if "as" in keys else ITEM
    if not item.isidentifier():
        reader.at("as").problem(f"an item is called by one word, not {item!r}")
        item = ITEM
    return checked(
        reader,
        Map(
            over.expression(),
            reader.at("do").node(),
            over.place,
            item,
            reader.at("limit").count() if "limit" in keys else None,
            reader.at("most").count() if "most" in keys else MOST,
            reader.at("name").text() if "name" in keys else MAP,
            reader.at("limits").group_limits() if "limits" in keys else None,
        ),
    )


FORM: Final = Form("A part for every item of a list.", KEYS, read)
