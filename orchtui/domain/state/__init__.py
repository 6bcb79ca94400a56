"""The fold: what a run's events come to, up to wherever they have been read.

Every reader, live or recorded, folds for itself. Texts stay kept texts; money is in nano-dollars.
"""

from orchtui.domain.state.fold import apply, apply_turn, fold
from orchtui.domain.state.model import (
    Attempt,
    BreakpointState,
    CommandState,
    DisagreementState,
    GateState,
    GroupState,
    RunState,
    StepState,
)

__all__ = [
    "Attempt",
    "BreakpointState",
    "CommandState",
    "DisagreementState",
    "GateState",
    "GroupState",
    "RunState",
    "StepState",
    "apply",
    "apply_turn",
    "fold",
]
