"""What stands in a box, line by line: at full size, as a name on one line, or as a single mark.

Whether something runs, waits or has failed is told by a mark and, where there is room, by a word;
colour only goes with it. What has not begun is dotted, what is selected is heavy or turned.
"""

from __future__ import annotations

from dataclasses import dataclass

from orchtui.console.glyphs import Glyphs
from orchtui.console.graph.layout import Box
from orchtui.console.graph.lines import DOTTED, EAST, HEAVY, LEVEL, PLAIN, UPRIGHT, Drawn
from orchtui.console.graph.measures import Zoom
from orchtui.console.graph.model import Place
from orchtui.console.graph.status import Face, Looks, fitting
from orchtui.console.status_styles import STATUS_STYLES
from orchtui.console.text.cells import Line, cells, fit

_BORDERS = {**STATUS_STYLES, "done": "quiet", "planned": "quiet dim", "skipped": "quiet dim"}


@dataclass(frozen=True, slots=True)
class Painter:
    """Puts boxes on a line, as they are looked at now; `marked` are those on the marked way, and
    `undrawn` those with edges for which there is no room.
    """

    glyphs: Glyphs
    zoom: Zoom
    looks: Looks
    marked: frozenset[str]
    undrawn: frozenset[str]

    def box(self, seen: Line, place: Place, at: Box, row: int, out: Drawn | None) -> None:
        """One line of a box; `out` is how a line looks that leaves it to the right here."""
        if self.zoom is Zoom.OVERVIEW:
            self._mark(seen, place.key, at)
            return
        face = self.looks.faces.of(place.key)
        if self.zoom is Zoom.COMPACT:
            self._name(seen, place, face, at, out)
        elif row in (0, at.height - 1):
            self._edge(seen, place, face, at, row)
        else:
            self._inside(seen, place, face, at, row, out)

    def _edge(self, seen: Line, place: Place, face: Face, at: Box, row: int) -> None:
        """The first or the last line of a box; the first carries its marks."""
        glyphs = self.glyphs
        style, stroke = self._border(place.key, face)
        left, right = (0, 1) if row == 0 else (2, 3)
        level = glyphs.lines[LEVEL] * (at.width - 2)
        drawn = f"{glyphs.corners[left]}{level}{glyphs.corners[right]}".translate(stroke)
        seen.put(at.x, list(drawn), style)
        for n, (mark, strength) in enumerate(self._marks(place.key, face) if row == 0 else ()):
            seen.put(at.x + at.width - 3 - n, [mark], f"strong {strength}")

    def _inside(
        self, seen: Line, place: Place, face: Face, at: Box, row: int, out: Drawn | None
    ) -> None:
        style, stroke = self._border(place.key, face)
        side = UPRIGHT | EAST if out else UPRIGHT
        seen.put(at.x, [self.glyphs.lines[UPRIGHT].translate(stroke)], style)
        seen.put(at.x + at.width - 1, [self.glyphs.lines[side].translate(stroke)], style)
        if row == 1:
            self._title(seen, place, face, at.x + 1, at.width - 2)
        else:
            look = STATUS_STYLES[face.status] if face.word else "quiet"
            seen.put(at.x + 1, fit(_figures(face, at.width - 2), at.width - 2), look)

    def _name(self, seen: Line, place: Place, face: Face, at: Box, out: Drawn | None) -> None:
        """A name on one line, between its marks; a line that leaves it begins right after it."""
        marks = dict(self._marks(place.key, face))
        if out:
            style, stroke = out
            level = self.glyphs.lines[LEVEL].translate(stroke)
            seen.put(at.x, [level] * at.width, style)
        last = f"strong {mark}" if (mark := marks.get(self.glyphs.differs)) else ""
        first = marks.get(self.glyphs.breakpoint)
        seen.put(
            at.x, [self.glyphs.breakpoint if first else " "], f"strong {first}" if first else ""
        )
        taken = self._title(seen, place, face, at.x + 1, at.width - 2, spread=False)
        seen.put(at.x + 1 + taken, [self.glyphs.differs if last else " "], last)

    def _title(
        self, seen: Line, place: Place, face: Face, x: int, room: int, spread: bool = True
    ) -> int:
        """The mark and the name, and of a folded group how far it is; how much of the room that
        takes, if it is not to be spread over all of it.
        """
        status, selected = STATUS_STYLES[face.status], place.key == self.looks.selected
        seen.put(x, [self._glyph(face.status), " "], status)
        count = f" {face.done}/{face.of}" if place.members else ""
        label = f"{self.glyphs.closed} {place.label}" if place.members else place.label
        wide = room - 2 - len(count)
        name = fit(label, wide if spread else min(wide, len(cells(label))), self.glyphs.more)
        quiet = face.status in ("planned", "skipped", "cancelled")
        style = "quiet" if quiet else "strong" if face.status in ("running", "held") else ""
        turned = "strong turned" if self.zoom is Zoom.COMPACT else "strong"
        seen.put(x + 2, name, turned if selected else style)
        seen.put(x + 2 + len(name), list(count), status)
        return 2 + len(name) + len(count)

    def _mark(self, seen: Line, key: str, at: Box) -> None:
        status = self.looks.faces.status(key)
        look = "turned" if key == self.looks.selected else ""
        seen.put(at.x, [self._glyph(status)], f"{STATUS_STYLES[status]} {look}".strip())

    def _marks(self, key: str, face: Face) -> list[tuple[str, str]]:
        """The marks that are to be seen, each with its strength."""
        glyphs = self.glyphs
        marks = (
            (glyphs.breakpoint, face.breakpoint),
            (glyphs.differs, face.differs),
            (glyphs.more, "quiet" if key in self.undrawn else ""),
        )
        return [(mark, strength) for mark, strength in marks if strength]

    def _glyph(self, status: str) -> str:
        if status == "running":
            return self.glyphs.frames[self.looks.tick % len(self.glyphs.frames)]
        return self.glyphs.status[status]

    def _border(self, key: str, face: Face) -> Drawn:
        style = _BORDERS[face.status]
        if key == self.looks.selected:
            return "strong accent", HEAVY
        if key in self.marked:
            return "strong accent", PLAIN
        return style, DOTTED if face.status in ("planned", "skipped") else PLAIN


def _figures(face: Face, room: int) -> str:
    """The second line of a box: how it stands in a word, and in figures as far as there is room."""
    left = room - len(face.word) - bool(face.word)
    used = face.seconds or face.cost or face.tokens or face.status == "running"
    said = (
        fitting(face.seconds, face.cost, face.tokens, left, estimated=face.estimated)
        if used and left > 0
        else ""
    )
    return f"{face.word} {said}".strip()
