"""Where everything in a graph goes, at each zoom: a pure function of the structure.

What was laid out before keeps its order, so that a graph that grows does not jump. This is the part
that takes time; it knows nothing of how a run goes, and is done again only when the structure
changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from orchtui.console.graph.layers import Before, ordered
from orchtui.console.graph.measures import MEASURES, Zoom
from orchtui.console.graph.model import Graph
from orchtui.console.graph.nesting import Level, Net, levels_of, nets_of
from orchtui.console.graph.overview import Beads, strung
from orchtui.console.graph.placement import BRACKET, Block, Sizes, block_of
from orchtui.console.text.cells import cells

_TITLE = 30
_AROUND_TITLE = 4


class Box(NamedTuple):
    """A rectangle of the canvas."""

    x: int
    y: int
    width: int
    height: int


class Run(NamedTuple):
    """A stretch of a line along a row, from column to column; both are part of it."""

    net: int
    y: int
    x0: int
    x1: int


class Fall(NamedTuple):
    """A stretch of a line along a column, from row to row."""

    net: int
    x: int
    y0: int
    y1: int


Orders = Mapping[str, Sequence[Sequence[str]]]


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything in its place; `entered` are the boxes that an arrow points at."""

    zoom: Zoom
    width: int = 0
    height: int = 0
    boxes: Mapping[str, Box] = field(default_factory=dict)
    frames: Mapping[str, Box] = field(default_factory=dict)
    runs: Sequence[Run] = ()
    falls: Sequence[Fall] = ()
    entered: frozenset[str] = frozenset()
    nets: Sequence[Net] = ()
    undrawn: frozenset[str] = frozenset()
    orders: Orders = field(default_factory=dict)


def lay_out(graph: Graph, zoom: Zoom = Zoom.FULL, before: Layout | None = None) -> Layout:
    """Put a graph in its place, as near as can be to where it was `before`."""
    beads = strung(graph) if zoom is Zoom.OVERVIEW else None
    shown = beads.graph if beads else graph
    nets = nets_of(shown)
    levels = levels_of(shown, nets.lines)
    first_source = [net.sources[0] for net in nets.lines]
    measures = MEASURES[zoom]
    sizes = (
        beads.sizes
        if beads
        else {key: (measures.width(place), measures.height) for key, place in shown.places.items()}
    )
    earlier = Before.of(before.orders) if before else None
    orders: dict[str, list[list[str]]] = {}
    blocks: dict[str, Block] = {}
    for key in _inside_out(levels):
        columns = ordered(levels[key], first_source, earlier)
        orders[key] = columns.names(first_source)
        known = Sizes(measures, sizes, blocks, _title_room(shown, key))
        blocks[key] = block_of(columns, known, framed=bool(key))
    made = _Made(blocks, sizes)
    made.put("", 0, 0)
    if beads:
        made.scatter(beads)
    whole = blocks[""]
    undrawn = frozenset(key for edge in nets.undrawn for key in edge)
    return Layout(
        zoom,
        whole.width,
        whole.height,
        made.boxes,
        made.frames,
        made.runs,
        made.falls,
        frozenset(made.entered),
        nets.lines,
        undrawn,
        orders,
    )


def _inside_out(levels: Mapping[str, Level]) -> list[str]:
    """The levels, each after those in it."""
    found: list[str] = [""]
    for key in found:
        found += [item for item in levels[key].items if item in levels]
    return found[::-1]


def _title_room(graph: Graph, key: str) -> int:
    """How wide a group must be inside for its title."""
    if not key:
        return 0
    return min(_TITLE, len(cells(graph.frames[key].title))) + _AROUND_TITLE


@dataclass(slots=True)
class _Made:
    """What blocks come to, once they are put into each other."""

    blocks: Mapping[str, Block]
    sizes: Mapping[str, tuple[int, int]]
    boxes: dict[str, Box] = field(default_factory=dict)
    frames: dict[str, Box] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)
    falls: list[Fall] = field(default_factory=list)
    entered: list[str] = field(default_factory=list)

    def put(self, key: str, x: int, y: int) -> None:
        """Put a block's content at this corner, and the blocks in it."""
        block = self.blocks[key]
        for name, left, top, width in block.boxes:
            self.boxes[name] = Box(x + left, y + top, width, self.sizes[name][1])
        self.runs += [Run(net, y + row, x + x0, x + x1) for net, row, x0, x1 in block.runs]
        self.falls += [Fall(net, x + at, y + y0, y + y1) for net, at, y0, y1 in block.falls]
        self.entered += block.entered
        for name, left, top in block.blocks:
            inner = self.blocks[name]
            self.frames[name] = Box(x + left, y + top, inner.width + 2, inner.height + 2)
            self.put(name, x + left + 1, y + top + 1)

    def scatter(self, beads: Beads) -> None:
        """Put every step of a block in its place."""
        for first, spots in beads.cells.items():
            x, y, *_ = self.boxes[first]
            for key, (across, down) in spots.items():
                self.boxes[key] = Box(x + across, y + down, 1, 1)
            for across, down in beads.strings[first]:
                at = x + across
                self.runs.append(Run(BRACKET, y + down, at, at + 2))
