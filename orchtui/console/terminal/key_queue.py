"""Keys that are typed faster than they are done: each goes to what the one before has opened.

Textual hands a key to what is focused when the key comes in, and a key that opens a line to type
into moves the focus a moment later: the letters typed meanwhile would be commands. Here a key waits
until the one before it is done with.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

from textual import events
from textual.app import App
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

LOST_AFTER = 0.3
"""Seconds after which it is asked whether whatever a key went to is still there to answer."""

AT_MOST = 3.0
"""How many seconds a key may keep the next one waiting, should no word come of it."""

_TRIPS = 2
"""A key is done once, and once more whatever it had said on its way."""

_SCREENS = 3
_LEAVING = ("ctrl+c", "ctrl+q")
Forward = Callable[[events.Event], Awaitable[None]]


class Done(Message, bubble=True):
    """Goes the way of a key, right behind it."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


class InTurn:
    """The keys and pastes on their way to an application."""

    def __init__(self, app: App[None], forward: Forward) -> None:
        self._app, self._forward = app, forward
        self._waiting: deque[events.Event] = deque()
        self._number = self._trips = self._screens = 0
        self._goes_to: Widget | None = None
        self._screen: Screen[object] | None = None
        self._late: asyncio.TimerHandle | None = None
        self.is_held = False
        """Whether all but leaving waits, for a screen that is still to come."""

    async def take(self, event: events.Event) -> None:
        """Pass it on, now or when its turn comes."""
        leaves = isinstance(event, events.Key) and event.key in _LEAVING
        if self._late is not None or (self.is_held and not leaves):
            self._waiting.append(event)
            return
        app = self._app
        self._number += 1
        self._trips = self._screens = 0
        self._screen = app.screen
        self._goes_to = app.focused or app.screen
        self._wait(self._number, AT_MOST)
        await self._forward(event)
        self._ask()

    def done(self, message: Done) -> None:
        """A key has been where it went; what it asked to be done later comes before the next."""
        if message.number != self._number or self._late is None:
            return
        self._trips += 1
        if self._trips < _TRIPS:
            self._ask()
        else:
            self._app.call_later(self._look, message.number)

    def _ask(self) -> None:
        """Ask for a word from where the key went, or from the screen if that is gone."""
        done = Done(self._number)
        if self._goes_to is None or not self._goes_to.post_message(done):
            self._goes_to = None
            self._app.screen.post_message(done)

    async def _look(self, number: int) -> None:
        """Where it has opened another screen, that one is to be ready first."""
        screen = self._app.screen
        if screen is not self._screen and self._screens < _SCREENS:
            self._screens += 1
            self._screen = self._goes_to = screen
            self._ask()
        else:
            await self._settled(number)

    def _wait(self, number: int, longest: float) -> None:
        loop = asyncio.get_running_loop()
        self._late = loop.call_later(LOST_AFTER, self._no_word, number, longest - LOST_AFTER)

    def _no_word(self, number: int, longest: float) -> None:
        """Whoever is busy still comes to it; whoever is gone does not."""
        if number != self._number or self._late is None:
            return
        if self._goes_to is not None and self._goes_to.is_attached and longest > 0:
            self._wait(number, longest)
        else:
            self._app.call_later(self._settled, number)

    async def _settled(self, number: int) -> None:
        if number != self._number or self._late is None:
            return
        self._late.cancel()
        self._late = None
        await self._next()

    async def let_go(self) -> None:
        """The screen is there that was to come."""
        self.is_held = False
        await self._next()

    async def _next(self) -> None:
        if self._waiting and self._late is None and not self.is_held:
            await self.take(self._waiting.popleft())
