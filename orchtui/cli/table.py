"""Columns for lists on stdout: aligned, cut to the terminal's width, never cut in a pipe."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence

from orchtui.domain.text import first_line, shorten


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows under their head; the last column takes what room is left."""
    lines = [tuple(head), *(tuple(first_line(cell, 200) for cell in row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head) - 1)]
    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else 10_000
    left = max(8, room - sum(widths) - 2 * len(widths))
    told = []
    for line in lines:
        cells = [cell.ljust(width) for cell, width in zip(line, widths, strict=False)]
        told.append("  ".join([*cells, shorten(line[-1], left)]).rstrip())
    return told


def ago(seconds: float) -> str:
    """`12 s`, `5 min`, `3 h`, `8 d`: how long ago, roughly."""
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{int(seconds // size)} {unit}"
    return f"{max(0, int(seconds))} s"


def unique_prefixes(ids: Sequence[str]) -> dict[str, str]:
    """For every id the shortest beginning that no other one here has."""
    ordered = sorted(ids)
    shortest: dict[str, str] = {}
    for at, each in enumerate(ordered):
        near = [ordered[i] for i in (at - 1, at + 1) if 0 <= i < len(ordered)]
        common = max((_common(each, other) for other in near), default=0)
        shortest[each] = each[: max(4, common + 1)]
    return shortest


def _common(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
