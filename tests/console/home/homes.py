"""Home as somebody sees it: the console over a real database, driven by keys, read off the screen.

The runs in the database are rehearsed ones, recorded once and copied for each test: two that are
done, one that a limit ended, one that was left before its second step and can be taken up again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from textual.app import App
from textual.pilot import Pilot

from orchtui.console.app import Console
from orchtui.console.glyphs import UNICODE
from orchtui.console.run_source import Here
from orchtui.console.screens.home import HomeScreen
from orchtui.domain import events as e
from orchtui.domain.sanitize import clean
from orchtui.session import Session, Settings, UserSettings, load

WIDE, NARROW = (120, 36), (80, 24)
PATIENCE = 30.0
FAST = Settings(rehearse=True, speed=0, on_gate="wait")
HOSTILE = (
    "Greet \x1b]0;pwned\x07\x9b2J [@click=app.quit]Bob[/] [/x] \u202egnp\u2066 ab\u200bcd to all"
)


async def record(database: Path) -> dict[str, str]:
    """Make some runs; their ids, by what each is here for."""
    async with Session.open(database) as session:
        made = {}
        for name, recipe, settings in (
            ("hello", "hello", Settings(rehearse=True, speed=0)),
            ("article", "research-article", Settings(rehearse=True, speed=0)),
            (
                "limited",
                "debate",
                Settings(rehearse=True, speed=0, limits={"cost": 0.0001}),
            ),
            (
                "hostile",
                "hello",
                Settings(rehearse=True, speed=0, task=clean(HOSTILE)),
            ),
        ):
            live = await session.start(load(recipe), settings)
            await session.carry_out(live)
            made[name] = live.id
        made["left"] = await leave_one(session)
    return made


async def held(session: Session) -> tuple[str, asyncio.Task[object], Callable[[], None]]:
    """A run that is held before its second step; its id, its task, and how to leave it."""
    settings = Settings(rehearse=True, speed=0, breakpoints=("polisher:before",))
    live = await session.start(load("hello"), settings)
    hit = asyncio.Event()

    def watch(turn: e.Turn) -> None:
        if any(isinstance(event, e.BreakpointHit) for event in turn.events):
            hit.set()

    live.watchers.append(watch)
    carried: asyncio.Task[object] = asyncio.ensure_future(session.carry_out(live))
    await hit.wait()
    assert await live.paused()
    return live.id, carried, lambda: live.interrupt("left by the test")


async def leave_one(session: Session) -> str:
    """A run that was left."""
    run, carried, leave = await held(session)
    leave()
    await carried
    return run


class Home:
    """The console, opened at home."""

    def __init__(self, app: Console, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot

    @property
    def screen(self) -> HomeScreen:
        """The home screen, seen or beneath another."""
        return next(each for each in self.app.screen_stack if isinstance(each, HomeScreen))

    @property
    def text(self) -> str:
        """What is on the screen."""
        return shown(self.app)

    @property
    def listed(self) -> list[str]:
        """The runs in the list, in its order."""
        return [key for key in self.screen.listing.keys if "\n" not in key]

    async def press(self, *keys: str) -> None:
        """Press some keys, one after the other."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        """Type a text, and enter."""
        await self.pilot.press(*("space" if each == " " else each for each in text), "enter")
        await self.pilot.pause()

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(PATIENCE):
            while not holds():
                await self.pilot.pause()

    async def until_seen(self, *texts: str) -> None:
        """Wait until these are all on the screen."""
        try:
            await self.until(lambda: all(text in self.text for text in texts))
        except TimeoutError:
            raise AssertionError(f"{texts} not seen in:\n{self.text}") from None

    async def point_at(self, run: str) -> None:
        """Point at a run by going down to it from the top."""
        await self.press("1", "home")
        for _ in range(self.screen.listing.keys.index(run)):
            await self.press("down")
        assert self.screen.run is not None
        assert self.screen.run.id == run


def shown(app: App[None]) -> str:
    """What is on the screen of an application, line by line."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


@asynccontextmanager
async def at_home(
    database: Path,
    size: tuple[int, int] = WIDE,
    *,
    readonly: bool = False,
) -> AsyncIterator[Home]:
    """The console, opened at home on a database, once its runs are listed."""
    async with Session.open(database) as session:
        app = Console(
            session,
            UserSettings(),
            UNICODE,
            first=lambda _: HomeScreen(FAST),
            database=database,
            readonly=readonly,
        )
        async with app.run_test(size=size) as pilot:
            home = Home(app, pilot)
            await home.until(lambda: any(isinstance(s, HomeScreen) for s in app.screen_stack))
            await home.until(lambda: home.screen.listing.is_read)
            await pilot.pause()
            yield home
            for source in app.sources:
                if isinstance(source, Here):
                    await source.leave("the test is over")
        if app.broke is not None:
            raise app.broke
