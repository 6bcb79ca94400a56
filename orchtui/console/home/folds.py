"""Texts in the panes of home, folded between words."""

from __future__ import annotations

from orchtui.console.row import Row, row
from orchtui.domain.text import clean
from orchtui.telling.folding import folded, wrapped


def paragraph(text: str, width: int) -> list[Row]:
    """Prose, folded; what a line leaves over flows into the next."""
    return [row(line) for line in wrapped(clean(text).strip(), max(10, width)).split("\n")]


def verbatim(text: str, width: int) -> list[Row]:
    """A text that may be anything, its lines left apart."""
    return [each for line in clean(text).strip("\n").split("\n") for each in below(line, "", width)]


def below(line: str, indent: str, width: int, style: str = "") -> list[Row]:
    """One line, folded; what is left over stands below it, indented."""
    return [row((part, style)) for part in folded(clean(line), max(10, width), indent)]
