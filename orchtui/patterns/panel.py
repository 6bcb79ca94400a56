"""`panel`: several answer the same question, apart from each other; how far they agree is measured,
and where it is too little the matter is settled.

The members are agents, parts of a flow, or one agent from several perspectives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from orchtui.domain.flow import Flow
from orchtui.domain.limits import Limits
from orchtui.domain.node import Form, Node, Reader
from orchtui.domain.preview import Sketch
from orchtui.domain.recipe_keys import GROUP_LIMITS, NAME, TEXT, Key, Keys
from orchtui.domain.scope import Stage
from orchtui.patterns import settlement
from orchtui.patterns.acceptance import CHECKS, checked
from orchtui.patterns.gives_option import gives_all, handing_on
from orchtui.patterns.member import Given, Member, Seat, ask_all, seats
from orchtui.patterns.settlement import Measure, Settled, Settling, Strategy, settle
from orchtui.patterns.settlement.case import BY_WORDS
from orchtui.patterns.settlement.recipe_block import BY_MAJORITY, SETTLING

PANEL = "panel"
FACTS = ("agreement", "rounds", "settled")


async def panel(
    flow: Flow,
    question: str,
    members: Sequence[Member],
    given: Given = (),
    *,
    measure: Measure = BY_WORDS,
    strategy: Strategy = BY_MAJORITY,
    name: str = PANEL,
    limits: Limits | None = None,
) -> Settled:
    """Ask all members the question; what they agree on stands, or what the strategy finds."""
    with flow.group(name, pattern=PANEL, limits=limits) as group:
        replies = await ask_all(flow, members, question, given)
        done = await settle(flow, question, members, replies, measure, strategy, given)
        group.how = f"{done.how}, {done.shown}"
    return done


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel as it stands in a recipe."""

    question: str
    seats: tuple[Seat, ...]
    settling: Settling = field(default_factory=Settling)
    name: str = PANEL
    limits: Limits | None = None
    gives_all: bool = False

    async def run(self, stage: Stage) -> Stage:
        """Hold the panel, on what came before it."""
        done = await panel(
            stage.flow,
            stage.asked(self.question).says,
            [seat.member(replace(stage, says="")) for seat in self.seats],
            stage.given,
            measure=self.settling.measure,
            strategy=self.settling.strategy,
            name=self.name,
            limits=self.limits,
        )
        flow = stage.flow
        after = stage.came_to(self.name, flow.handle(done.reply), **done.facts)
        if not self.gives_all:
            return after
        said = (flow.handle(reply) for reply in (done.reply, *done.said))
        return replace(after, given=tuple(dict.fromkeys(said)))

    def sketch(self, sketch: Sketch) -> Sketch:
        """Draw the members side by side, and what may settle it."""
        inner = sketch.within(self.name)
        asked = [seat.sketch(inner.beside(n), self.question) for n, seat in enumerate(self.seats)]
        done = self.settling.sketch(replace(inner.joined(asked), scope=inner.scope))
        return done.ended(self.name, FACTS, sketch)


KEYS: Final[Keys] = {
    "panel": Key("The members: agents, or names with an agent or a part each.", {}, needed=True),
    "ask": Key("The question they all answer; what came before it, if left out.", TEXT),
    **handing_on("all that was said"),
    "name": Key("A name for the panel: a group of the graph, and its outcome.", NAME),
    "limits": Key("What the whole panel may use.", GROUP_LIMITS),
    **SETTLING,
    **CHECKS,
}


def read(reader: Reader) -> Node:
    """`panel: [members]`, with `ask:`, `compare:`, `threshold:`, `settle:` beside it."""
    reader.allow(*KEYS)
    keys = reader.keys
    members = seats(reader.at("panel"))
    return checked(
        reader,
        Panel(
            reader.at("ask").text() if "ask" in keys else "",
            members,
            settlement.read(reader, [member.name for member in members]),
            reader.at("name").text() if "name" in keys else PANEL,
            reader.at("limits").group_limits() if "limits" in keys else None,
            gives_all(reader),
        ),
    )


FORM: Final = Form("Several answer the same question; disagreement is settled.", KEYS, read)
