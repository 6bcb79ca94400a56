"""What is done where agents disagree: positions are compared, and a strategy settles the matter.

A strategy is one file here and one line in `STRATEGIES`. In a recipe it stands under `settle:`, by
its name alone (`settle: majority`) or with its keys (`settle: {by: refine, rounds: 2}`).
"""

from __future__ import annotations

from orchtui.patterns.settling.block import STRATEGIES, Settling, read
from orchtui.patterns.settling.case import Case, Measure, Ruling, Strategy
from orchtui.patterns.settling.settle import Settled, settle

__all__ = [
    "STRATEGIES",
    "Case",
    "Measure",
    "Ruling",
    "Settled",
    "Settling",
    "Strategy",
    "read",
    "settle",
]
