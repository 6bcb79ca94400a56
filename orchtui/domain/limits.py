"""What a run, an agent or a step may use, and the ledger that keeps it within.

Money and tokens are reserved before a call and settled after it; a ledger never lets what is spent
and what is reserved together exceed what is allowed, whatever order things come in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from orchtui.domain.money import dollars, nano


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds; `None` is no bound. Money in nano-dollars, time in seconds."""

    cost: int | None = None
    tokens: int | None = None
    seconds: float | None = None
    steps: int | None = None
    repairs: int | None = None
    parallel: int | None = None
    max_tokens: int | None = None
    retries: int | None = None

    def over(self, other: Limits) -> Limits:
        """These limits, and where they say nothing the other's."""
        return replace(
            other,
            **{f.name: v for f in fields(self) if (v := getattr(self, f.name)) is not None},
        )

    def changed(self, written: Mapping[str, float | None]) -> Limits:
        """These limits with some set otherwise, or lifted (`None`); cost in dollars."""
        return replace(self, **{name: _as_held(name, value) for name, value in written.items()})  # type: ignore[arg-type]  # each name has its type by _as_held

    def written(self) -> dict[str, float]:
        """Those that are set, as a person writes them: cost in dollars."""
        found = {f.name: getattr(self, f.name) for f in fields(self)}
        return {
            name: dollars(value) if name == "cost" else value
            for name, value in found.items()
            if value is not None
        }


DEFAULT_REPAIRS = 1
DEFAULT_RETRIES = 2
DEFAULT_MAX_TOKENS = 1024
DEFAULT_SECONDS = 120.0


def limits_from(written: Mapping[str, float | None]) -> Limits:
    """Limits as a recipe or a command line writes them: cost in dollars."""
    return Limits().changed(written)


def _as_held(name: str, value: float | None) -> int | float | None:
    if value is None:
        return None
    if name == "cost":
        return nano(value)
    return float(value) if name == "seconds" else int(value)


class Ledger:
    """One budget: an amount allowed, what is spent, and what is promised to calls in flight."""

    __slots__ = ("allowed", "reserved", "spent")

    def __init__(self, allowed: int | None) -> None:
        self.allowed, self.spent, self.reserved = allowed, 0, 0

    def fits(self, amount: int) -> bool:
        """Whether so much more can be promised now."""
        return self.allowed is None or self.spent + self.reserved + amount <= self.allowed

    def could_fit(self, amount: int) -> bool:
        """Whether it could once every promise has turned out to cost nothing."""
        return self.allowed is None or self.spent + amount <= self.allowed

    def reserve(self, amount: int) -> None:
        """Promise an amount to a call."""
        self.reserved += amount

    def settle(self, promised: int, used: int) -> None:
        """The call is over: its promise goes, what it used is spent."""
        self.reserved -= promised
        self.spent += used
