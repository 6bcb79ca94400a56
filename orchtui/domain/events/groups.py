"""Events of patterns at work: a group begins, says how it stands, and ends."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from orchtui.domain.events.facts import Decision


class GroupBegun(Decision):
    """A pattern is at work in this group of steps, within limits of its own if it has any."""

    kind: Literal["group.begun"] = "group.begun"
    path: str
    pattern: str
    limits: dict[str, float] = Field(default_factory=dict)


class GroupEnded(Decision):
    """The pattern has come to an end; `how` in a few words."""

    kind: Literal["group.ended"] = "group.ended"
    path: str
    how: str = ""
