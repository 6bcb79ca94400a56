"""What the core asks of the world, to be carried out once the turn that led to it is committed."""

from __future__ import annotations

from dataclasses import dataclass

from orchtui.domain.prompts import Request


@dataclass(frozen=True, slots=True)
class Call:
    """Ask a model."""

    request: Request


@dataclass(frozen=True, slots=True)
class EndCall:
    """End the call of a step nobody wants any more."""

    path: str
    attempt: int


Effect = Call | EndCall
