"""`check`: an agent, which may be a Python function, decides a fact.

It is asked once for each distinct position whether that holds, and replies with `holds: bool`.
Exactly one must hold; else another strategy settles it, by default a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from orchtui.domain.disagreement import Cluster, Position, spokesman
from orchtui.domain.flow import Reply
from orchtui.domain.node import Place
from orchtui.domain.preview import Sketch
from orchtui.domain.recipe_keys import SETTLE, Key, Keys
from orchtui.patterns.member import Member
from orchtui.patterns.settlement import synthesise
from orchtui.patterns.settlement.case import Case, Ruling, Strategy
from orchtui.patterns.settlement.escalate import Escalate
from orchtui.patterns.settlement.preview_steps import material
from orchtui.patterns.settlement.required_fields import HOLDS
from orchtui.patterns.settlement.strategy_entry import Written

CHECK = "check"
TO_A_PERSON: Final = Escalate(instead=True)
_ASK: Final = "Somebody has answered this. Say whether what they say holds, as `holds`: "


@dataclass(frozen=True, slots=True)
class Check:
    """Who checks, and what is done where the check does not single one out."""

    agent: str
    then: Strategy = TO_A_PERSON
    place: Place = field(default_factory=Place, compare=False)

    @property
    def name(self) -> str:
        """What it is called."""
        return CHECK

    async def settle(self, case: Case) -> Ruling:
        """Check each distinct position; the only one that holds stands."""
        held, why = await holding(case, case.crowds, self.agent, _ASK + case.question)
        if len(held) == 1:
            return case.ruling(CHECK, case.reply(held[0].path), why)
        return await self.then.settle(case.after(why))

    def sketch(self, sketch: Sketch) -> Sketch:
        """Draw the checks, and what comes where they do not decide."""
        draw_checks(sketch, self.agent, self.place)
        return sketch.either([sketch, self.then.sketch(sketch.under("the check does not decide"))])


async def holding(
    case: Case, crowds: Sequence[Cluster], agent: str, says: str
) -> tuple[list[Position], str]:
    """The positions that speak for these crowds and hold, as this agent says of each, side by side;
    and what it said, in words.
    """
    checker = Member(CHECK, agent)
    speakers = {each.path: each for each in map(spokesman, crowds)}
    asked = [checker.asked(case.flow, says, (*case.given, case.reply(path))) for path in speakers]
    replies = await case.flow.together(*asked)
    told = [_told(reply) for reply in replies]
    checked = [*zip(speakers.values(), told, strict=True)]
    words = ", ".join(f"{each.agent} {word}" for each, word in checked)
    held = [each for each, word in checked if word == _HOLDS]
    return held, f"checked by {agent}: {words}"


_HOLDS: Final = "holds"


def _told(reply: Reply) -> str:
    """Whether a position holds, in words; only one that is said to hold does."""
    if reply.missing:
        return f"could not be checked ({reply.missing})"
    holds = (reply.data or {}).get("holds")
    if not isinstance(holds, bool):
        return "could not be checked (no holds: in the reply)"
    return _HOLDS if holds else "does not hold"


def draw_checks(sketch: Sketch, agent: str, place: Place) -> None:
    """Draw the checks: of two positions at least, and at most one for every member."""
    HOLDS.in_reply_of(agent, sketch, place)
    checking = replace(sketch, given=(*material(sketch), *sketch.given))
    for _ in range(max(2, len(sketch.given))):
        checking.ask(agent, name=CHECK, optional=True)


KEYS: Final[Keys] = {
    "agent": synthesise.KEYS["agent"],
    "then": Key("The strategy that settles what this one leaves open.", SETTLE),
}


def read(written: Written) -> Check:
    """A check, by `agent:`, perhaps with `then:`."""
    agent = written.agent("agent", "says whether a position holds")
    return Check(agent, written.then(TO_A_PERSON), written.reader.at("agent").place)
