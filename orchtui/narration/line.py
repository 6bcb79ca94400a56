"""A line of narration: a mark, what it is about, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rich.cells import cell_len

from orchtui.narration.wrap import folded

MARK_COLOURS: Mapping[str, tuple[str, ...]] = {
    "●": ("bold",),
    "▶": ("cyan",),
    "✔": ("green",),
    "◐": ("yellow",),
    "↺": ("yellow",),
    "⏸": ("yellow",),
    "?": ("yellow",),
    "✗": ("red",),
    "■": ("red",),
    "⊘": ("dim",),
    "✎": ("magenta",),
    "┌": ("dim",),
    "└": ("dim",),
    "≈": ("cyan",),
    "≠": ("yellow", "bold"),
    "=": ("green",),
}
_INDENT = " " * 4


@dataclass(frozen=True, slots=True)
class Line:
    """One thing told: its mark, what it is about (a step's path is aligned), and the rest."""

    mark: str
    about: str
    rest: str = ""

    def __str__(self) -> str:
        return f"{self.mark} {self.about}  {self.rest}".rstrip()

    def fitted(self, room: int | None) -> Line:
        """The line folded between words where there is not room for it."""
        if room is None or cell_len(str(self)) <= room:
            return self
        lead = cell_len(f"{self.mark} {self.about}  ")
        return replace(self, rest="\n".join(folded(self.rest, room, _INDENT, taken=lead)))
