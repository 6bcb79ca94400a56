"""`accept:` and `fallback:` on any part of a flow: what it gave is checked, and something else is
tried once where it fails or is not good enough.
"""

from __future__ import annotations

from dataclasses import dataclass

from orchtui.domain import expression
from orchtui.domain.expression import Expression
from orchtui.domain.flow import StepError
from orchtui.domain.pattern import Node, Place, Reader
from orchtui.domain.sketch import Sketch
from orchtui.domain.stage import Stage, reply_scope
from orchtui.errors import ExpressionError


@dataclass(frozen=True, slots=True)
class Checked:
    """A part whose outcome must satisfy `accept`, or gives way to `fallback`."""

    part: Node
    accept: Expression | None
    fallback: Node | None
    place: Place

    async def run(self, stage: Stage) -> Stage:
        """Run the part to its end; on failure, note why and run the fallback instead."""
        try:
            with stage.flow.attempt():
                done = await self.part.run(stage)
                await stage.flow.together(*done.given)
                await self._check(done)
        except StepError as error:
            if self.fallback is None:
                raise
            stage.flow.note(f"fell back: {error}")
            return await self.fallback.run(stage)
        return done

    async def _check(self, done: Stage) -> None:
        if self.accept is None:
            return
        scope = dict(await done.scope(self.accept))
        for handle in done.given:
            scope |= reply_scope(await handle)
        try:
            good, why = expression.holds(self.accept, scope), "does not hold"
        except ExpressionError as error:
            good, why = False, f"cannot be told of it: {error}"
        if not good:
            path = done.given[-1].path if done.given else "the flow"
            raise StepError(path, f"not accepted: {self.accept} {why}")

    def sketch(self, sketch: Sketch) -> Sketch:
        """Draw the part, and its fallback as what comes on failure."""
        done = self.part.sketch(sketch)
        if self.accept is not None:
            done.reads_result(self.accept, self.place)
        if self.fallback is None:
            return done
        other = self.fallback.sketch(sketch.under("the one before failed"))
        return sketch.either([done, other])


def checked(reader: Reader, part: Node) -> Node:
    """The part, with the `accept:` and `fallback:` that stand beside it."""
    keys = reader.keys
    accept = reader.at("accept").expression() if "accept" in keys else None
    fallback = reader.at("fallback").node() if "fallback" in keys else None
    if accept is None and fallback is None:
        return part
    return Checked(part, accept, fallback, reader.place)
