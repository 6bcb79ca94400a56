"""What is done where agents disagree: positions are compared, and a strategy settles the matter.

A strategy is one file here and one line in `STRATEGIES`. In a recipe it stands under `settle:`, by
its name alone (`settle: majority`) or with its keys (`settle: {by: refine, rounds: 2}`).
"""

from __future__ import annotations

from orchtui.patterns.settling.block import STRATEGIES, Settling, read
from orchtui.patterns.settling.case import Case, Measure, Ruling, Strategy
from orchtui.patterns.settling.check import Check
from orchtui.patterns.settling.escalate import Escalate
from orchtui.patterns.settling.refine import Refine
from orchtui.patterns.settling.settle import Settled, settle
from orchtui.patterns.settling.synthesise import Synthesise
from orchtui.patterns.settling.tiers import Tiers
from orchtui.patterns.settling.votes import Voting

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
