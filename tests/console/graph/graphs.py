"""Runs and graphs for the tests: written by hand, drawn at random, or rehearsed from a recipe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from hypothesis import strategies as st

from orchtui.console.glyphs import UNICODE, Glyphs
from orchtui.console.graph.layout import Layout, lay_out
from orchtui.console.graph.measures import Zoom
from orchtui.console.graph.model import Graph, graph_of
from orchtui.console.graph.render import Drawing
from orchtui.console.graph.status import Faces, Looks
from orchtui.domain import events as e
from orchtui.domain.state import RunState, apply, fold

Steps = Mapping[str, Sequence[str]]


def run(steps: Steps, *, groups: Iterable[str] = (), after: Steps | None = None) -> RunState:
    """A run in which these steps are planned, each by what it is given."""
    state = RunState()
    for group in groups:
        apply(state, e.GroupBegun(path=group, pattern="panel"), 0.0)
    for path, inputs in steps.items():
        apply(state, planned(path, inputs, (after or {}).get(path, ())), 0.0)
    return state


def planned(path: str, inputs: Sequence[str] = (), after: Sequence[str] = ()) -> e.StepPlanned:
    """That a step is planned."""
    name = path.rpartition("/")[2].partition(".")[0]
    return e.StepPlanned(path=path, agent=name, inputs=tuple(inputs), after=tuple(after))


def asked(state: RunState, path: str, at: float) -> None:
    """A step is asked."""
    attempt = len(state.steps[path].attempts) + 1
    apply(state, e.StepAsked(path=path, attempt=attempt, digest="", sent="", model="m"), at)


def replied(state: RunState, path: str, at: float, cost: int = 4_000_000, wrote: int = 371) -> None:
    """A step replies; it took as long as it had been asked for."""
    step = state.steps[path]
    seconds = round(at - step.since, 3)
    apply(state, e.StepReplied(path=path, wrote=wrote, cost=cost, seconds=seconds, attempt=1), at)


def folded(turns: Iterable[e.Turn], upto: int | None = None) -> RunState:
    """A recorded run, as far as some of its turns."""
    return fold(list(turns)[:upto])


def picture(
    state: RunState,
    zoom: Zoom = Zoom.FULL,
    *,
    graph: Graph | None = None,
    glyphs: Glyphs = UNICODE,
    before: Layout | None = None,
    selected: str = "",
    critical: tuple[str, ...] = (),
    now: float | None = None,
) -> str:
    """The whole graph of a run as text."""
    graph = graph_of(state) if graph is None else graph
    drawing = Drawing(lay_out(graph, zoom, before), glyphs)
    looks = Looks(Faces(graph, state, now), selected, critical)
    lines = (drawing.spans(y, 0, drawing.width, looks) for y in range(drawing.height))
    return "\n".join("".join(text for text, _ in line).rstrip() for line in lines)


@st.composite
def runs(draw: st.DrawFn, most: int = 16) -> RunState:
    """Any run: steps in groups within groups, each given some of those before it."""
    names = st.sampled_from(["a", "b", "long_name_of_a_step", "漢字", "c.2"])
    groups = draw(
        st.lists(
            st.lists(st.sampled_from(["g", "h", "g.2"]), max_size=3).map("/".join),
            min_size=1,
            max_size=5,
            unique=True,
        )
    )
    steps: dict[str, list[str]] = {}
    after: dict[str, list[str]] = {}
    for number in range(draw(st.integers(0, most))):
        group, name = draw(st.sampled_from(groups)), draw(names)
        path = f"{group}/{name}{number}".strip("/")
        before = sorted(steps)
        earlier = st.lists(st.sampled_from(before), max_size=3) if before else st.builds(list[str])
        steps[path], after[path] = draw(earlier), draw(earlier)
    begun = draw(st.lists(st.sampled_from(groups), unique=True))
    return run(steps, groups=[group for group in begun if group], after=after)


@st.composite
def graphs(draw: st.DrawFn, most: int = 16) -> Graph:
    """The graph of any run, with any of its groups folded."""
    state = draw(runs(most))
    whole = graph_of(state)
    keys = sorted(whole.frames)
    folded = draw(st.frozensets(st.sampled_from(keys), max_size=2)) if keys else frozenset()
    return graph_of(state, folded=folded)
