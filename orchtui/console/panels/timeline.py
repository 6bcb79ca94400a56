"""When each agent was at work: a lane an agent, under a ruler with the playhead, and over what was
being spent.

It shows the whole of a run, and what comes after the playhead faintly. Bars are drawn once for as
long as the scale stays, so that a beat costs what is on the screen and not what is in the record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from rich.cells import cell_len

from orchtui.console.panels.activity import DIFFERS, HIT, IDLE, LIMIT, Lane, Spans
from orchtui.console.panels.axis import Axis, axis
from orchtui.console.panels.format import clock
from orchtui.console.panels.index import read
from orchtui.console.panels.lanes import Canvas, Cells, canvas
from orchtui.console.run_view import View
from orchtui.console.text.row import Row, RowKind, Span, fitted, row

FIRST_LANE = 1
"""The row of the first agent's lane."""
_NAME = 14
_LEAST_NAME = 6
_MARK_STYLES: Mapping[str, str] = {HIT: "accent", DIFFERS: "warn", LIMIT: "bad"}
_MARK_RANK = (DIFFERS, HIT, LIMIT)
_NICE = (1.0, 2.0, 5.0, 10.0)

Marked = list[Span]
"""A line as single marks, each with what it means."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What is drawn, and how large."""

    view: View
    spans: Spans
    axis: Axis
    canvas: Canvas
    names: int
    columns: int
    now: float

    @property
    def at(self) -> float:
        """The time of the playhead."""
        view = self.view
        if not view.is_past:
            return self.now
        return self.spans.first + view.player.elapsed(view.position or 0)

    @property
    def playhead(self) -> int:
        """The column of the playhead."""
        return min(self.columns - 1, int(self.axis.column(self.at)))


def rows(view: View, width: int) -> list[Row]:
    """The ruler, a lane an agent, what held the run, and what was spent when."""
    if not view.player.length:
        return [row(("Nothing has happened yet.", "quiet"))]
    scene = _scene(view, width)
    found = [_line(scene, "", _ruler(scene))]
    for name, lane in _lanes(scene).items():
        cells = scene.canvas.lane(name, lane, scene.axis, scene.now)
        running = any(span.how == "running" for span in lane.going.values())
        style = "strong" if running else "" if cells else "quiet"
        found.append(_line(scene, name, _bars(scene, cells), style, key=name, kind=RowKind.AGENT))
    if scene.spans.marks or scene.spans.run.over or scene.spans.run.going:
        found.append(_line(scene, "marks", _marks(scene), "quiet"))
    if scene.canvas.cost:
        found.append(_line(scene, "cost", _costs(scene), "quiet"))
    return found


def height(view: View) -> int:
    """How many rows there are at most."""
    return FIRST_LANE + len(_names(view, read(view.player, Spans))) + 2


def column_of(view: View, width: int, position: int) -> int:
    """The column of the pane in which a position is."""
    scene = _scene(view, width)
    at = scene.spans.first + view.player.elapsed(position)
    return scene.names + min(scene.columns - 1, int(scene.axis.column(at)))


def at_column(view: View, width: int, x: int) -> int:
    """The last position that a column of the pane stands for; left of the lanes it is the start."""
    scene = _scene(view, width)
    column = min(x, width) - scene.names
    if column < 0 or not view.player.length:
        return 0
    # Its right edge, so that what is drawn in a column has happened once it is clicked.
    seconds = scene.axis.time(column + 1) - scene.spans.first
    return max(1, view.player.position_at(seconds))


# -- what is drawn -----------------------------------------------------------------------------


