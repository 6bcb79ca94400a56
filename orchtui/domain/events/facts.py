"""What every event is: a frozen fact, an observation or a decision."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Fact(BaseModel):
    """What every event is: frozen, and closed to unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Observation(Fact):
    """What the world did."""


class Decision(Fact):
    """What the flow made of it."""


class Unknown(Fact):
    """An event of a newer version: shown as it is, never lost."""

    kind: str
    raw: dict[str, object]
