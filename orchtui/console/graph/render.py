"""The graph as lines of the screen: one at a time, and of each only the part that is seen.

A drawing is made once for a layout and asked again and again; what changes from moment to moment is
in the `Looks` it is asked with. It also answers what the mouse and the arrow keys need to know.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Literal

from orchtui.console.glyphs import Glyphs
from orchtui.console.graph.boxes import Painter
from orchtui.console.graph.edges import Edge
from orchtui.console.graph.interval_index import Shelves
from orchtui.console.graph.layout import Box, Layout
from orchtui.console.graph.lines import (
    DOTTED,
    HEAVY,
    LEVEL,
    PLAIN,
    UPRIGHT,
    Cell,
    Drawn,
    Wires,
    line,
)
from orchtui.console.graph.measures import MEASURES
from orchtui.console.graph.model import Graph
from orchtui.console.graph.status import Looks
from orchtui.console.text.cells import Line, cells, fit
from orchtui.console.text.row import Span

_WORTH_SAYING = 10


class Drawing:
    """A layout, drawn with these marks."""

    def __init__(self, layout: Layout, glyphs: Glyphs) -> None:
        self._layout, self._glyphs = layout, glyphs
        self._wires = Wires(layout)
        self._lighting = Lighting(layout, self._wires)
        self._port = MEASURES[layout.zoom].port
        self._boxes = _shelves(layout.boxes, arrow=1)
        self._frames = _shelves(layout.frames)

    @property
    def width(self) -> int:
        """How wide the whole canvas is."""
        return self._layout.width

    @property
    def height(self) -> int:
        """How many lines it has."""
        return self._layout.height

    def box(self, key: str) -> Box | None:
        """Where a step, or a group, is."""
        return self._layout.boxes.get(key) or self._layout.frames.get(key)

    def at(self, x: int, y: int) -> str:
        """What is there: a step, or a group by its title; else nothing."""
        for key in self._boxes.between(y, x, x + 1):
            if x >= self._layout.boxes[key].x:
                return key
        for key in self._frames.between(y, x, x + 1):
            if y == self._layout.frames[key].y:
                return key
        return ""

    def neighbour(self, graph: Graph, key: str, direction: Direction) -> str:
        """What is next to a step: along an edge, or in its column; itself, if nothing is."""
        return neighbour((*graph.edges, *graph.faint), self._layout.boxes, key, direction)

    def spans(self, y: int, x0: int, x1: int, looks: Looks) -> list[Span]:
        """What line `y` shows from column `x0` up to `x1`: spans of exactly so many cells."""
        self._lighting.look(looks)
        seen, wires = Line(x0, x1), self._wires.row(y, x0, x1)
        crossed: set[int] = set()
        for key in self._frames.between(y, x0, x1):
            self._frame(seen, key, y, looks, crossed)
        for x, (bits, net) in wires.items():
            style, stroke = self._lighting.stroke((x, y), bits, net)
            sides = bits | UPRIGHT if x in crossed else bits
            seen.put(x, [line(self._glyphs, sides).translate(stroke)], style)
        layout, marked = self._layout, frozenset(looks.critical)
        painter = Painter(self._glyphs, layout.zoom, looks, marked, layout.undrawn)
        for key in self._boxes.between(y, x0, x1):
            box = self._layout.boxes[key]
            out = None
            if y == box.y + self._port:
                out = self._stroke(box.x + box.width - 1, y, wires)
                if key in self._layout.entered:
                    drawn = self._stroke(box.x - 1, y, wires)
                    seen.put(box.x - 1, [self._glyphs.arrows[1]], drawn[0] if drawn else "quiet")
            painter.box(seen, looks.faces.graph.places[key], box, y - box.y, out)
        return seen.spans()

    def _stroke(self, x: int, y: int, wires: Mapping[int, tuple[int, int]]) -> Drawn | None:
        """How a line looks that begins or ends here, if one does."""
        cell = wires.get(x) or self._wires.row(y, x, x + 1).get(x)
        return self._lighting.stroke((x, y), *cell) if cell else None

    def _frame(self, seen: Line, key: str, y: int, looks: Looks, crossed: set[int]) -> None:
        """One line of the border of a group; the first carries its title."""
        box, glyphs = self._layout.frames[key], self._glyphs
        said, style = looks.faces.frame(key)
        if y not in (box.y, box.y + box.height - 1):
            for x in (box.x, box.x + box.width - 1):
                seen.put(x, [glyphs.lines[UPRIGHT]], style)
                crossed.add(x)
            return
        left, right = (0, 1) if y == box.y else (2, 3)
        level = glyphs.lines[LEVEL] * (box.width - 2)
        seen.put(box.x, [*f"{glyphs.corners[left]}{level}{glyphs.corners[right]}"], style)
        if y == box.y:
            title = f" {glyphs.open} {looks.faces.graph.frames[key].title} "
            room = box.width - 2
            if said and room - len(title) >= _WORTH_SAYING:
                words = cells(f"{title}{glyphs.dot} {said} ")
                seen.put(box.x + 1, fit(words, min(room, len(words)), glyphs.more), style)
            name = cells(title)
            seen.put(box.x + 1, fit(name, min(room, len(name)), glyphs.more), f"strong {style}")


def _shelves(boxes: Mapping[str, Box], arrow: int = 0) -> Shelves[str]:
    """Boxes by rows, each with the arrow before it."""
    shelves: Shelves[str] = Shelves()
    for key, (x, y, width, height) in boxes.items():
        for row in range(y, y + height):
            shelves.put(row, x - arrow, x + width - 1, key)
    return shelves


_NOT_BEGUN = frozenset({"planned", "skipped", "cancelled"})


class Lighting:
    """The strokes of all lines, as they are looked at now."""

    def __init__(self, layout: Layout, wires: Wires) -> None:
        self._layout, self._wires = layout, wires
        self._looks: Looks | None = None
        self._of_nets: dict[int, Drawn] = {}
        self._marked: dict[Cell, int] = {}
        self._selected: dict[Cell, int] = {}
        self._lit_by: tuple[object, ...] = ("", ())

    def look(self, looks: Looks) -> None:
        """From here on, draw for these looks."""
        if looks is self._looks:
            return
        if self._looks is None or looks.faces is not self._looks.faces:
            self._of_nets = {}
        if (lit_by := (looks.selected, looks.critical)) != self._lit_by:
            self._lit_by = lit_by
            self._marked = _together(
                self._wires.lit(one, [other])
                for one, other in pairwise(looks.critical)
                if {one, other} <= self._layout.boxes.keys()
            )
            self._selected = self._beside(looks)
        self._looks = looks

    def stroke(self, cell: Cell, bits: int, net: int) -> Drawn:
        """The style and the stroke of a cell of a line."""
        if _seen(self._marked.get(cell, 0), bits):
            return "strong accent", HEAVY
        drawn = self._of_nets.get(net)
        if drawn is None:
            drawn = self._of_nets[net] = self._net(net)
        return ("accent", drawn[1]) if _seen(self._selected.get(cell, 0), bits) else drawn

    def _net(self, net: int) -> Drawn:
        if net < 0 or self._looks is None:
            return "quiet", PLAIN
        of, faces = self._layout.nets[net], self._looks.faces
        statuses = {faces.status(target) for target in of.targets}
        if len(of.faint) == len(of.targets) or statuses <= _NOT_BEGUN:
            return "quiet dim", DOTTED
        return ("busy" if "running" in statuses else "quiet"), PLAIN

    def _beside(self, looks: Looks) -> dict[Cell, int]:
        """The cells of all edges of what is selected."""
        key, graph = looks.selected, looks.faces.graph
        if key not in self._layout.boxes:
            return {}
        edges = (*graph.edges, *graph.faint)
        leads = [target for source, target in edges if source == key]
        given = [source for source, target in edges if target == key]
        return _together([self._wires.lit(key, leads), self._wires.lit_into(key, given)])


def _seen(lit: int, bits: int) -> bool:
    """Whether what is lit is what is drawn: where lines cross, only the upright one is."""
    return lit != 0 and not (bits == UPRIGHT and lit == LEVEL)


def _together(parts: Iterable[dict[Cell, int]]) -> dict[Cell, int]:
    found: dict[Cell, int] = {}
    for part in parts:
        for cell, bits in part.items():
            found[cell] = found.get(cell, 0) | bits
    return found


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
