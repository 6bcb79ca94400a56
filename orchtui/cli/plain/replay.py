"""A recorded run in lines: what is typed moves through its time, and what changed by it is told.

Nothing else is data here, so all of it goes to stdout, as with `show`. It ends with its input, or,
where the record is being played then, with the record.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import suppress

from orchtui.cli.output import columns, put
from orchtui.cli.plain.line_reader import TypedLines
from orchtui.cli.plain.panels import shown
from orchtui.cli.plain.repl import Answering, Word, WordDoors
from orchtui.commands.breakpoints import parse_breakpoint
from orchtui.commands.parser import Typed
from orchtui.console.panels.format import clock, doing
from orchtui.console.playback import MOMENTS, Moving
from orchtui.console.run_view import View
from orchtui.domain import events as e
from orchtui.domain.state import RunState, apply_turn
from orchtui.errors import UsageError
from orchtui.narration.events import ending, told
from orchtui.narration.line import Line
from orchtui.narration.wrap import wrapped
from orchtui.session import Pace, outcome

_TICK = 0.1
_FASTEST = 1e6


class Replaying:
    """A record that is moved through, told from where it stood to where it stands."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._moving = Moving(view)
        self._doors = WordDoors(view.run, None)
        self._typed = TypedLines(sys.stdin.fileno())
        self._playing: asyncio.Task[None] | None = None
        self._left = False

    async def attend(self) -> None:
        """Answer what is typed, until there is no more of it."""
        self._begin()
        answering = Answering(self.view, self._words(), self._refuse, _tell, columns)
        async for line in self._typed:
            await answering.answer(line)
            if self._left:
                return
            await asyncio.sleep(0)  # so that what is played goes on between
        if self._playing is not None:
            await self._playing

    def _begin(self) -> None:
        player = self.view.player
        for line in shown(self.view, "run", columns()):
            _tell(line)
        whole = f"{clock(player.elapsed(player.length))}, {player.live.events:,} events"
        self.view.go(0)
        _tell(f"at the beginning of {whole}: step, next, continue, goto and play move on")

    def _words(self) -> Mapping[str, Word]:
        moving = self._moving
        return {
            "step": Word("", "One turn further.", self._move(moving.step)),
            "next": Word("", "To where the next step is over.", self._move(moving.next)),
            "continue": Word(
                "", "To the next breakpoint, or the end.", self._move(moving.to_next_stop)
            ),
            "goto": Word("MOMENT", f"To a moment; {MOMENTS}.", self._goto),
            "play": Word("[SPEED]", "Let time go on, so many times faster than life.", self._play),
            "stop": Word("", "Play no further.", self._stop),
            "break": Word("BREAKPOINT", "Stop there when moving on.", self._break),
            "unbreak": Word("BREAKPOINT", "Stop there no more.", self._unbreak),
            "quit": Word("", "Leave.", self._leave),
        }

    # -- moving --------------------------------------------------------------------------------

    def _move(self, move: Callable[[], str]) -> Callable[[str], Awaitable[str]]:
        """A word that goes on, telling every event on its way."""

        async def moved(typed: str) -> str:
            if typed:
                raise UsageError(f"it takes nothing more, not {typed!r}")
            await self._halt()
            before = self._position
            said = move()
            self._tell_way(before)
            return said or self._where()

        return moved

    async def _goto(self, typed: str) -> str:
        """Go anywhere, telling which steps stand otherwise there."""
        await self._halt()
        before = self.view.state
        said = self._moving.to_moment(typed)
        for line in _differences(before, self.view.state):
            _tell(line)
        return said or self._where()

    async def _play(self, typed: str) -> str:
        speed = _speed(typed or "1")
        await self._halt()
        if not self.view.is_past:
            self.view.go(0)
        self._playing = asyncio.ensure_future(self._played(speed))
        self._playing.add_done_callback(self._was_played)
        return f"playing {speed:g} times as fast as life"

    async def _played(self, speed: float) -> None:
        """Go on as time passes, to the end or the next breakpoint."""
        pace = Pace(self.view.player, self._position, speed)
        last = time.monotonic()
        while self.view.is_past:
            await asyncio.sleep(_TICK)
            now = time.monotonic()
            before, after = self._position, pace.after(now - last)
            last = now
            stop = self._moving.stops.next_stop(before)
            stopped = stop is not None and stop <= after
            self.view.go(stop if stopped else after)
            self._tell_way(before)
            if stopped:
                _tell(f"stopped {self._where()}")
                return

    def _was_played(self, playing: asyncio.Task[None]) -> None:
        if not playing.cancelled() and playing.exception() is not None:
            self._typed.stop()  # nobody reads what is told: it is raised where lines are awaited

    async def _stop(self, typed: str) -> str:
        if self._playing is None or self._playing.done():
            raise UsageError("nothing is being played")
        await self._halt()
        return self._where()

    async def _halt(self) -> None:
        if self._playing is not None:
            self._playing.cancel()
            with suppress(asyncio.CancelledError):
                await self._playing

    # -- other words ---------------------------------------------------------------------------

    async def _break(self, typed: str) -> str:
        parse_breakpoint(typed)
        if typed not in self.view.stops:
            self.view.stops.append(typed)
        return typed

    async def _unbreak(self, typed: str) -> str:
        if typed not in self.view.stops:
            raise UsageError(f"there is no breakpoint {typed or 'of no name'} of yours")
        self.view.stops.remove(typed)
        return typed

    async def _leave(self, typed: str) -> str:
        if typed:
            raise UsageError("nothing goes on here that could be left otherwise: say quit alone")
        self._left = True
        await self._halt()
        return ""

    async def _refuse(self, meant: Typed) -> str:
        raise UsageError(f"run {self.view.run} is recorded: {meant.spec.verb} is for live runs")

    # -- telling -------------------------------------------------------------------------------

    @property
    def _position(self) -> int:
        position = self.view.position
        return self.view.player.length if position is None else position

    def _where(self) -> str:
        return f"at {clock(self.view.player.elapsed(self._position))}"

    def _tell_way(self, before: int) -> None:
        """Tell the events between where it stood and where it stands, in their order."""
        player, after = self.view.player, self._position
        if after <= before:
            return
        state = player.at(before).copy()
        for turn in player.turns[before:after]:
            apply_turn(state, turn)
            for event in turn.events:
                # Whether a gate is to be answered is not asked of the past.
                knowing = player.live if isinstance(event, e.GateOpened) else state
                if line := told(event, knowing, self._doors):
                    _tell_line(line)
        if after == player.length:
            self._conclude()

    def _conclude(self) -> None:
        """What the run came to, at its end."""
        came_to = outcome(self.view.run, self.view.player.live, self.view.texts)
        if came_to.reply:
            _tell(wrapped(came_to.reply, columns()))
        for line in ending(came_to):
            _tell_line(line)


def _differences(before: RunState, after: RunState) -> Iterator[str]:
    """What stands otherwise in another state: the run, and each step."""
    if before.status != after.status:
        yield f"run  {before.status} → {after.status}"
    for path in dict.fromkeys((*before.steps, *after.steps)):
        was, stands = _word(before, path), _word(after, path)
        if was != stands:
            yield f"{path}  {was} → {stands}"


def _word(state: RunState, path: str) -> str:
    step = state.steps.get(path)
    return doing(state, step) if step else "not there"


def _speed(typed: str) -> float:
    try:
        speed = float(typed.removesuffix("x"))
    except ValueError:
        speed = 0.0
    if not 0 < speed <= _FASTEST:
        raise UsageError(f"{typed!r} is no speed: write a number, such as 2, or 0.5 for half")
    return speed


def _tell_line(line: Line) -> None:
    _tell(str(line.fitted(columns())))


def _tell(line: str) -> None:
    room = columns()
    put(wrapped(line, room) if room else line)
