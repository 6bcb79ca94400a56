"""`refine`: each member sees what the others say, and why, and answers again, a few rounds at most.

Where too few agree even then, another strategy settles what they said last.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from orchtui.domain.preview import Sketch
from orchtui.domain.recipe_keys import SETTLE, WHOLE, Key, Keys
from orchtui.patterns.settlement.case import Case, Ruling, Strategy
from orchtui.patterns.settlement.preview_steps import material, own_steps
from orchtui.patterns.settlement.strategy_entry import Written
from orchtui.patterns.settlement.votes import BY_MAJORITY

REFINE = "refine"
ROUNDS: Final = 2


@dataclass(frozen=True, slots=True)
class Refine:
    """So many rounds, until enough agree; then another strategy."""

    rounds: int = ROUNDS
    then: Strategy = BY_MAJORITY

    @property
    def name(self) -> str:
        """What it is called."""
        return REFINE

    async def settle(self, case: Case) -> Ruling:
        """Ask again, until enough agree or nobody answers any more."""
        for number in range(1, self.rounds + 1):
            before, case = case, await case.again()
            if case is before:
                return await self.then.settle(case.after("asked again, nobody answered"))
            if case.agreed:
                return case.after(_rounds(number)).agreement(REFINE)
        return await self.then.settle(case.after(f"{_rounds(self.rounds)}, too few agree"))

    def sketch(self, sketch: Sketch) -> Sketch:
        """Draw one more round of the members that are agents, and what comes then."""
        own = own_steps(sketch)
        parts = replace(sketch, given=tuple(path for path in sketch.given if path not in own))
        once_more = sketch.rounds(self.rounds)
        asked = [_again(once_more, path) for path in own]
        again = sketch.joined([*asked, parts])
        then = self.then.sketch(again.under("they still disagree"))
        return sketch.either([again, then])


def _again(sketch: Sketch, path: str) -> Sketch:
    """The step of this path once more, now that all have answered."""
    step = sketch.sheet.steps[path]
    first = path.removeprefix(f"{sketch.scope}/").partition(".")[0]
    there = replace(
        sketch,
        given=(*material(sketch), *sketch.given),
        branch=sketch.sheet.branches[f"{sketch.scope}/{first}"],
    )
    done = there.ask(step.agent, step.says, name=first, optional=True)
    return replace(done, branch=sketch.branch)


def _rounds(number: int) -> str:
    return f"after {number} more {'round' if number == 1 else 'rounds'}"


KEYS: Final[Keys] = {
    "rounds": Key(f"How often they answer again at most; {ROUNDS} if left out.", WHOLE),
    "then": Key("The strategy that settles what this one leaves open.", SETTLE),
}


def read(written: Written) -> Refine:
    """Refining, with `rounds:` and `then:`."""
    reader = written.reader
    rounds = reader.at("rounds").count() if "rounds" in reader.keys else ROUNDS
    return Refine(rounds, written.then(BY_MAJORITY))
