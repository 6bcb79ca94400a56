"""The graph in its pane: drawn where there is room for it, a tree where there is not.

The structure is laid out again only when it changes, and away from the loop where that takes time;
a beat draws what is in sight. It follows what happens until somebody moves.
"""

from __future__ import annotations

import asyncio
from collections.abc import Hashable, Mapping, Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size

from orchtui.console.glyphs import Glyphs
from orchtui.console.graph.layout import Layout, lay_out
from orchtui.console.graph.measures import Zoom
from orchtui.console.graph.model import Graph, critical_way, graph_of, structure_of
from orchtui.console.graph.render import Direction, Drawing
from orchtui.console.graph.status import Faces, Looks
from orchtui.console.graph.tree import tree_rows
from orchtui.console.run_view import View
from orchtui.console.text.row import NOTHING, Row, RowKind
from orchtui.console.widgets.row_list import Sheet
from orchtui.domain.preview import DrawnStep

_AT_ONCE = 150
"""So many places are laid out between two beats; more, on a thread of their own."""

_MARGIN = 2


class GraphPane(Sheet):
    """The graph of a run."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "aside(-1)", "Along an edge", id="graph.left", show=False),
        Binding("right,l", "aside(1)", "Along an edge", id="graph.right", show=False),
    ]

    def __init__(self, view: View, ahead: Mapping[str, DrawnStep], *, id: str, title: str) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id, title=title)
        self.view = view
        self.follows_run = True
        self.as_tree = False
        self.zoom: Zoom | None = None
        self._ahead = ahead
        self._structure: Hashable = None
        self._graph = Graph()
        self._layout: Layout | None = None
        self._drawing: Drawing | None = None
        self._looks: Looks | None = None
        self._laying_out = False
        self._critical: tuple[str, ...] = ()
        self._critical_at: Hashable = None
        self._looked_at = ""

    # -- what is shown -------------------------------------------------------------------------

    def beat(self, *, everything: bool) -> None:
        """Show the run as it is now."""
        view = self.view
        self._restructure()
        if not self.is_on_screen or not self.size.height:
            return
        if self.as_tree:
            if everything:
                faces = Faces(self._graph, view.state, view.now)
                rows = tree_rows(self._graph, faces, view.glyphs, self.size.width, view.frame)
                self.show(rows)
                self.point(self._graph.seen(view.selected))
            return
        if self._drawing is None:
            return
        faces = Faces(self._graph, view.state, view.now)
        selected = self._graph.seen(view.selected)
        self._looks = Looks(faces, selected, self._critical_way(), view.frame)
        size = Size(self._drawing.width + _MARGIN, self._drawing.height)
        self.spread(size)
        if selected != self._looked_at:
            self._looked_at = selected
            self.call_after_refresh(self._look_at, selected)
        self._draw_changes()

    def _restructure(self) -> None:
        view = self.view
        zoom = self._wanted_zoom()
        wanted = (structure_of(view.state, view.folded, self._ahead), zoom, self.as_tree)
        if wanted == self._structure or self._laying_out:
            return
        self._structure = wanted
        graph = graph_of(view.state, folded=view.folded, ahead=self._ahead)
        if self.as_tree:
            self._graph, self._drawing = graph, None
        elif len(graph.places) <= _AT_ONCE:
            self._take(graph, *_draw(graph, zoom, self._layout, view.glyphs))
        else:
            self._laying_out = True
            self.run_worker(self._draw_aside(graph, zoom), group="layout")

    async def _draw_aside(self, graph: Graph, zoom: Zoom) -> None:
        """Draw it on a thread; until that is done, what was drawn before is shown."""
        try:
            glyphs = self.view.glyphs
            drawn = await asyncio.to_thread(_draw, graph, zoom, self._layout, glyphs)
            self._take(graph, *drawn)
        finally:
            self._laying_out = False
        self.beat(everything=True)  # there may be no other for long

    def _take(self, graph: Graph, layout: Layout, drawing: Drawing) -> None:
        self._graph, self._layout, self._drawing = graph, layout, drawing
        self._looks, self._looked_at, self._critical_at = None, "", None

    @property
    def drawn(self) -> Zoom | None:
        """How near it is drawn, once it is."""
        return self._layout.zoom if self._layout and not self._laying_out else None

    def _wanted_zoom(self) -> Zoom:
        """What was chosen, or as near as what there is allows."""
        if self.zoom is not None:
            return self.zoom
        steps = len(self.view.state.steps)
        room = max(1, self.size.width * self.size.height)
        if steps * 110 <= room * 2:
            return Zoom.FULL
        return Zoom.COMPACT if steps * 30 <= room * 3 else Zoom.OVERVIEW

    def _critical_way(self) -> tuple[str, ...]:
        """The chain of steps that took longest so far, if it is asked for."""
        if not self.view.critical:
            return ()
        state = self.view.state
        if self._critical_at != (at := (self.view.position, state.events)):
            self._critical_at = at
            self._critical = critical_way(self._graph, state)
        return self._critical

    @property
    def rows(self) -> Sequence[Row]:
        """All of it, as it is drawn."""
        drawing, looks = self._drawing, self._looks
        if self.as_tree or drawing is None or looks is None:
            return super().rows
        lines = range(drawing.height)
        return [Row(tuple(drawing.spans(y, 0, drawing.width, looks))) for y in lines]

    def _seen(self, number: int) -> tuple[Row, int]:
        if self.as_tree:
            return super()._seen(number)
        if self._drawing is None or self._looks is None or number >= self._drawing.height:
            return NOTHING, 0
        left = self.scroll_offset.x
        spans = self._drawing.spans(number, left, left + self.size.width, self._looks)
        return Row(tuple(spans)), 0

    def on_resize(self) -> None:
        """Keep in sight what is looked at."""
        self.call_after_refresh(self._look_at, self._graph.seen(self.view.selected))

    def _look_at(self, key: str) -> None:
        """Bring a step into sight, with as little movement as that takes."""
        box = self._drawing.box(key) if self._drawing else None
        if box is None:
            return
        left, top = self.scroll_offset
        width, height = self.size.width, self.size.height
        x = _nearest(left, width, box.x - _MARGIN, box.x + box.width + _MARGIN)
        y = _nearest(top, height, box.y - 1, box.y + box.height + 1)
        if (x, y) != (left, top):
            self.scroll_to(x=x, y=y, animate=False, immediate=True)

    # -- movement ------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        if self.as_tree:
            super().action_move(by)
        else:
            self._go("down" if by > 0 else "up")

    def action_aside(self, by: int) -> None:
        if self.as_tree:
            super().action_aside(by)
        else:
            self._go("right" if by > 0 else "left")

    def action_far(self, where: int) -> None:
        if self.as_tree:
            super().action_far(where)
            return
        paths = [path for path in self.view.state.steps if self._graph.seen(path) == path]
        if paths:
            self._point_to(paths[0 if where < 0 else -1])

    def action_choose(self) -> None:
        key = self._graph.seen(self.view.selected)
        if key in self.view.folded:
            self.fold(key)
        elif key in self.view.state.steps:
            self.post_message(self.Chosen(self, Row(key=key, kind=RowKind.STEP)))

    def _go(self, direction: Direction) -> None:
        if self._drawing is None:
            return
        here = self._graph.seen(self.view.selected)
        there = self._drawing.neighbour(self._graph, here, direction)
        if there != here:
            self._point_to(there)

    def _point_to(self, key: str) -> None:
        """Look at a place; a folded group stands for the first of its steps."""
        self.follows_run = False
        place = self._graph.places.get(key)
        path = place.members[0] if place and place.members else key
        self.post_message(self.Pointed(self, Row(key=path, kind=RowKind.STEP)))

    def on_click(self, event: events.Click) -> None:
        """Look at what is clicked; a group's title folds it, a folded one opens."""
        if self.as_tree or self._drawing is None:
            super().on_click(event)
            return
        offset = event.get_content_offset(self)
        if offset is None:
            return
        left, top = self.scroll_offset
        key = self._drawing.at(left + offset.x, top + offset.y)
        if key in self._graph.frames or key in self.view.folded:
            self.fold(key)
        elif key:
            self._point_to(key)
            if event.chain >= 2:
                self.post_message(self.Chosen(self, Row(key=key, kind=RowKind.STEP)))

    # -- zoom and folding ----------------------------------------------------------------------

    def look(self, name: str) -> None:
        """Zoom, or fold the group of the step that is looked at."""
        if name == "fold":
            self.fold(self._group())
        elif name in ("larger", "smaller"):
            zooms = list(Zoom)
            at = zooms.index(self._wanted_zoom()) + (1 if name == "smaller" else -1)
            self.zoom = zooms[max(0, min(at, len(zooms) - 1))]

    def fold(self, group: str) -> None:
        """Fold a group into one box, or open it."""
        if group:
            self.view.folded ^= {group}

    def _group(self) -> str:
        """The group that is looked at: one that is folded, or the innermost around the step."""
        seen = self._graph.seen(self.view.selected)
        if seen in self.view.folded:
            return seen
        place = self._graph.places.get(seen)
        return place.group if place else ""


def _nearest(at: int, room: int, start: int, end: int) -> int:
    """Where to scroll to, so that a stretch is in sight."""
    if end - start >= room or start < at:
        return max(0, start)
    return max(0, end - room) if end > at + room else at


def _draw(
    graph: Graph, zoom: Zoom, before: Layout | None, glyphs: Glyphs
) -> tuple[Layout, Drawing]:
    """A graph laid out and drawn."""
    layout = lay_out(graph, zoom, before)
    return layout, Drawing(layout, glyphs)
