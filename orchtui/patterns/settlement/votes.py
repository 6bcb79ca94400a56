"""Votes: `majority` by heads, `weighted` by expertise times confidence, `priority` by rank.

A tie is never broken silently: `tie:` says how, else a person decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from orchtui.domain.disagreement import (
    Vote,
    break_tie,
    majority,
    parse_tie_break,
    priority,
    weighted,
)
from orchtui.domain.preview import Sketch
from orchtui.domain.recipe_keys import TEXT, WORDS, Key, Keys
from orchtui.errors import UsageError
from orchtui.patterns.settlement.case import Case, Ruling
from orchtui.patterns.settlement.escalate import ESCALATE, Escalate
from orchtui.patterns.settlement.strategy_entry import Written

MAJORITY, WEIGHTED, PRIORITY = "majority", "weighted", "priority"


@dataclass(frozen=True, slots=True)
class Voting:
    """One of the votes, and how a tie is broken."""

    name: str = MAJORITY
    tie: str = ""
    order: tuple[str, ...] = ()

    async def settle(self, case: Case) -> Ruling:
        """Count; nobody is asked, unless it is a tie that a person has to break."""
        vote = break_tie(self._vote(case), self.tie or ESCALATE)
        ruling = case.voted(self.name, vote)
        to_a_person = Escalate(instead=self.tie != ESCALATE)
        return ruling or await to_a_person.settle(case.after(vote.why))

    def _vote(self, case: Case) -> Vote:
        if self.name == PRIORITY:
            return priority(case.crowds, self.order)
        return weighted(case.crowds) if self.name == WEIGHTED else majority(case.crowds)

    def sketch(self, sketch: Sketch) -> Sketch:
        """A vote asks nobody."""
        return sketch


BY_MAJORITY: Final = Voting()

_TIE: Final = Key(
    "How a tie is broken: confidence, `priority: a, b`, or escalate (to a person).", TEXT
)
KEYS: Final[Keys] = {"tie": _TIE}
PRIORITY_KEYS: Final[Keys] = {
    "order": Key("The members, the one who decides first.", WORDS),
    "tie": _TIE,
}


def read(written: Written) -> Voting:
    """A vote, with `tie:` and (by priority) `order:`."""
    reader = written.reader
    tie = written.text("tie")
    try:
        written.members_at("tie", parse_tie_break(tie).order if tie else ())
    except UsageError as error:
        reader.at("tie").problem(str(error))
        tie = ""
    order = reader.at("order").words() if "order" in reader.keys else ()
    written.members_at("order", order)
    if written.name == PRIORITY and not order:
        reader.problem("priority needs an order: the members, the one who decides first")
    return Voting(written.name, tie, order)
