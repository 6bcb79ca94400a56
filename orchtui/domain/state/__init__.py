"""The fold: what a run's events come to, up to wherever they have been read.

Every reader, live or recorded, folds for itself. Texts stay kept texts; money is in nano-dollars.
"""

from orchtui.domain.state.people import BreakpointState, CommandState, GateState
from orchtui.domain.state.run import RunState, fold
from orchtui.domain.state.step import Attempt, StepState
from orchtui.domain.state.team import DisagreementState, GroupState

__all__ = [
    "Attempt",
    "BreakpointState",
    "CommandState",
    "DisagreementState",
    "GateState",
    "GroupState",
    "RunState",
    "StepState",
    "fold",
]
