"""`tiers`: facts are checked, judgement is synthesised, and doubt goes to a person.

The check replies with `holds: bool` for each version of the facts; whoever holds to a version that
does not stand is out. What those left differ in is the judge's to settle, whose reply has a
`confidence`: where that is too low, a person decides, with the judge's proposal among the choices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from orchtui.domain.disagreement import Position, differs, gather
from orchtui.domain.flow import Reply, StepError
from orchtui.domain.node import Place
from orchtui.domain.preview import Sketch, nearest
from orchtui.domain.recipe_keys import NAME, SHARE, WORDS, Key, Keys
from orchtui.patterns.settlement.case import Case, Ruling
from orchtui.patterns.settlement.check import TO_A_PERSON, draw_checks, holding
from orchtui.patterns.settlement.escalate import Escalate
from orchtui.patterns.settlement.required_fields import CONFIDENCE
from orchtui.patterns.settlement.strategy_entry import Written
from orchtui.patterns.settlement.synthesise import WRITE_ONE

TIERS = "tiers"
SURE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Tiers:
    """The fields that are facts, who checks them, who judges the rest, and how sure is enough."""

    facts: tuple[str, ...]
    check: str
    judge: str
    confidence: float = SURE
    check_place: Place = field(default_factory=Place, compare=False)
    judge_place: Place = field(default_factory=Place, compare=False)

    @property
    def name(self) -> str:
        """What it is called."""
        return TIERS

    async def settle(self, case: Case) -> Ruling:
        """Facts first, then judgement, then a person."""
        left: Sequence[Position] = case.comparison.positions
        facts = [each for each in case.measure.compared if each.name in self.facts]
        versions = gather(left, facts).crowds
        if len(versions) > 1:
            held, why = await holding(case, versions, self.check, self._asked(case))
            case = case.after(why)
            if len(held) != 1:
                return await TO_A_PERSON.settle(case)
            (stands,) = held
            left = [each for each in left if each is stands or not differs(each, stands, facts)]
            agree, *others = gather(left, case.measure.compared).crowds
            if not others:
                return case.ruling(TIERS, case.speaks_for(agree), "those left agree")
        paths = {each.path for each in left}
        return await self._judged(case, [r for r in case.replies if r.path in paths])

    def _asked(self, case: Case) -> str:
        return (
            f"Somebody has answered this. Look only at {', '.join(self.facts)}, and say whether "
            f"that holds, as `holds`: {case.question}"
        )

    async def _judged(self, case: Case, left: Sequence[Reply]) -> Ruling:
        try:
            reply = await case.ask(self.judge, WRITE_ONE + case.question, left)
        except StepError as error:
            return await TO_A_PERSON.settle(case.after(f"{self.judge} failed: {error.why}"))
        sure = reply.confidence
        told = "no confidence" if sure is None else f"confidence {sure:g}"
        if sure is not None and sure >= self.confidence:
            return case.ruling(TIERS, reply, f"judged by {self.judge} with {told}")
        why = f"{self.judge} judges with {told}, and {self.confidence:g} is needed"
        return await Escalate(proposal=reply).settle(case.after(why))

    def sketch(self, sketch: Sketch) -> Sketch:
        """Draw the checks and the judge, each where it is needed."""
        draw_checks(sketch.under("they differ in facts"), self.check, self.check_place)
        CONFIDENCE.in_reply_of(self.judge, sketch, self.judge_place)
        judged = sketch.under("they differ in judgement").ask(self.judge)
        return sketch.either([sketch, judged])


KEYS: Final[Keys] = {
    "facts": Key("Those of the compared fields that are facts.", WORDS),
    "check": Key("The agent that says whether facts hold.", NAME),
    "judge": Key("The agent that settles what is a matter of judgement.", NAME),
    "confidence": Key(f"How sure the judge must be; {SURE} if left out.", SHARE),
}


def read(written: Written) -> Tiers:
    """Tiers, with `facts:`, `check:`, `judge:`, and perhaps `confidence:`."""
    reader = written.reader
    facts = reader.at("facts").words() if "facts" in reader.keys else ()
    if not facts:
        reader.problem("tiers needs facts: those of the compared fields that a check can decide")
    for name in facts:
        if name not in written.compared:
            hint = nearest(name, written.compared) or "; name the fields under compare:"
            reader.at("facts").problem(f"{name} is not compared{hint}")
    return Tiers(
        facts,
        written.agent("check", "says whether facts hold"),
        written.agent("judge", "settles what is a matter of judgement"),
        reader.at("confidence").share() if "confidence" in reader.keys else SURE,
        reader.at("check").place,
        reader.at("judge").place,
    )
