"""`synthesise`: an agent writes one answer from all positions, and that stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from orchtui.domain.preview import Sketch
from orchtui.domain.recipe_keys import NAME, TEXT, Key, Keys
from orchtui.patterns.settlement.case import Case, Ruling
from orchtui.patterns.settlement.strategy_entry import Written

SYNTHESISE = "synthesise"
WRITE_ONE: Final = (
    "Several have answered this, and they differ. Weigh what they say and why, and give one answer "
    "that can stand in place of theirs: "
)


@dataclass(frozen=True, slots=True)
class Synthesise:
    """Who writes it, and what they are told beside the question."""

    agent: str
    says: str = ""

    @property
    def name(self) -> str:
        """What it is called."""
        return SYNTHESISE

    async def settle(self, case: Case) -> Ruling:
        """Have it written; a person decides where that fails."""
        told = f"{WRITE_ONE}{case.question}\n\n{self.says}".strip()
        reply = await case.ask(self.agent, told, case.replies)
        return case.ruling(SYNTHESISE, reply, f"{self.agent} wrote one answer from all")

    def sketch(self, sketch: Sketch) -> Sketch:
        """Draw the step that follows all positions."""
        return sketch.ask(self.agent, self.says)


KEYS: Final[Keys] = {
    "agent": Key("Who settles it: writes the answer, or says of each whether it holds.", NAME),
    "says": Key("What that agent is told beside the question.", TEXT),
}


def read(written: Written) -> Synthesise:
    """Synthesis, by `agent:`, perhaps with `says:`."""
    agent = written.agent("agent", "writes one answer from all positions")
    return Synthesise(agent, written.text("says"))
