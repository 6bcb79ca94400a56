"""Laws of time in a record: a time and a position tell each other, playing adds up, stops meet."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchtui.domain import events as e
from orchtui.domain.digest import Texts
from orchtui.domain.events import Turn
from orchtui.domain.state import RunState, apply_turn
from orchtui.replay.pace import SPEEDS, Pace
from orchtui.replay.player import Player
from orchtui.replay.stop_conditions import Stops
from tests.core.world import RECIPE
from tests.replay.recordings import recordings

# Quarters of a second add up exactly, so that a law is not lost among the last digits.
quarters = st.integers(0, 4_000).map(lambda number: number / 4)
clocks = st.lists(quarters, min_size=1, max_size=40)


def noted(times: Sequence[float]) -> list[Turn]:
    """A turn at each of these times, however they lie."""
    return [Turn(at, (e.Noted(text="a"),)) for at in times]


@given(clocks, quarters)
def test_a_position_is_reached_by_a_time_exactly_if_its_turn_was_not_later(
    times: Sequence[float], seconds: float
) -> None:
    player = Player(noted(times))
    reached = player.position_at(seconds)
    for position in range(1, player.length + 1):
        assert (position <= reached) == (player.elapsed(position) <= seconds)


@given(clocks)
def test_time_never_goes_back_and_playing_never_takes_longer_than_it_took(
    times: Sequence[float],
) -> None:
    player = Player(noted(times))
    for position in range(player.length):
        assert player.elapsed(position) <= player.elapsed(position + 1)
        played = player.played(position + 1) - player.played(position)
        assert 0 <= played <= player.elapsed(position + 1) - player.elapsed(position)


@given(clocks, st.integers(0, 40))
def test_a_live_run_that_is_taken_in_piece_by_piece_has_the_same_times(
    times: Sequence[float], cut: int
) -> None:
    turns = noted(times)
    whole, grown = Player(turns), Player(turns[:cut])
    grown.extend(turns[cut:])
    for position in range(whole.length + 1):
        assert grown.elapsed(position) == whole.elapsed(position)
        assert grown.played(position) == whole.played(position)
        assert grown.event_count(position) == whole.event_count(position)


@given(clocks, st.lists(quarters, max_size=8), st.sampled_from(SPEEDS))
def test_playing_in_pieces_comes_to_where_playing_at_once_does(
    times: Sequence[float], pieces: Sequence[float], speed: float
) -> None:
    player = Player(noted(times))
    pace = Pace(player, speed=speed)
    reached = [pace.after(piece) for piece in pieces]
    assert reached == sorted(reached), "playing never goes back"
    assert pace.after(0) == Pace(player, speed=speed).after(sum(pieces))


@given(clocks, st.integers(0, 40), quarters)
def test_playing_from_a_position_never_shows_anything_before_it(
    times: Sequence[float], start: int, seconds: float
) -> None:
    player = Player(noted(times))
    start = min(start, player.length)
    pace = Pace(player, start)
    assert pace.since(start) == 0
    reached = pace.after(seconds)
    assert reached >= start
    assert pace.since(start) == pytest.approx(
        player.played(reached) - player.played(start) + past(pace)
    )


def past(pace: Pace) -> float:
    """How long ago what is shown was reached."""
    return pace.since(pace.after(0))


# -- stops -----------------------------------------------------------------------------------------


@given(recordings, st.integers(0, 1_000), st.integers(0, 1_000))
@settings(max_examples=20, deadline=None)
async def test_stops_are_the_same_whether_looked_for_ahead_or_as_they_are_asked_for(
    turns: Sequence[Turn], first: int, second: int
) -> None:
    player = Player(turns)
    ahead, asked = Stops(player, RECIPE, Texts()), Stops(player, RECIPE, Texts())
    await ahead.look_ahead()
    for position in (first % (len(turns) + 1), second % (len(turns) + 1)):
        assert asked.next_step(position) == ahead.next_step(position)
        assert asked.step_before(position) == ahead.step_before(position)
        assert asked.next_stop(position) == ahead.next_stop(position)
        assert asked.stop_before(position) == ahead.stop_before(position)


@given(recordings)
@settings(max_examples=20, deadline=None)
def test_to_the_next_step_and_to_the_one_before_are_each_others_way_back(
    turns: Sequence[Turn],
) -> None:
    stops = Stops(Player(turns), RECIPE, Texts())
    position = stops.next_step(0)
    while position is not None:
        following = stops.next_step(position)
        if following is not None:
            assert position < following
            assert stops.step_before(following) == position
        position = following


# -- states ----------------------------------------------------------------------------------------


@given(recordings, st.integers(0, 1_000), st.integers(1, 20))
@settings(max_examples=30, deadline=None)
def test_going_on_from_a_copy_of_any_position_changes_nothing_the_player_shows(
    turns: Sequence[Turn], at: int, every: int
) -> None:
    player = Player(turns, every)
    position = at % (len(turns) + 1)
    shown = player.at(position)
    mine = shown.copy()
    for turn in turns[position:]:
        apply_turn(mine, turn)
    assert mine == player.live
    again = RunState()
    for turn in turns[:position]:
        apply_turn(again, turn)
    assert shown == again == player.at(position)
