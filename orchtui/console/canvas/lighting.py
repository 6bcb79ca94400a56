"""How strongly each cell of a line is drawn: what goes on there, what is selected, what is marked.

Worked out once for each selection, and each line's style once a moment.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from orchtui.console.canvas.faces import Looks
from orchtui.console.canvas.layout import Layout
from orchtui.console.canvas.strokes import DOTTED, HEAVY, LEVEL, PLAIN, UPRIGHT, Drawn
from orchtui.console.canvas.wires import Cell, Wires

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
