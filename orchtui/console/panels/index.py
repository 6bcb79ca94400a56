"""Indexes over a run's turns, which panels read once and read on as turns come.

An index belongs to a player and goes with it. Panels ask for theirs; it has then read all turns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar
from weakref import WeakKeyDictionary

from orchtui.domain import events as e
from orchtui.session import Player


class Index(Protocol):
    """Something that is told every turn, in order."""

    def take(self, turn: e.Turn) -> None:
        """Read the next turn."""


I = TypeVar("I", bound=Index)  # noqa: E741 - an index


@dataclass(slots=True)
class _Read(Generic[I]):
    index: I
    turns: int = 0


_OF: WeakKeyDictionary[Player, dict[type, _Read[Index]]] = WeakKeyDictionary()


def read(player: Player, kind: type[I]) -> I:
    """The index of this kind over all turns of a player."""
    known = _OF.setdefault(player, {})
    if kind not in known:
        known[kind] = _Read(kind())
    found = known[kind]
    if found.turns < player.length:
        for turn in player.turns[found.turns :]:
            found.index.take(turn)
        found.turns = player.length
    assert isinstance(found.index, kind)
    return found.index
