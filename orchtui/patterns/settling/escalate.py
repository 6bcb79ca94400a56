"""`escalate`: a person decides, all positions before them.

The gate's choices are the positions, one for each cluster, by the names of the members who speak
for them; `default:` names the one that stands where nobody is there to ask.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from orchtui.domain.keys import NAME, TEXT, Key, Keys
from orchtui.domain.pattern import Reader
from orchtui.domain.sketch import Sketch
from orchtui.patterns.settling.case import Case, Ruling, member_of

ESCALATE = "escalate"
EDIT = "edit"


@dataclass(frozen=True, slots=True)
class Escalate:
    """Ask a person; `because` is what led to it."""

    question: str = ""
    default: str = ""
    because: str = ""

    @property
    def name(self) -> str:
        """What it is called."""
        return ESCALATE

    async def settle(self, case: Case) -> Ruling:
        """Open a gate, and let its answer stand."""
        for_all = {case.speaks_for(cluster).path for cluster in case.comparison.clusters}
        speakers = [reply for reply in case.replies if reply.path in for_all]
        names = {member_of(reply.path): reply for reply in speakers}
        default = next(
            (name for name, reply in names.items() if self.default in (name, reply.agent)), ""
        )
        answer = await case.flow.gate(
            self._question(case),
            *names,
            EDIT,
            default=default,
            name="decision",
            about=f"disagreement:{case.dispute.id}",
            given=case.replies,
        )
        if answer.choice == EDIT:
            written = case.flow.written(answer.text, *case.replies, name="merged")
            return Ruling(ESCALATE, await written, answer.note, answer.by)
        by = answer.by or "the run's own answer"
        return Ruling(ESCALATE, names[answer.choice], answer.note or self.because, by)

    def _question(self, case: Case) -> str:
        asked = self.question or case.question or "Which of these stands?"
        stand = "; ".join(
            f"{', '.join(member_of(each.path) for each in one.members)}: {one.says}"
            for one in case.comparison.clusters
        )
        why = f" ({self.because})" if self.because else ""
        return f"{asked}{why} {stand}"

    def sketch(self, sketch: Sketch) -> Sketch:
        """A person is no step of the graph."""
        return sketch


KEYS: Final[Keys] = {
    "question": Key("What the person is asked.", TEXT),
    "default": Key("The member whose position stands where nobody is there to ask.", NAME),
}


def read(reader: Reader, _name: str) -> Escalate:
    """A person decides, perhaps with `question:` and `default:`."""
    keys = reader.keys
    return Escalate(
        reader.at("question").text() if "question" in keys else "",
        reader.at("default").text() if "default" in keys else "",
    )
