"""A row: what one line of a panel says, in spans that are styled by what they mean.

Panels, the graph, the plain mode, copies and exports all speak in rows. What a style looks like is
known to `look` alone; nothing here can act: a span is text, never markup, and it is made harmless.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from rich.cells import cell_len, set_cell_size

from orchtui.domain.sanitize import clean

Span = tuple[str, str]
"""A text, and the name of its style: one of `look.STYLES`, or several with spaces between."""


class RowKind(StrEnum):
    """What a row represents."""

    NONE = ""
    AGENT = "agent"
    BREAKPOINT = "breakpoint"
    DISAGREEMENT = "disagreement"
    EVENT = "event"
    GATE = "gate"
    GROUP = "group"
    METER = "meter"
    PLACE = "place"
    RECIPE = "recipe"
    RUN = "run"
    STEP = "step"
    STOP = "stop"
    WATCH = "watch"


@dataclass(frozen=True, slots=True)
class Row:
    """One line; `key` names what it represents, such as a step's path, and `kind` what that is."""

    spans: tuple[Span, ...] = ()
    key: str = ""
    kind: RowKind = RowKind.NONE

    @property
    def plain(self) -> str:
        """What it says, without its looks."""
        return "".join(text for text, _ in self.spans).rstrip()

    @property
    def width(self) -> int:
        """How many columns it takes."""
        return sum(cell_len(text) for text, _ in self.spans)


NOTHING = Row()


def row(*spans: Span | str, key: str = "", kind: RowKind = RowKind.NONE) -> Row:
    """A row of these spans; what is only a text has no style. Line ends become spaces."""
    made = (span if isinstance(span, tuple) else (span, "") for span in spans)
    return Row(tuple((_line(text), style) for text, style in made if text), key, kind)


def marked(line: Row, pattern: re.Pattern[str]) -> Row:
    """The row with all that the pattern finds in it turned."""
    said = "".join(text for text, _ in line.spans)
    edges = {edge for hit in pattern.finditer(said) if hit[0] for edge in hit.span()}
    if not edges:
        return line
    spans: list[Span] = []
    at, inside = 0, False
    for text, style in line.spans:
        start = 0
        for letter in range(len(text) + 1):
            if letter == len(text) or at + letter in edges:
                if letter > start:
                    spans.append((text[start:letter], f"{style} turned" if inside else style))
                if letter < len(text):
                    start, inside = letter, not inside
        at += len(text)
    return replace(line, spans=tuple(spans))


def fitted(text: str, width: int) -> str:
    """The text in exactly this many columns: cut, or filled with spaces."""
    text = _line(text)
    if cell_len(text) > width > 1:
        return set_cell_size(text, width - 1) + "…"
    return set_cell_size(text, max(0, width))


def plain(rows: Iterable[Row]) -> str:
    """Rows as text, for a pipe, a copy or a file."""
    return "\n".join(row.plain for row in rows)


def _line(text: str) -> str:
    return clean(text).replace("\n", " ").replace("\t", " ")
