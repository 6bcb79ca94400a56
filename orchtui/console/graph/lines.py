"""The lines of a layout as one row of the screen needs them, and the cells of one edge of a line.

Where two lines cross, the upright one is drawn whole and the other is seen to pass behind it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence

from orchtui.console.glyphs import Glyphs
from orchtui.console.graph.interval_index import Shelves
from orchtui.console.graph.layout import Fall, Layout, Run
from orchtui.console.graph.measures import MEASURES
from orchtui.console.graph.placement import BRACKET

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


Cell = tuple[int, int]
_BAND = 5  # rows are looked up in bands of 2 ** 5
_STEPS = {NORTH: (0, -1, SOUTH), SOUTH: (0, 1, NORTH), EAST: (1, 0, WEST), WEST: (-1, 0, EAST)}


class Wires:
    """All lines, by rows and by what they join."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._port = MEASURES[layout.zoom].port
        self._runs: Shelves[Run] = Shelves()
        self._falls: Shelves[Fall] = Shelves()
        for run in layout.runs:
            self._runs.put(run.y, run.x0, run.x1, run)
        for fall in layout.falls:
            for band in range(fall.y0 >> _BAND, (fall.y1 >> _BAND) + 1):
                self._falls.put(band, fall.x, fall.x, fall)
        self._by_net: dict[int, tuple[list[Run], list[Fall]]] = {}
        self._cells: dict[int, dict[Cell, int]] = {}
        self._net_of = {
            source: number for number, net in enumerate(layout.nets) for source in net.sources
        }

    def row(self, y: int, x0: int, x1: int) -> dict[int, tuple[int, int]]:
        """What this row holds between two columns: the sides each cell joins, and whose line it is.

        Of two lines that cross, the upright one; a bracket is part of all that it joins.
        """
        found: dict[int, tuple[int, int]] = {}
        for net, _, start, end in self._runs.between(y, x0, x1):
            for x in range(max(start, x0), min(end + 1, x1)):
                bits = (EAST if x < end else 0) | (WEST if x > start else 0)
                was, whose = found.get(x, (0, net))
                found[x] = (was | bits, max(net, whose))
        for net, x, top, bottom in self._falls.between(y >> _BAND, x0, x1):
            if top <= y <= bottom:
                bits = (NORTH if y > top else 0) | (SOUTH if y < bottom else 0)
                was, whose = found.get(x, (0, net))
                if net == whose or BRACKET in (net, whose):
                    found[x] = (was | bits, max(net, whose))
                else:
                    found[x] = (UPRIGHT, net)
        return found

    def lit(self, source: str, targets: Iterable[str]) -> dict[Cell, int]:
        """The cells of the lines from a source to these targets, with the sides they join."""
        net = self._net_of.get(source)
        if net is None or source not in self._layout.boxes:
            return {}
        box = self._layout.boxes[source]
        ends = [self._arrow(target) for target in targets]
        return self._ways(net, (box.x + box.width - 1, box.y + self._port), ends)

    def lit_into(self, target: str, sources: Iterable[str]) -> dict[Cell, int]:
        """The cells of the lines from these sources to one target."""
        by_net: dict[int, list[Cell]] = {}
        for source in sources:
            if (net := self._net_of.get(source)) is not None:
                box = self._layout.boxes[source]
                by_net.setdefault(net, []).append((box.x + box.width - 1, box.y + self._port))
        found: dict[Cell, int] = {}
        for net, starts in by_net.items():
            for cell, bits in self._ways(net, self._arrow(target), starts).items():
                found[cell] = found.get(cell, 0) | bits
        return found

    def _arrow(self, key: str) -> Cell:
        box = self._layout.boxes[key]
        return box.x - 1, box.y + self._port

    def _ways(self, net: int, start: Cell, ends: Sequence[Cell]) -> dict[Cell, int]:
        """The cells of the shortest ways along a line from one cell to others."""
        cells = self._cells_of(net)
        came: dict[Cell, tuple[Cell, int]] = {start: (start, 0)}
        todo = deque([start])
        while todo:
            at = todo.popleft()
            for side, (across, down, _) in _STEPS.items():
                to = (at[0] + across, at[1] + down)
                if cells.get(at, 0) & side and to not in came:
                    came[to] = (at, side)
                    todo.append(to)
        found: dict[Cell, int] = {}
        for end in ends:
            at, bits = end, 0
            while at in came:
                known = at in found
                found[at] = found.get(at, 0) | bits
                earlier, side = came[at]
                if not side:
                    break
                found[at] |= _STEPS[side][2]
                if known:
                    break
                at, bits = earlier, side
        return found

    def _cells_of(self, net: int) -> dict[Cell, int]:
        """The sides that each cell of a line joins, the brackets of its targets among them."""
        if net in self._cells:
            return self._cells[net]
        if not self._by_net:
            for run in self._layout.runs:
                self._by_net.setdefault(run.net, ([], []))[0].append(run)
            for fall in self._layout.falls:
                self._by_net.setdefault(fall.net, ([], []))[1].append(fall)
        runs, falls = self._by_net.get(net, ([], []))
        brackets = self._by_net.get(BRACKET, ([], []))
        at = {
            self._arrow(key) for key in self._layout.nets[net].targets if key in self._layout.boxes
        }
        columns = {(x - 1, y) for x, y in at}
        found: dict[Cell, int] = {}
        for _, y, x0, x1 in [*runs, *(run for run in brackets[0] if (run.x1, run.y) in at)]:
            for x in range(x0, x1 + 1):
                bits = (EAST if x < x1 else 0) | (WEST if x > x0 else 0)
                found[x, y] = found.get((x, y), 0) | bits
        theirs = (
            fall
            for fall in brackets[1]
            if any((fall.x, y) in columns for y in range(fall.y0, fall.y1 + 1))
        )
        for _, x, y0, y1 in [*falls, *theirs]:
            for y in range(y0, y1 + 1):
                bits = (NORTH if y > y0 else 0) | (SOUTH if y < y1 else 0)
                found[x, y] = found.get((x, y), 0) | bits
        self._cells[net] = found
        return found
