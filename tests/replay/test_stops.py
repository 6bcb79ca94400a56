"""Stops: a viewer's breakpoints stop where they would have held the run; steps, where they end."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchtui.commands.breakpoints import parse_breakpoint
from orchtui.domain import events as e
from orchtui.domain.digest import Texts
from orchtui.domain.events import Turn
from orchtui.domain.flow import FlowFunction
from orchtui.domain.state import RunState, apply_turn
from orchtui.domain.state.lifecycle import STEP_OVER
from orchtui.replay.player import Player
from orchtui.replay.stop_conditions import Stops
from tests.core.flows import ALL
from tests.core.test_commands import Controlled
from tests.core.world import RECIPE, started
from tests.patterns.team import Play, recipe, verdict
from tests.replay.recordings import recordings

POINTS = [
    "a",
    "*:after",
    "judge:after if step.attempt == 1",
    "on:failed",
    "on:note",
    "if done > 1",
    "if cost > 0.0002 hits=1",
    "b hits=2",
    "c:after once",
    "if steps > 3 and tokens > 50",
]


def held(flow: FlowFunction, seed: int, points: Sequence[str]) -> Controlled:
    """A run with breakpoints, continued whenever one held it."""
    world = Controlled(flow, seed, faults=0.15)
    world.feed(started(breakpoints=tuple(points)))
    while not world.core.finished:
        if not world.step():
            world.do("continue")
    world.drain()
    return world


def positions(turns: Sequence[Turn], kind: type[e.Event]) -> list[int]:
    return [
        number
        for number, turn in enumerate(turns, 1)
        if any(isinstance(event, kind) for event in turn.events)
    ]


def without_hits(turns: Sequence[Turn]) -> list[Turn]:
    """The record as if nobody had been told of any breakpoint."""
    told = (e.BreakpointHit, e.BreakpointChanged)
    return [
        Turn(turn.at, tuple(event for event in turn.events if not isinstance(event, told)))
        for turn in turns
    ]


def every(stops: Stops) -> list[int]:
    found, position = [], 0
    while (position := stops.next_stop(position) or 0) > 0:
        found.append(position)
    return found


@given(
    st.sampled_from(ALL),
    st.integers(0, 100_000),
    st.lists(st.sampled_from(POINTS), min_size=1, max_size=3),
)
@settings(max_examples=100, deadline=None)
def test_a_viewers_breakpoint_stops_where_it_held_the_live_run(
    flow: FlowFunction, seed: int, points: list[str]
) -> None:
    world = held(flow, seed, points)
    player = Player(without_hits(world.turns))
    stops = Stops(player, RECIPE, world.core.texts, map(parse_breakpoint, points))
    assert every(stops) == positions(world.turns, e.BreakpointHit)


def test_a_condition_on_what_was_replied_stops_where_it_begins_to_hold() -> None:
    flow = "loop: [a, b]\nuntil: a.score > 8\ntimes: 4"
    scores = [{**verdict("good"), "score": score} for score in (3, 7, 9)]
    play = Play(recipe(flow), {"a": scores, "b": verdict("bad")})
    play.play()
    stops = Stops(
        Player(play.turns), play.core.recipe, play.core.texts, [parse_breakpoint("if a.score > 5")]
    )
    (stop,) = every(stops)
    replied = [
        event.path for event in play.turns[stop - 1].events if isinstance(event, e.StepReplied)
    ]
    assert [path.rpartition("/")[2] for path in replied] == ["a"]
    assert sum(step.agent == "a" for step in Player(play.turns).at(stop).steps.values()) == 2


@given(recordings)
@settings(max_examples=40, deadline=None)
def test_a_step_ends_where_its_status_says_so(turns: Sequence[Turn]) -> None:
    state, ends = RunState(), []
    before: dict[str, str] = {}
    for number, turn in enumerate(turns, 1):
        apply_turn(state, turn)
        after = {path: step.status for path, step in state.steps.items()}
        if any(after[path] in STEP_OVER and before.get(path) not in STEP_OVER for path in after):
            ends.append(number)
        before = after
    stops = Stops(Player(turns), RECIPE, Texts())
    for position in range(len(turns) + 1):
        assert stops.next_step(position) == next((end for end in ends if end > position), None)
        assert stops.step_before(position) == max(
            (end for end in ends if end < position), default=None
        )


@given(recordings)
@settings(max_examples=20, deadline=None)
def test_where_the_run_itself_was_held_is_a_stop_both_ways(turns: Sequence[Turn]) -> None:
    hits = positions(turns, e.BreakpointHit)
    stops = Stops(Player(turns), RECIPE, Texts())
    assert every(stops) == hits
    end = len(turns) + 1
    assert stops.stop_before(end) == (hits[-1] if hits else None)


@pytest.mark.parametrize("ahead", [False, True])
async def test_what_comes_later_of_a_live_run_is_scanned_when_it_is_there(ahead: bool) -> None:
    turns = held(ALL[0], 1, ["*"]).turns
    hits = positions(turns, e.BreakpointHit)
    player = Player(turns[: hits[0]])
    stops = Stops(player, RECIPE, Texts())
    assert every(stops) == hits[:1]
    player.extend(turns[hits[0] :])
    if ahead:
        await stops.look_ahead()
    assert every(stops) == hits
