"""Where an arrow key leads from a step: along the edges, or up and down its column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from orchtui.console.canvas.edges import Edge
from orchtui.console.canvas.layout import Box

Direction = Literal["left", "right", "up", "down"]


def neighbour(
    edges: Iterable[Edge], boxes: Mapping[str, Box], key: str, direction: Direction
) -> str:
    """What is next to a step in a direction; the step itself, if there is nothing."""
    if key not in boxes:
        return next(iter(boxes), "")
    here = boxes[key]
    if direction in ("left", "right"):
        if direction == "right":
            joined = [target for source, target in edges if source == key]
        else:
            joined = [source for source, target in edges if target == key]
        straight = [each for each in joined if each in boxes]
        if straight:
            return min(straight, key=lambda each: _bend(here, boxes[each]))
    side = 1 if direction in ("right", "down") else -1
    if direction in ("up", "down"):
        beyond = [each for each, box in boxes.items() if (box.y - here.y) * side > 0]
        column = [each for each in beyond if _shares_column(here, boxes[each])]
        return min(column or beyond, key=lambda each: _drop(here, boxes[each]), default=key)
    beyond = [each for each, box in boxes.items() if (box.x - here.x) * side > 0]
    return min(beyond, key=lambda each: _bend(here, boxes[each]), default=key)


def _bend(here: Box, there: Box) -> tuple[int, int, int]:
    """How much a way to the side turns: first of all it should stay on its row."""
    return abs(there.y - here.y), abs(there.x - here.x), there.y


def _drop(here: Box, there: Box) -> tuple[int, int, int]:
    """How far a way up or down is."""
    return abs(there.y - here.y), abs(there.x - here.x), there.x


def _shares_column(here: Box, there: Box) -> bool:
    return there.x < here.x + here.width and here.x < there.x + there.width
