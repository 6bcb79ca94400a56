"""(k) A graph of a thousand steps: laid out away from the loop, and scrolled through.

Twenty steps side by side, one that takes in all they said, and so on. What is told of a frame is
from a pane being asked to scroll until the frame is made, in a console that shows all its panels;
the floor is a widget of bare lines that is as large and is scrolled in the same way.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, thread_time
from typing import Any, Final

from rich.console import RenderableType
from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.geometry import Size
from textual.pilot import Pilot
from textual.screen import Screen
from textual.scroll_view import ScrollView
from textual.strip import Strip

from orchtui.console.app import Console
from orchtui.console.glyphs import UNICODE
from orchtui.console.graph.layout import lay_out
from orchtui.console.graph.measures import Zoom
from orchtui.console.graph.model import Graph, graph_of
from orchtui.console.graph.render import Drawing
from orchtui.console.run_source import stored
from orchtui.console.screens.run import RunScreen
from orchtui.console.widgets.graph import GraphPane
from orchtui.domain.state import RunState
from orchtui.session import Session, UserSettings
from tests.benchmarks.measure import FLOOR, OURS, Figure
from tests.benchmarks.recorded import EVENTS_A_STEP, record

STEPS: Final = 1_000
SIZE: Final = (120, 36)
MOST_LAID_OUT: Final = 0.1
MOST_FRAME: Final = 1000 / 30
FRAMES: Final = 60


Took = tuple[list[float], list[float]]


class Lines(ScrollView):
    """Bare lines."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__()
        self.virtual_size = Size(width, height)

    def render_line(self, y: int) -> Strip:
        """Any line."""
        said = f"{self.scroll_offset.y + y:>8} " * (self.virtual_size.width // 9)
        return Strip([Segment(said)]).crop(self.scroll_offset.x, self.scroll_offset.x + 120)


class Bare(App[None]):
    """The lines, and nothing else."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__()
        self._lines = Lines(width, height)

    def compose(self) -> ComposeResult:
        yield self._lines


def _laid_out(graph: Graph, zoom: Zoom) -> float:
    """Seconds of laying a graph out and drawing it."""
    began = perf_counter()
    Drawing(lay_out(graph, zoom), UNICODE)
    return perf_counter() - began


async def _scrolled(pilot: Pilot[None], pane: ScrollView) -> Took:
    """Milliseconds of each frame while a pane is scrolled: as it passes, and of the processor."""
    passed, busy = [], []
    app, frame = pilot.app, asyncio.Event()
    display = app._display

    def made(screen: Screen[Any], renderable: RenderableType | None) -> None:
        display(screen, renderable)
        if renderable is not None:
            frame.set()

    app._display = made  # type: ignore[method-assign]
    try:
        for number in range(FRAMES):
            await pilot.pause()
            frame.clear()
            began, used = perf_counter(), thread_time()
            down = number < FRAMES // 2
            pane.scroll_relative(x=2 if down else -2, y=2 if down else -2, animate=False)
            pane.refresh()  # at its end, too
            await frame.wait()
            passed.append((perf_counter() - began) * 1000)
            busy.append((thread_time() - used) * 1000)
    finally:
        app._display = display  # type: ignore[method-assign]
    return passed, busy


async def figures(folder: Path, rounds: int, steps: int = STEPS) -> list[Figure]:
    """How long the layout takes at each zoom, and each frame."""
    path = folder / "k.db"
    await record(path, steps * EVENTS_A_STEP)
    async with Session.open(path) as session:
        source = await stored(session, "last", path)
        state = source.view.state
        what = f"a graph of {len(state.steps):,} steps"
        found = [_layout(what, state, zoom, rounds) for zoom in Zoom]
        app = Console(session, UserSettings(), UNICODE, first=lambda app: app.show_run(source))
        async with app.run_test(size=SIZE) as pilot:
            for zoom in Zoom:
                pane = await _shown(pilot, zoom)
                ours = await _scrolled(pilot, pane)
                width, height = pane.virtual_size
                async with Bare(width, height).run_test(size=SIZE) as other:
                    bare = await _scrolled(other, other.app.query_one(Lines))
                found += _frames(f"{what}, {zoom.value}: a frame while it is scrolled", ours, bare)
    return found


def _layout(what: str, state: RunState, zoom: Zoom, rounds: int) -> Figure:
    """How long it takes to lay a run's graph out and draw it."""
    graph = graph_of(state)
    took = [_laid_out(graph, zoom) for _ in range(rounds + 1)][1:]
    said = f"{what}, {zoom.value}: laid out"
    return Figure("k", said, "s", {OURS: took}, most=MOST_LAID_OUT)


async def _shown(pilot: Pilot[None], zoom: Zoom) -> GraphPane:
    """The graph at this zoom, once it is drawn, from its beginning."""
    screen = next(each for each in pilot.app.screen_stack if isinstance(each, RunScreen))
    pane = screen.graph
    pane.zoom = zoom
    screen.mark_dirty()
    while pane.drawn is not zoom:
        await pilot.pause(0.01)
    await pilot.pause()
    pane.scroll_to(0, 0, animate=False, immediate=True)
    return pane


def _frames(what: str, ours: Took, bare: Took) -> list[Figure]:
    return [
        Figure("k", f"{what}, median", "ms", {OURS: [median(ours[0])], FLOOR: [median(bare[0])]}),
        Figure(
            "k",
            f"{what}, p95",
            "ms",
            {OURS: [_p95(ours[0])], FLOOR: [_p95(bare[0])]},
            most=MOST_FRAME,
        ),
        Figure(
            "k",
            f"{what}, of the processor",
            "ms",
            {OURS: [median(ours[1])], FLOOR: [median(bare[1])]},
        ),
    ]


def _p95(took: Sequence[float]) -> float:
    return quantiles(took, n=20)[-1]
