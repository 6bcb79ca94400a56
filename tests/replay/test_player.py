"""The player: a run at any position is what its turns come to by then, however it was reached."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchtui.domain import events as e
from orchtui.domain.events import Turn
from orchtui.domain.state import fold
from orchtui.replay.pace import SPEEDS, Pace
from orchtui.replay.player import MOST, Player
from tests.core.world import started
from tests.replay.recordings import recordings


@given(recordings, st.integers(1, 40), st.integers(0, 1_000))
@settings(max_examples=40, deadline=None)
def test_every_position_is_the_fold_of_its_turns_whatever_was_looked_at_before(
    turns: Sequence[Turn], every: int, seed: int
) -> None:
    dice = Random(seed)
    player = Player(turns, every)
    positions = [dice.randint(0, len(turns)) for _ in range(30)]
    seen = [(position, player.at(position)) for position in positions]
    for position, state in seen:
        assert state == fold(turns[:position])
    assert player.live == fold(turns)
    assert player.length == len(turns)


@given(recordings, st.integers(1, 40), st.integers(0, 1_000))
@settings(max_examples=40, deadline=None)
def test_what_was_looked_at_stays_as_it_was_while_the_run_goes_on(
    turns: Sequence[Turn], every: int, seed: int
) -> None:
    dice = Random(seed)
    player, at, seen = Player(every=every), 0, []
    while at < len(turns):
        some = turns[at : at + dice.randint(1, 5)]
        player.extend(some)
        at += len(some)
        seen += [(place, player.at(place)) for place in (at, dice.randint(0, at))]
        assert player.live == fold(turns[:at])
    for position, state in seen:
        assert state == fold(turns[:position])


@given(recordings)
@settings(max_examples=10, deadline=None)
def test_however_long_a_run_gets_there_are_only_so_many_copies(turns: Sequence[Turn]) -> None:
    noted = [Turn(turns[-1].at, (e.Noted(text="late"),)) for _ in range(8 * MOST)]
    record = [*turns, *noted]
    player = Player(record, every=1)
    assert len(player._copies) <= MOST + 1
    for position in range(0, len(record) + 1, 7):
        assert player.at(position) == fold(record[:position])


async def test_a_record_is_opened_piece_by_piece_to_the_same() -> None:
    turns = [Turn(0.0, (started(),)), *notes(*range(1, 4_321))]
    player = await Player.opened(turns)
    assert player.live == fold(turns)
    assert player.turns == turns


def test_there_is_no_position_before_the_first_and_none_after_the_last() -> None:
    player = Player(notes(0, 1))
    for position in (-1, 3):
        with pytest.raises(IndexError, match="no position"):
            player.at(position)


# -- times -----------------------------------------------------------------------------------------


def notes(*times: float) -> list[Turn]:
    return [Turn(at, (e.Noted(text="a"), e.Noted(text="b"))) for at in times]


def test_the_first_turn_is_at_0_00_and_a_time_leads_to_the_last_position_reached_by_then() -> None:
    player = Player(notes(1000.0, 1000.5, 1000.5, 1007.0))
    assert [player.position_at(at) for at in (-1, 0, 0.4, 0.5, 6.9, 7, 99)] == [0, 1, 1, 3, 3, 4, 4]
    assert [player.elapsed(position) for position in range(5)] == [0, 0, 0.5, 0.5, 7]


def test_a_clock_that_was_put_back_does_not_turn_the_record_around() -> None:
    player = Player(notes(50.0, 60.0, 40.0, 61.0))
    assert [player.elapsed(position) for position in range(1, 5)] == [0, 10, 10, 11]
    assert player.position_at(10) == 3


def test_how_many_events_ago_can_be_told() -> None:
    player = Player(notes(0, 1, 2))
    assert [player.event_count(position) for position in range(4)] == [0, 2, 4, 6]


def test_positions_are_reached_in_the_time_they_took_times_the_speed() -> None:
    player = Player(notes(0, 1, 2))
    pace = Pace(player)
    assert [pace.after(seconds) for seconds in (0, 0.9, 0.1, 0.5, 0.5)] == [1, 1, 2, 2, 3]
    pace = Pace(player, speed=4)
    assert [pace.after(seconds) for seconds in (0.2, 0.1, 0.2)] == [1, 2, 3]


def test_a_long_idle_gap_is_played_in_two_seconds() -> None:
    player = Player(notes(0, 3600, 3601))
    pace = Pace(player)
    assert [pace.after(seconds) for seconds in (1.9, 0.2, 1)] == [1, 2, 3]
    assert player.elapsed(2) == 3600


def test_playing_goes_on_from_wherever_the_viewer_went() -> None:
    pace = Pace(Player(notes(0, 1, 2, 3)))
    pace.go_to(3)
    assert pace.after(0.5) == 3
    assert pace.after(0.5) == 4


def test_playing_that_came_to_the_end_of_a_live_run_skips_nothing_that_comes_later() -> None:
    player = Player(notes(0, 1))
    pace = Pace(player)
    assert pace.after(100) == 2
    player.extend(notes(2, 3))
    assert [pace.after(1), pace.after(1)] == [3, 4]


def test_speeds_go_up_and_down_one_by_one_and_no_further() -> None:
    pace = Pace(Player())
    for _ in SPEEDS:
        pace.slower()
    assert pace.speed == SPEEDS[0]
    up = []
    for _ in SPEEDS:
        up.append(pace.speed)
        pace.faster()
    assert tuple(up) == SPEEDS
    assert pace.speed == SPEEDS[-1]
