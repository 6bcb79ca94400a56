"""What a line of narration suggests to do next, as it is typed in the plain mode."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from orchtui.domain import events as e
from orchtui.narration.hints import Doors
from orchtui.narration.line import Line

_TEXT = "TEXT"
_EDIT = "edit"


class WordDoors(Doors):
    """Ways to the run whose lines are read: commands are typed as they are."""

    def ctl(self, words: str) -> str:
        return words


def choices(gate: e.GateOpened) -> Iterator[Line]:
    """Each choice of a gate, with the words to type."""
    wide = max(map(len, gate.choices))
    for choice in gate.choices:
        text = f" {_TEXT}" if choice == _EDIT else ""
        typed = f"answer {shlex.quote(gate.id)}{text} --choice {shlex.quote(choice)}"
        yield Line(" ", choice.ljust(wide), f"type: {typed}")
