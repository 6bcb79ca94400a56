"""`accept:`, `fallback:` and `optional:` on any part of a flow: what it gave is checked, and sent
back once with the reason; where it fails, or is no better then, something else is tried in its
place, or the flow goes on without it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from orchtui.domain import expression
from orchtui.domain.expression import Expression
from orchtui.domain.flow import StepError
from orchtui.domain.node import Node, Place, Reader
from orchtui.domain.preview import Sketch
from orchtui.domain.recipe_keys import CONDITION, FLAG, PART, Key, Keys
from orchtui.domain.scope import Stage, reply_scope
from orchtui.errors import ExpressionError

_SENT_BACK: Final = "This was done already, and is not accepted:"

CHECKS: Final[Keys] = {
    "accept": Key(
        "A condition on the outcome of this part; sent back once where it fails.", CONDITION
    ),
    "fallback": Key("The part that runs when this one fails or is not accepted.", PART),
    "optional": Key("Whether the run goes on without this part where it fails.", FLAG),
}
NOTHING: Final = "nothing"


@dataclass(frozen=True, slots=True)
class Checked:
    """A part whose outcome must satisfy `accept`, or gives way to `fallback`; without one, and
    `optional`, it gives way to nothing, and says so.
    """

    part: Node
    accept: Expression | None
    fallback: Node | None
    place: Place
    optional: bool = False

    async def run(self, stage: Stage) -> Stage:
        """Run the part, or what stands in for it; without either, what comes next is told so."""
        if not self.optional:
            return await self._tried(stage)
        try:
            with stage.flow.attempt():
                done = await self._tried(stage)
                await stage.flow.together(*done.given)
                return done
        except StepError as error:
            stage.flow.without(error.path, error.why)
            told = f"Nothing came of {error.path}: {error.why}"
            return stage.gave(stage.flow.extracted(told, name=NOTHING))

    async def _tried(self, stage: Stage) -> Stage:
        """Run the part to its end; what is not accepted goes back once with the reason. On failure,
        note why and run the fallback instead.
        """
        try:
            with stage.flow.attempt():
                return await self._accepted(stage)
        except StepError as error:
            if self.fallback is None:
                raise
            stage.flow.note(f"fell back: {error}")
            return await self.fallback.run(stage)

    async def _accepted(self, stage: Stage) -> Stage:
        done = await self.part.run(stage)
        await stage.flow.together(*done.given)
        if not (why := await unmet(self.accept, done)):
            return done
        stage.flow.note(f"sent back: {_path(done)} is not accepted: {why}")
        again = replace(stage, given=tuple(dict.fromkeys((*stage.given, *done.given))))
        done = await self.part.run(again.asked(f"{_SENT_BACK} {why}. Do it again, mended."))
        await stage.flow.together(*done.given)
        if why := await unmet(self.accept, done):
            raise StepError(_path(done), f"not accepted: {why}")
        return replace(done, says=stage.says)

    def sketch(self, sketch: Sketch) -> Sketch:
        """Draw the part, and its fallback as what comes on failure."""
        done = self.part.sketch(sketch)
        if self.accept is not None:
            done.reads_result(self.accept, self.place)
        if self.fallback is None:
            return done
        other = self.fallback.sketch(sketch.under("the one before failed"))
        return sketch.either([done, other])


async def unmet(condition: Expression | None, done: Stage) -> str:
    """Why a condition does not hold of the outcome of a part, or nothing where it does."""
    if condition is None:
        return ""
    scope = dict(await done.scope(condition))
    for handle in done.given:
        scope |= reply_scope(await handle)
    try:
        return "" if expression.holds(condition, scope) else f"{condition} does not hold"
    except ExpressionError as error:
        return f"{condition} cannot be told of it: {error}"


def checked(reader: Reader, part: Node, *, optional: bool = True) -> Node:
    """The part, with the `accept:` and `fallback:` that stand beside it, and the `optional:` where
    that is not the part's own to read.
    """
    keys = reader.keys
    optional = optional and "optional" in keys and reader.at("optional").flag()
    accept = reader.at("accept").expression() if "accept" in keys else None
    fallback = reader.at("fallback").node() if "fallback" in keys else None
    if accept is None and fallback is None and not optional:
        return part
    return Checked(part, accept, fallback, reader.place, optional)


def _path(done: Stage) -> str:
    return done.given[-1].path if done.given else "the flow"
