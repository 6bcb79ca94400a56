"""What people have done to a run, as far as it has come: commands, breakpoints, gates."""

from __future__ import annotations

from dataclasses import dataclass

from orchtui.domain import events as e
from orchtui.domain.state.part import Part


@dataclass(slots=True)
class CommandState(Part):
    """A command, and what came of it once it is answered."""

    given: e.CommandGiven
    answered: e.CommandAnswered | None = None


@dataclass(slots=True)
class BreakpointState(Part):
    """A breakpoint: as it was typed, whether it is on, and how often it held the run."""

    text: str
    enabled: bool = True
    hits: int = 0


@dataclass(slots=True)
class GateState(Part):
    """A question to a person, and its answer once there is one."""

    opened: e.GateOpened
    answered: e.GateAnswered | None = None
    closed: bool = False

    @property
    def is_open(self) -> bool:
        """Whether somebody still waits for its answer."""
        return self.answered is None and not self.closed
