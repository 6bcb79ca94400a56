"""`loop`: a part again and again, each round given what the one before gave, until a condition
holds or it has gone round so many times.

A loop in which somebody says the same three rounds in a row goes nowhere, and ends; one whose round
fails ends with what the last good round gave.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from orchtui.domain.expression import Expression
from orchtui.domain.flow import LoopFound, StepError
from orchtui.domain.limits import Limits
from orchtui.domain.node import Form, Node, Place, Reader
from orchtui.domain.preview import Sketch
from orchtui.domain.recipe_keys import CONDITION, GROUP_LIMITS, NAME, PART, WHOLE, Key, Keys
from orchtui.domain.scope import Stage
from orchtui.patterns.acceptance import CHECKS, checked, unmet

LOOP = "loop"
TIMES = 5
FACTS = ("rounds", "held")


@dataclass(frozen=True, slots=True)
class Loop:
    """Rounds of a part."""

    part: Node
    until: Expression | None
    place: Place
    times: int = TIMES
    otherwise: Node | None = None
    name: str = LOOP
    limits: Limits | None = None

    async def run(self, stage: Stage) -> Stage:
        """Go round until it holds, at most so many times."""
        flow, done, held = stage.flow, stage, False
        rounds = 0
        with flow.group(self.name, pattern=LOOP, limits=self.limits) as group:
            while rounds < self.times and not held:
                try:
                    with flow.round(), flow.attempt():
                        after = await self.part.run(replace(done, says=stage.says))
                        await flow.together(*after.given)
                        why = await unmet(self.until, after) if self.until else "goes on"
                except StepError as error:
                    if not rounds:
                        raise
                    if isinstance(error, LoopFound):
                        flow.note(f"{self.name} goes nowhere: {error}")
                    else:
                        flow.without(f"round {rounds + 1} of {self.name}", error.why)
                    break
                done, held, rounds = after, not why, rounds + 1
            group.how = self._told(rounds, held)
        if not held and self.until is not None:
            flow.note(f"{self.name}: {self.until} did not hold in {rounds} rounds")
            if self.otherwise is not None:
                done = await self.otherwise.run(done)
        return replace(done, says=stage.says).came_to(
            self.name, *done.given, rounds=rounds, held=held
        )

    def _told(self, rounds: int, held: bool) -> str:
        times = f"{rounds} round{'s' if rounds != 1 else ''}"
        if self.until is None:
            return times
        return f"held after {times}" if held else f"did not hold in {times}"

    def sketch(self, sketch: Sketch) -> Sketch:
        """Draw the first round; the others are as it was."""
        inner = sketch.within(self.name)
        done = self.part.sketch(inner.within("round").rounds(self.times))
        done = replace(done, scope=sketch.scope, again=sketch.again)
        if self.until is not None:
            done.reads_result(self.until, self.place)
        if self.otherwise is not None:
            never = f"{self.until} did not hold in {self.times} rounds"
            done = done.either([done, self.otherwise.sketch(done.under(never))])
        return done.came_to(self.name, FACTS)


KEYS: Final[Keys] = {
    "loop": Key("The part that is done again and again.", PART, needed=True),
    "until": Key("The condition that ends it; the fields of the outcome need no name.", CONDITION),
    "times": Key("How many rounds at most; 5 if left out.", WHOLE),
    "else": Key("The part that runs when it never held.", PART),
    "name": Key("A name for the loop: a group of the graph, and its outcome.", NAME),
    "limits": Key("What the whole loop may use.", GROUP_LIMITS),
    **CHECKS,
}


def read(reader: Reader) -> Node:
    """`loop: PART`, `until: CONDITION`, perhaps `times:`, `else:`, `name:`, `limits:`."""
    reader.allow(*KEYS)
    keys = reader.keys
    if "until" not in keys and "times" not in keys:
        reader.problem("a loop needs until: a condition that ends it, or times: how many rounds")
    until = reader.at("until")
    return checked(
        reader,
        Loop(
            reader.at("loop").node(),
            until.expression() if "until" in keys else None,
            until.place,
            reader.at("times").count() if "times" in keys else TIMES,
            reader.at("else").node() if "else" in keys else None,
            reader.at("name").text() if "name" in keys else LOOP,
            reader.at("limits").group_limits() if "limits" in keys else None,
        ),
    )


FORM: Final = Form("A part again and again, until a condition holds.", KEYS, read)
