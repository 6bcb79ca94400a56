"""How big everything is at each zoom: boxes with figures, names on one line, or one mark a step."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from orchtui.console.graph.model import Place
from orchtui.console.text.cells import cells


@dataclass(frozen=True, slots=True)
class Measures:
    """A box of `height` rows, whose lines come and go in row `port`; `pad` is room in a group, and
    `even` boxes of a column are all as wide as the widest.
    """

    height: int
    port: int
    around: int
    least: int
    most: int
    pad: int
    even: bool = True

    def width(self, place: Place) -> int:
        """How wide a place's box is, whatever may happen in it."""
        said = len(cells(place.label)) + count_room(place)
        return self.around + max(self.least, min(said, self.most))


class Zoom(Enum):
    """How near one looks."""

    FULL = "full"
    COMPACT = "compact"
    OVERVIEW = "overview"


MEASURES = {
    Zoom.FULL: Measures(height=4, port=1, around=4, least=11, most=20, pad=1),
    Zoom.COMPACT: Measures(height=1, port=0, around=4, least=1, most=24, pad=0),
    Zoom.OVERVIEW: Measures(height=1, port=0, around=1, least=0, most=0, pad=1, even=False),
}


def count_room(place: Place) -> int:
    """The room for what a folded group says beside its name: how many of its steps are done."""
    if not place.members:
        return 0
    return 2 * len(str(len(place.members))) + 4