def _scene(view: View, width: int) -> Scene:
    spans = read(view.player, Spans)
    now = max(spans.last, view.clock) if view.is_going else spans.last
    widest = max((cell_len(name) for name in _names(view, spans)), default=0)
    names = max(_LEAST_NAME, min(widest, max(_NAME, width // 7), width // 4)) + 1
    columns = max(8, width - names - 1)
    gaps = spans.gaps
    if now - spans.last > IDLE and not spans.is_busy:
        gaps = [*gaps, (spans.last, now)]
    limit = view.limits.seconds
    made = axis(spans.first, now, gaps, columns, goes_on=view.is_going, limit=limit)
    return Scene(view, spans, made, canvas(spans, made), names, columns, now)


def _names(view: View, spans: Spans) -> list[str]:
    """The agents in the recipe's order; those whom only the flow knows come last."""
    return list(dict.fromkeys((*view.recipe.agents, *spans.lanes)))


def _lanes(scene: Scene) -> dict[str, Lane]:
    nothing = Lane()
    names = _names(scene.view, scene.spans)
    return {name: scene.spans.lanes.get(name, nothing) for name in names}


def _line(
    scene: Scene,
    name: str,
    marked: Marked,
    style: str = "quiet",
    key: str = "",
    kind: RowKind = RowKind.NONE,
) -> Row:
    label = fitted(name, scene.names - 1) + " "
    return row((label, style), *_joined(marked), key=key, kind=kind)


def _joined(marked: Marked) -> Iterable[Span]:
    for style, same in groupby(marked, key=lambda each: each[1]):
        yield "".join(mark for mark, _ in same), style


def _ruler(scene: Scene) -> Marked:
    glyphs, columns = scene.view.glyphs, scene.columns
    marked: Marked = [(" ", "")] * columns
    head = scene.playhead
    told = glyphs.playhead
    if scene.view.is_past:
        told += clock(scene.at - scene.spans.first)
    head_at = min(head, columns - len(told)) if scene.view.is_past else head
    free = _write(marked, 0, head_at, told, "accent strong")
    for start, end in scene.axis.gaps:
        middle = int((scene.axis.column(start) + scene.axis.column(end)) / 2)
        free = _write(marked, free, middle, glyphs.gap, "quiet")
    taken = {n for n, (mark, _) in enumerate(marked) if mark != " "}
    free = 0
    for at, name in scene.axis.ticks(scene.axis.time(columns)):
        column = int(scene.axis.column(at))
        said = glyphs.lines[4] + name
        if column < free or taken.intersection(range(column - 1, column + len(said) + 1)):
            continue
        free = _write(marked, free, column, said, "quiet")
    return marked


def _write(marked: Marked, free: int, column: int, text: str, style: str) -> int:
    """Write a text where there is room for the whole of it; where one after it may begin."""
    if column >= 0 and column + len(text) <= len(marked):
        marked[column : column + len(text)] = [(letter, style) for letter in text]
        return column + len(text) + 1
    return free


def _bars(scene: Scene, cells: Cells) -> Marked:
    glyphs = scene.view.glyphs
    return _shaded(scene, lambda column: cells[column].drawn(glyphs) if column in cells else None)


def _shaded(scene: Scene, mark: Callable[[int], Span | None]) -> Marked:
    """A line of marks: faint after the playhead, whose line goes through what is empty."""
    past, head = scene.view.is_past, scene.playhead
    marked: Marked = []
    for column in range(scene.columns):
        found = mark(column)
        if found is None:
            on_head = past and column == head
            marked.append((scene.view.glyphs.lines[5], "accent") if on_head else (" ", ""))
        else:
            marked.append((found[0], "quiet dim") if past and column > head else found)
    return marked


def _marks(scene: Scene) -> Marked:
    glyphs = scene.view.glyphs
    shown = {HIT: glyphs.hit, DIFFERS: glyphs.differs, LIMIT: glyphs.limit}
    cells = scene.canvas.lane("", scene.spans.run, scene.axis, scene.now)
    found: dict[int, str] = {}
    for at, what in scene.spans.marks:
        column = min(scene.columns - 1, int(scene.axis.column(at)))
        found[column] = max(what, found.get(column, what), key=_MARK_RANK.index)

    def mark(column: int) -> Span | None:
        if what := found.get(column):
            return shown[what], _MARK_STYLES[what]
        return cells[column].drawn(glyphs) if column in cells else None

    return _shaded(scene, mark)


def _costs(scene: Scene) -> Marked:
    costs, heights = scene.canvas.cost, scene.view.glyphs.heights
    most = _round_up(max(costs.values()))

    def mark(column: int) -> Span | None:
        if not (cost := costs.get(column, 0.0)):
            return None
        return heights[max(1, min(8, round(cost / most * 8)))], "link"

    return _shaded(scene, mark)


def _round_up(amount: float) -> float:
    """A round amount that holds this one, so that what is drawn keeps still as it grows."""
    power = 1.0
    while power * 10 < amount:
        power *= 10
    return next(power * step for step in _NICE if power * step >= amount)
