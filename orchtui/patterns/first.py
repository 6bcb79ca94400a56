"""`first`: parts side by side, of which the first good one wins; the others end and cost no more.

Good is what `until:` says, such as `confidence >= 0.8`, else any reply. Where none is good enough
the surest stands, and a note says so.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Final

from orchtui.domain.expression import Expression
from orchtui.domain.flow import Flow, Handle, Reply, StepError
from orchtui.domain.limits import Limits
from orchtui.domain.node import Form, Node, Place, Reader
from orchtui.domain.preview import Sketch
from orchtui.domain.recipe_keys import CONDITION, GROUP_LIMITS, NAME, PARTS, Key, Keys
from orchtui.domain.scope import Stage
from orchtui.patterns.acceptance import CHECKS, checked, unmet

FIRST = "first"
FACTS = ("enough",)


@dataclass(frozen=True, slots=True)
class Ran:
    """How far one part came: its stage, its last reply, and why it is not enough, if it is not."""

    number: int
    stage: Stage
    reply: Reply
    short_of: str


@dataclass(frozen=True, slots=True)
class First:
    """Parts that race."""

    parts: tuple[Node, ...]
    until: Expression | None
    place: Place
    name: str = FIRST
    limits: Limits | None = None

    async def run(self, stage: Stage) -> Stage:
        """Start all of them, and go on with the first that is good enough."""
        flow = stage.flow
        ran: list[Ran] = []

        def good(each: object) -> bool:
            return isinstance(each, Ran) and not each.short_of

        with flow.group(self.name, pattern=FIRST, limits=self.limits) as group:
            branches = [self._branch(n, part, stage, ran) for n, part in enumerate(self.parts)]
            try:
                await flow.first(*branches, enough=good, named=False)
            except StepError:
                if not ran:
                    raise
            best = min(ran, key=lambda each: (bool(each.short_of), -_sure(each), each.number))
            group.how = f"{best.reply.agent} won" if good(best) else "none was enough"
            if best.short_of:
                flow.note(f"{self.name}: none was enough, {best.reply.path} is the surest")
        done = replace(best.stage, flow=flow, says=stage.says)
        return done.came_to(self.name, *_handles(flow, best), enough=not best.short_of)

    def _branch(
        self, number: int, part: Node, stage: Stage, ran: list[Ran]
    ) -> Callable[[Flow], Coroutine[object, object, Ran]]:
        async def branch(flow: Flow) -> Ran:
            done = await part.run(replace(stage, flow=flow))
            replies = await flow.together(*done.given)
            last = replies[-1] if replies else None
            if not isinstance(last, Reply) or last.missing:
                raise StepError(last.path if last else self.name, "it has nothing to say")
            ran.append(came := Ran(number, done, last, await unmet(self.until, done)))
            return came

        return branch

    def sketch(self, sketch: Sketch) -> Sketch:
        """Draw the parts side by side; one of them goes on."""
        inner = sketch.within(self.name)
        branches = [part.sketch(inner.beside(n)) for n, part in enumerate(self.parts)]
        if self.until is not None:
            for each in branches:
                each.reads_result(self.until, self.place)
        return inner.joined(branches).ended(self.name, FACTS, sketch)


def _sure(ran: Ran) -> float:
    return -1.0 if ran.reply.confidence is None else ran.reply.confidence


def _handles(flow: Flow, ran: Ran) -> tuple[Handle, ...]:
    return ran.stage.given or (flow.handle(ran.reply),)


KEYS: Final[Keys] = {
    "first": Key("The parts that race.", PARTS, needed=True),
    "until": Key("What a good outcome satisfies: confidence >= 0.8; else any does.", CONDITION),
    "name": Key("A name for the race: a group of the graph, and its outcome.", NAME),
    "limits": Key("What the whole race may use.", GROUP_LIMITS),
    **CHECKS,
}


def read(reader: Reader) -> Node:
    """`first: [PART, …]`, perhaps with `until:`, `name:` and `limits:`."""
    reader.allow(*KEYS)
    keys = reader.keys
    until = reader.at("until")
    return checked(
        reader,
        First(
            tuple(item.node() for item in reader.at("first").items()),
            until.expression() if "until" in keys else None,
            until.place,
            reader.at("name").text() if "name" in keys else FIRST,
            reader.at("limits").group_limits() if "limits" in keys else None,
        ),
    )


FORM: Final = Form("Parts race; the first good one wins, and the others end.", KEYS, read)
