"""How lines are drawn: by what a cell joins, and how strongly.

Every stroke is made from the line drawn plainly, whatever set of marks that comes from, so that a
line is told from another by its shape as well as by its colour.
"""

from __future__ import annotations

from collections.abc import Mapping

from orchtui.console.glyphs import Glyphs

NORTH, EAST, SOUTH, WEST = 1, 2, 4, 8
UPRIGHT, LEVEL = NORTH | SOUTH, EAST | WEST

Stroke = Mapping[int, int]
"""A way to draw: which mark becomes which."""
Drawn = tuple[str, Stroke]
"""How something is drawn: what it means, and in which way."""

PLAIN: Stroke = {}
HEAVY: Stroke = str.maketrans("─│╭╮╰╯┌┐└┘├┤┬┴┼╴╵╶╷-|+", "━┃┏┓┗┛┏┓┗┛┣┫┳┻╋╸╹╺╻=#*")
DOTTED: Stroke = str.maketrans("─│-|", "┄┆.:")
_CORNERS = {EAST | SOUTH: 0, SOUTH | WEST: 1, NORTH | EAST: 2, NORTH | WEST: 3}


def line(glyphs: Glyphs, bits: int) -> str:
    """The mark of a line that joins these sides; a turn is a rounded corner."""
    corner = _CORNERS.get(bits)
    return glyphs.lines[bits] if corner is None else glyphs.corners[corner]
