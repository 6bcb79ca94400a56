"""Moving through a record: playing it at some speed, stepping, and going to a time.

Only what is looked at moves; the run itself, if it goes on, is not touched by any of this.
"""

from __future__ import annotations

import re

from orchtui.commands.breakpoints import parse_breakpoint
from orchtui.console.panels.events import position_of
from orchtui.console.panels.format import clock
from orchtui.console.run_view import View
from orchtui.errors import UsageError
from orchtui.session import Pace, Stops

_CLOCK = re.compile(r"(?:(?:(\d{1,9}):)?(\d{1,9}):)?(\d{1,9}(?:\.\d{1,9})?)\s*s?", re.ASCII)
_EVENT = re.compile(r"#\s*(\d{1,18})", re.ASCII)
_SHARE = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)\s*%", re.ASCII)
MOMENTS = "write a time (0:12 or 12 s), an event (#40), or a share (50%)"


class Moving:
    """A view's way through time."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.playing = False
        self._pace = Pace(view.player)
        self._last = 0.0
        self._stops: Stops | None = None
        self._stops_at: list[str] = []

    def play_or_stop(self, now: float) -> str:
        """Let it go on from what is looked at, or stop it there; at its end, from the start."""
        if self.playing:
            self.stop()
            return "stopped"
        if not self.view.is_past:
            self.view.go(0)
        self.playing, self._last = True, now
        self._pace.go_to(self._position)
        return f"playing at {self._pace.speed:g} times as fast"

    def stop(self) -> None:
        """Play no further."""
        self.playing = False

    def beat(self, now: float) -> bool:
        """Go on by what time has passed; whether another position is looked at."""
        if not self.playing:
            return False
        passed, self._last = now - self._last, now
        before = self.view.position
        after = self._pace.after(passed)
        stop = self.stops.next_stop(before or 0) if before is not None else None
        if stop is not None and stop <= after:
            self.stop()
            self.view.go(stop)
        else:
            if after != before:
                self.view.go(after)
            if self.view.position is None:
                self.stop()
            else:
                self.view.since_turn = self._pace.since(after)
        return self.view.position != before

    def faster(self) -> str:
        """Play faster."""
        self._pace.faster()
        return f"{self._pace.speed:g} times as fast"

    def slower(self) -> str:
        """Play slower."""
        self._pace.slower()
        return f"{self._pace.speed:g} times as fast"

    def step(self) -> str:
        """One turn further."""
        return self._to(self._position + 1)

    def by(self, turns: int) -> str:
        """So many turns on, or back."""
        return self._to(self._position + turns)

    def to_position(self, position: int) -> str:
        """To a position."""
        return self._to(position)

    def next(self) -> str:
        """To where the next step is over."""
        return self._to(self.stops.next_step(self._position))

    def to_next_stop(self) -> str:
        """To the next breakpoint, recorded or one's own; to the end where there is none."""
        found = self.stops.next_stop(self._position)
        self._to(found)
        return "" if found else "no breakpoint further on: this is the end"

    def to_end(self) -> str:
        """To the end of what is known."""
        return self._to(None)

    def to_moment(self, typed: str) -> str:
        """To a time, an event or a share of the run, as it was typed."""
        typed = typed.strip()
        if match := _EVENT.fullmatch(typed):
            return self.go_to_event(int(match[1]))
        if match := _SHARE.fullmatch(typed):
            share = min(100.0, float(match[1])) / 100
            return self._to(round(share * self.view.player.length))
        match = _CLOCK.fullmatch(typed)
        if match is None:
            raise UsageError(f"{typed!r} is no moment: {MOMENTS}")
        hours, minutes, seconds = (float(each or 0) for each in match.groups())
        return self._to(self.view.player.position_at(hours * 3600 + minutes * 60 + seconds))

    def go_to_event(self, number: int) -> str:
        """To right after an event, by its number from 1."""
        known = self.view.player.live.events
        return self._to(position_of(self.view, max(1, min(number, known))))

    def to_step(self, path: str) -> str:
        """To the last that is known of a step: all that it was asked and replied stands there."""
        turns = self.view.player.turns
        known = (
            position
            for position in range(len(turns), 0, -1)
            if any(getattr(event, "path", "") == path for event in turns[position - 1].events)
        )
        return self._to(next(known, None))

    @property
    def stops(self) -> Stops:
        """Where playing stops: where the run was held, and at the viewer's own breakpoints."""
        view = self.view
        if self._stops is None or self._stops_at != view.stops:
            self._stops_at = [*view.stops]
            points = [parse_breakpoint(each) for each in view.stops]
            self._stops = Stops(view.player, view.recipe, view.texts, points)
        return self._stops

    @property
    def _position(self) -> int:
        position = self.view.position
        return self.view.player.length if position is None else position

    def _to(self, position: int | None) -> str:
        self.stop()
        self.view.go(position)
        if self.view.position is None:
            return "this is the end of what is known"
        return f"at {clock(self.view.player.elapsed(self.view.position))}"
