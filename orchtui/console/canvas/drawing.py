"""The graph as lines of the screen: one at a time, and of each only the part that is seen.

A drawing is made once for a layout and asked again and again; what changes from moment to moment is
in the `Looks` it is asked with. It also answers what the mouse and the arrow keys need to know.
"""

from __future__ import annotations

from collections.abc import Mapping

from orchtui.console.canvas.boxes import Painter
from orchtui.console.canvas.cells import Line, cells, fit
from orchtui.console.canvas.faces import Looks
from orchtui.console.canvas.graph import Graph
from orchtui.console.canvas.layout import Box, Layout
from orchtui.console.canvas.lighting import Lighting
from orchtui.console.canvas.moving import Direction, neighbour
from orchtui.console.canvas.scale import MEASURES
from orchtui.console.canvas.shelf import Shelves
from orchtui.console.canvas.strokes import LEVEL, UPRIGHT, Drawn, line
from orchtui.console.canvas.wires import Wires
from orchtui.console.glyphs import Glyphs
from orchtui.console.row import Span

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
