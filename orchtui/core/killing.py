"""Kills to be confirmed: the command is answered once every call it ends is gone for certain.

What is gone is told with what it had cost; a call that ignores being ended is named as such.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from orchtui.domain import events as e
from orchtui.domain.money import shown

Key = tuple[str, int]
"""A step's path and the number of its attempt."""


@dataclass(slots=True)
class _Kill:
    left: set[Key]
    told: list[str] = field(default_factory=list)


class Killing:
    """The kills that wait for calls to be gone."""

    def __init__(self, emit: Callable[[e.AnyEvent], None]) -> None:
        self._emit = emit
        self.open: dict[str, _Kill] = {}

    def begin(self, command: str, calls: Iterable[Key]) -> bool:
        """Answer the command when these calls are gone; whether there are any."""
        left = set(calls)
        if left:
            self.open[command] = _Kill(left)
        return bool(left)

    def ended(self, event: e.AttemptOver) -> None:
        """A call is over."""
        cost = shown(event.cost, estimated=event.estimated)
        self._gone((event.path, event.attempt), f"{event.path} is gone, it cost {cost}")

    def abandoned(self, event: e.AttemptAbandoned, reserved: int) -> None:
        """A call would not end."""
        spent = f", and {shown(reserved, estimated=True)} counts as spent" if reserved else ""
        self._gone(
            (event.path, event.attempt),
            f"{event.path} ignored being ended for {event.seconds:g} s: the run goes on without "
            f"it{spent}",
        )

    def lost(self) -> None:
        """The process that had the calls is gone, and they with it."""
        for kill in list(self.open.values()):
            for path, attempt in sorted(kill.left):
                self._gone((path, attempt), f"{path} is gone with its process")

    def _gone(self, key: Key, told: str) -> None:
        for command, kill in list(self.open.items()):
            if key not in kill.left:
                continue
            kill.left.discard(key)
            kill.told.append(told)
            if not kill.left:
                del self.open[command]
                self._emit(e.CommandAnswered(id=command, said="; ".join(kill.told)))
