"""How steps and groups get their names: numbered by creation within one branch of the flow.

A scope belongs to one coroutine, so timing can never decide a number.
"""

from __future__ import annotations

from orchtui.domain.flow import FlowMisuse
from orchtui.domain.sanitize import clean


class Scope:
    """A place in the flow; names are unique within it."""

    __slots__ = ("counts", "path")

    def __init__(self, path: str = "") -> None:
        self.path = path
        self.counts: dict[str, int] = {}

    def name(self, base: str) -> str:
        """The next full name of this kind: `panel/analyst`, then `panel/analyst.2`."""
        if "/" in base or not base:
            raise FlowMisuse(f"{base!r} cannot name a step or group: it must have no slash")
        base = clean(base)
        count = self.counts[base] = self.counts.get(base, 0) + 1
        full = f"{self.path}/{base}" if self.path else base
        return full if count == 1 else f"{full}.{count}"


def without_number(name: str) -> tuple[str, int]:
    """A name as it was given, and its number: `round.3` is the third `round`."""
    base, dot, number = name.rpartition(".")
    return (base, int(number)) if dot and number.isdigit() else (name, 1)
