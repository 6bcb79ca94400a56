"""What is done where agents disagree: positions are compared, and a strategy settles the matter.

A strategy is one file here and one line in `STRATEGIES`. In a recipe it stands under `settle:`, by
its name alone (`settle: majority`) or with its keys (`settle: {by: refine, rounds: 2}`).
"""

from __future__ import annotations

from orchtui.patterns.settlement.case import Case, Measure, Ruling, Strategy
from orchtui.patterns.settlement.check import Check
from orchtui.patterns.settlement.escalate import Escalate
from orchtui.patterns.settlement.recipe_block import STRATEGIES, Settling, read
from orchtui.patterns.settlement.refine import Refine
from orchtui.patterns.settlement.settle import Settled, settle
from orchtui.patterns.settlement.synthesise import Synthesise
from orchtui.patterns.settlement.tiers import Tiers
from orchtui.patterns.settlement.votes import Voting

__all__ = [
    "STRATEGIES",
    "Case",
    "Check",
    "Escalate",
    "Measure",
    "Refine",
    "Ruling",
    "Settled",
    "Settling",
    "Strategy",
    "Synthesise",
    "Tiers",
    "Voting",
    "read",
    "settle",
]
