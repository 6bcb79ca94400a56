"""A run's turns, and what they come to after any number of them.

A *position* is how many turns were taken in. The fold is copied every so many events on its way,
and any other position is folded from the nearest copy before it: copies save time and are never
trusted over the events. Turns of a live run are added as they come.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from orchtui._gc import collector_paused, give_way
from orchtui.domain.events import Turn
from orchtui.domain.state import RunState, apply, apply_turn

EVERY = 5_000
"""Events between two copies of the fold: some 10 ms of folding."""

MOST = 32
"""Copies at most. Beyond that every other is let go of, and they are taken half as often."""

GAP = 2.0
"""Seconds that a gap in which nothing was answered takes at most when it is played."""

TURNS_AT_ONCE = 2_000


class Player:
    """A run as it was at any position. A state it gives is to be looked at, and never changed."""

    def __init__(self, turns: Iterable[Turn] = (), every: int = EVERY) -> None:
        self._turns: list[Turn] = []
        self._live = RunState()
        self._copies = [(0, RunState())]
        self._every = every
        self._shown = self._copies[0]
        # What is true after each turn: how many events there were, how long ago the first was,
        # and how long playing takes to here.
        self._events = array("q")
        self._elapsed = array("d")
        self._played = array("d")
        self.extend(turns)

    @classmethod
    async def opened(cls, turns: Sequence[Turn]) -> Player:
        """Over the turns of a record however long, while others of the same loop go on."""
        player = cls()
        with collector_paused():
            for begin in range(0, len(turns), TURNS_AT_ONCE):
                player.extend(turns[begin : begin + TURNS_AT_ONCE])
                await give_way()
        return player

    def extend(self, turns: Iterable[Turn]) -> None:
        """Take in what came after what is here."""
        live = self._live
        for turn in turns:
            idle = not live.flying
            for event in turn.events:
                apply(live, event, turn.at)
            self._note(turn.at, idle)
            self._turns.append(turn)
            if live.events - self._copies[-1][1].events >= self._every:
                self._copy()

    @property
    def turns(self) -> Sequence[Turn]:
        """All there are so far."""
        return self._turns

    @property
    def length(self) -> int:
        """The last position."""
        return len(self._turns)

    @property
    def live(self) -> RunState:
        """The state after all turns; it moves on as more come, and its parts are replaced."""
        return self._live

    def at(self, position: int) -> RunState:
        """The state after so many turns, which stays as it is whatever comes."""
        self._check(position)
        known, state = self._nearest(position)
        if known != position or state is self._live:
            state = state.copy()
            for turn in self._turns[known:position]:
                apply_turn(state, turn)
        self._shown = position, state
        return state

    # -- where what is ---------------------------------------------------------------------------

    def event_count(self, position: int) -> int:
        """How many events the first so many turns hold."""
        self._check(position)
        return self._events[position - 1] if position else 0

    def elapsed(self, position: int) -> float:
        """Seconds from the first turn to that position, those between two processes too."""
        self._check(position)
        return self._elapsed[position - 1] if position else 0.0

    def position_at(self, seconds: float) -> int:
        """The last position reached so many seconds after the first turn."""
        return bisect_right(self._elapsed, seconds)

    def played(self, position: int) -> float:
        """Seconds of playing from the first turn to that position, with idle gaps shortened."""
        self._check(position)
        return self._played[position - 1] if position else 0.0

    def position_played(self, seconds: float) -> int:
        """The last position reached after so many seconds of playing."""
        return bisect_right(self._played, seconds)

    # -- within ----------------------------------------------------------------------------------

    def _check(self, position: int) -> None:
        if not 0 <= position <= len(self._turns):
            raise IndexError(f"there is no position {position} in {len(self._turns)} turns")

    def _nearest(self, position: int) -> tuple[int, RunState]:
        """The last state that is known at or before a position."""
        before = bisect_right(self._copies, position, key=lambda copy: copy[0]) - 1
        known = [self._copies[before], self._shown, (len(self._turns), self._live)]
        return max((each for each in known if each[0] <= position), key=lambda each: each[0])

    def _note(self, at: float, idle: bool) -> None:
        first = self._turns[0].at if self._turns else at
        before = self._elapsed[-1] if self._elapsed else 0.0
        elapsed = max(before, at - first)  # a clock that was put back does not turn time around
        played = self._played[-1] if self._played else 0.0
        self._elapsed.append(elapsed)
        self._played.append(played + (min(GAP, elapsed - before) if idle else elapsed - before))
        self._events.append(self._live.events)

    def _copy(self) -> None:
        self._copies.append((len(self._turns), self._live.copy()))
        if len(self._copies) > MOST:
            del self._copies[1::2]
            self._every *= 2
