"""`escalate`: a person decides, all positions before them.

The gate's choices are the positions, one for each cluster, by the names of the members who speak
for them; `default:` names the one that stands where nobody is there to ask. Where it only stands in
for a strategy that a limit of the pattern has cut off, nobody is waited for: it is left unsettled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from orchtui.domain.disagreement import spokesman
from orchtui.domain.flow import Reply
from orchtui.domain.preview import Sketch
from orchtui.domain.recipe_keys import NAME, TEXT, Key, Keys
from orchtui.patterns.settlement.case import Case, Ruling
from orchtui.patterns.settlement.strategy_entry import Written

ESCALATE = "escalate"
EDIT = "edit"
PROPOSAL = "proposal"


@dataclass(frozen=True, slots=True)
class Escalate:
    """Ask a person, who may also choose what somebody has proposed; `instead` of a strategy that
    did not decide, rather than because the recipe or somebody says so.
    """

    question: str = ""
    default: str = ""
    proposal: Reply | None = None
    instead: bool = False

    @property
    def name(self) -> str:
        """What it is called."""
        return ESCALATE

    async def settle(self, case: Case) -> Ruling:
        """Open a gate, and let its answer stand."""
        if self.instead and (why := case.dispute.cut_off):
            return await case.unsettled(why)
        default = self._default(case)
        speakers = {default, *(spokesman(crowd).agent for crowd in case.crowds)}
        choices = {name: reply for name, reply in case.said.items() if name in speakers}
        given = case.replies
        if self.proposal:
            choices[PROPOSAL] = self.proposal
            given = (*given, self.proposal)
        answer = await case.flow.gate(
            self._question(case),
            *choices,
            EDIT,
            default=default,
            name="decision",
            about=f"disagreement:{case.dispute.id}",
            given=given,
        )
        if answer.choice == EDIT:
            written = case.flow.written(answer.text, *given, name="merged")
            return case.ruling(ESCALATE, await written, answer.note, answer.by)
        by = answer.by or "the run's own answer"
        return case.ruling(ESCALATE, choices[answer.choice], answer.note, by)

    def _default(self, case: Case) -> str:
        """Who speaks for the member whose position stands by default, if it has one: itself, where
        it is one of several crowds.
        """
        speakers = {
            spokesman(crowd).agent
            for crowd in case.crowds
            if self.default in (each.agent for each in crowd.members)
        }
        return speakers.pop() if len(speakers) == 1 else self.default if speakers else ""

    def _question(self, case: Case) -> str:
        asked = self.question or case.question or "Which of these stands?"
        stand = [
            f"{', '.join(each.agent for each in one.members)}: {one.says}" for one in case.crowds
        ]
        why = f" ({case.because})" if case.because else ""
        stand += [f"{PROPOSAL}: {self.proposal.agent}'s"] if self.proposal else []
        return f"{asked}{why} {'; '.join(stand)}"

    def sketch(self, sketch: Sketch) -> Sketch:
        """A person is no step of the graph."""
        return sketch


KEYS: Final[Keys] = {
    "question": Key("What the person is asked.", TEXT),
    "default": Key("The member whose position stands where nobody is there to ask.", NAME),
}


def read(written: Written) -> Escalate:
    """A person decides, perhaps with `question:` and `default:`."""
    default = written.text("default")
    written.members_at("default", [default] if default else [])
    return Escalate(written.text("question"), default)
