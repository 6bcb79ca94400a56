"""What stands in a YAML text, each thing with its place: scalars, lists, and keys with values.

These are plain values; `yaml` makes them and `reader` reads them. Lines and columns count from 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Plain = None | bool | int | float | str


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value: what it means, and the text that was written for it."""

    value: Plain
    written: str
    line: int
    column: int
    block: bool = False

    @property
    def kind(self) -> str:
        """What this is, in a reader's words."""
        if self.value is None:
            return "nothing"
        if isinstance(self.value, bool):
            return self.written
        return f"the number {self.written}" if isinstance(self.value, int | float) else "text"


@dataclass(frozen=True, slots=True)
class Listing:
    """A list."""

    items: tuple[Tree, ...]
    line: int
    column: int

    @property
    def kind(self) -> str:
        """What this is, in a reader's words."""
        return "a list"


@dataclass(frozen=True, slots=True)
class Entry:
    """A key, where it stands, and its value."""

    key: str
    line: int
    column: int
    value: Tree


@dataclass(frozen=True, slots=True)
class Keyed:
    """Keys with values, in the order written."""

    entries: Mapping[str, Entry]
    line: int
    column: int

    @property
    def kind(self) -> str:
        """What this is, in a reader's words."""
        return "keys and values"


@dataclass(frozen=True, slots=True)
class Absent:
    """What is asked for and does not stand there; whoever noticed has said so already."""

    line: int = 0
    column: int = 0

    @property
    def kind(self) -> str:
        """What this is, in a reader's words."""
        return "nothing"


Tree = Scalar | Listing | Keyed | Absent
