"""Texts in the panes of home, folded between words; of a very long one only the beginning."""

from __future__ import annotations

from orchtui.console.text.row import Row, row
from orchtui.console.text.wrap import folded as cut
from orchtui.domain.sanitize import clean, shorten
from orchtui.narration.wrap import folded, wrapped

MOST = 4_000
_LEAST = 10


def paragraph(text: str, width: int) -> list[Row]:
    """Prose, folded; what a line leaves over flows into the next."""
    told = wrapped(_short(text).strip(), max(_LEAST, width))
    return [part for line in told.split("\n") for part in _cut(line, width)]


def verbatim(text: str, width: int) -> list[Row]:
    """A text that may be anything, its lines left apart."""
    lines = _short(text).strip("\n").split("\n")
    return [part for line in lines for part in below(line, "", width)]


def below(text: str, indent: str, width: int, style: str = "") -> list[Row]:
    """One line, folded; what is left over stands below it, indented."""
    parts = folded(_short(text), max(_LEAST, width), indent)
    return [line for part in parts for line in _cut(part, width, style)]


def _short(text: str) -> str:
    return clean(shorten(text, MOST))


def _cut(line: str, width: int, style: str = "") -> list[Row]:
    """A line whose words may be wider than a line, cut to what fits."""
    return [row((part, style)) for part in cut(line, max(_LEAST, width))]
