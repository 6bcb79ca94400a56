"""A run screen under somebody's hands: keys pressed, mouse clicked, and read off the screen.

A key is done with before the next is pressed, and the screen is filled before it is read.
"""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from textual import events
from textual.app import App
from textual.geometry import Offset
from textual.pilot import Pilot

from orchtui.console.app import Console
from orchtui.console.dialogs.choice import Choice
from orchtui.console.dialogs.text_editor import Writing
from orchtui.console.run_source import Source
from orchtui.console.screens.run import RunScreen
from orchtui.console.widgets.prompt import Line
from orchtui.console.widgets.row_list import Sheet
from orchtui.domain import events as e
from tests.console.looking import Still, asked, console, screen_of, still

WIDE, SMALL, NARROW = (120, 36), (100, 22), (80, 24)
_QUIET = 2
"""So many looks in a row find nothing under way before everything is taken to be done."""


class Run:
    """A run on the screen, and the hands that drive it."""

    def __init__(self, app: Console, pilot: Pilot[None], source: Source) -> None:
        self.app, self.pilot, self.source = app, pilot, source
        self.now = app.now()
        app.now = lambda: self.now

    # -- what is seen --------------------------------------------------------------------------

    @property
    def screen(self) -> RunScreen:
        """The run screen, seen or beneath what is asked over it."""
        return screen_of(self.app)

    @property
    def text(self) -> str:
        """What is on the screen."""
        return shown(self.app)

    @property
    def footer(self) -> str:
        """The last line: what can be done, or what came of it."""
        return "".join(row.plain for row in self.sheet("footer").rows).strip()

    @property
    def focus(self) -> str:
        """The panel that keys go to."""
        focused = self.screen.focused
        return focused.id or "" if focused else ""

    @property
    def asks(self) -> str:
        """The title of the question over the screen, or the prompt of the line; else nothing."""
        top = self.app.screen
        if isinstance(top, Choice | Writing):
            return top._title
        line = self.screen.query_one(Line)
        return line._prompt if line.display else ""

    @property
    def pointed(self) -> str:
        """What the row that is pointed at stands for."""
        return self.screen.highlighted.key

    @property
    def row(self) -> int:
        """Which row is pointed at in the panel that is used."""
        sheet, pointed = self.sheet(self.focus), self.screen.highlighted
        return next((n for n, row in enumerate(sheet.rows) if row is pointed), -1)

    @property
    def tab(self) -> str:
        """The tab that is shown."""
        return self.screen.navigation.tab

    def sheet(self, name: str) -> Sheet:
        """A panel, by its name: of what is asked over the screen, or of the screen."""
        asked = self.app.screen.query(f"#{name}").results(Sheet)
        return next(asked, None) or self.screen.query_one(f"#{name}", Sheet)

    # -- what was asked of the run -------------------------------------------------------------

    @property
    def given(self) -> list[e.CommandGiven]:
        """Every command that a run that stands still was given."""
        return self._still.given

    @property
    def _still(self) -> Still:
        assert isinstance(self.source, Still)
        return self.source

    def refuse(self, why: str) -> None:
        """Have the run refuse whatever it is given."""
        self._still.refuses = why

    @property
    def one(self) -> tuple[str, str, str, dict[str, object]]:
        """The only command that was given: its verb, target, text and options."""
        (given,) = self.given
        return given.verb, given.target, given.text, dict(given.options)

    # -- hands ---------------------------------------------------------------------------------

    async def press(self, *keys: str) -> None:
        """Press keys, by their names, one after the other."""
        for key in keys:
            self.app.post_message(_key(key))
            await self.settle()

    async def write(self, text: str) -> None:
        """Type a text."""
        for letter in text:
            self.app.post_message(_letter(letter))
        await self.settle()

    async def type(self, text: str) -> None:
        """Type a text, and enter."""
        await self.write(text)
        await self.press("enter")

    async def paste(self, text: str) -> None:
        """Paste a text."""
        self.app.post_message(events.Paste(text))
        await self.settle()

    async def colon(self, line: str) -> None:
        """Have a line done after the colon."""
        await self.press("colon")
        await self.paste(line)
        await self.press("enter")

    async def click(self, name: str, x: int, y: int, times: int = 1) -> None:
        """Click at a column and a line of a panel's content."""
        sheet = self.sheet(name)
        corner = sheet.content_region.offset - sheet.region.offset
        await self.pilot.click(sheet, offset=corner + Offset(x, y), times=times)
        await self.settle()

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(20):
            while not holds():
                await self.pilot.pause()
                await self.settle()

    async def settle(self) -> None:
        """Let everything be done that is under way, and fill the screen."""
        await self._quiet()
        if isinstance(self.app.screen, RunScreen):
            self.app.screen.beat()
            await self._quiet()

    async def _quiet(self) -> None:
        quiet = 0
        while quiet < _QUIET and self.app.is_running:
            await self.pilot.pause(0)
            pumps = [self.app, *self.app.screen.walk_children(with_self=True)]
            quiet = 0 if any(each.message_queue_size for each in pumps) else quiet + 1


def _key(name: str) -> events.Key:
    if len(name) == 1:
        return _letter(name)
    try:
        return events.Key(name, unicodedata.lookup(name.replace("_", " ")))
    except KeyError:
        return events.Key(name, " " if name == "space" else None)


def _letter(letter: str) -> events.Key:
    if letter.isalnum():
        return events.Key(letter, letter)
    name = unicodedata.name(letter).lower().replace("-", "_").replace(" ", "_")
    return events.Key(_SHORTER.get(name, name), letter)


_SHORTER = {"hyphen_minus": "minus", "solidus": "slash", "low_line": "underscore"}


def shown(app: App[None]) -> str:
    """What is on the screen of an application, line by line."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in strips)


@asynccontextmanager
async def on(
    source: Source,
    size: tuple[int, int] = WIDE,
    *,
    readonly: bool = False,
    keys: Mapping[str, str] | None = None,
) -> AsyncIterator[Run]:
    """A run on the screen, once it is filled."""
    app = console(source, readonly=readonly, keys=keys)
    async with app.run_test(size=size) as pilot:
        run = Run(app, pilot, source)
        if run.screen._timer:
            run.screen._timer.pause()  # whoever reads the screen fills it first
        await run.settle()
        yield run
    if app.broke is not None:
        raise app.broke


# -- runs to drive --------------------------------------------------------------------------------


def _is(kind: type[e.AnyEvent]) -> Callable[[e.AnyEvent], bool]:
    return lambda event: isinstance(event, kind)


def running() -> Still:
    """A run whose fact checker and copy editor are at work."""
    return still("research-article", upto=asked("copy_editor"))


def paused() -> Still:
    """A run that is held after its fact checker replied."""
    return still("research-article", breaks=("fact_checker:after",), upto=_is(e.RunPaused))


def paused_before() -> Still:
    """A run that is held at a breakpoint before its fact checker begins."""
    return still("research-article", breaks=("fact_checker",), upto=_is(e.RunPaused))


def paused_in_a_group() -> Still:
    """A run that is held before a step of a group begins."""
    return still("consensus", breaks=("panel/*",), upto=_is(e.RunPaused))


def at_gate() -> Still:
    """A run that waits for a person."""
    return still("hiring", upto=_is(e.GateOpened))


def before_the_gate() -> Still:
    """The same run, a moment before it waits."""
    opened = len(at_gate().view.player.turns)
    started = still("hiring", upto=_is(e.RunStarted))
    return still("hiring", upto=_is(e.RunStarted), more=opened - started.view.player.length - 1)


def disagreeing() -> Still:
    """A run whose agents disagree, and nobody has settled it."""
    return still("consensus", upto=_is(e.DisagreementFound))


def several_rounds() -> Still:
    """A run whose agents were asked again, and came nearer to each other."""
    return still("consensus")


def done() -> Still:
    """A run that was seen to its end."""
    return still("research-article")


def recorded() -> Still:
    """The record of a run."""
    return still("research-article", kind="recorded")


def recorded_held() -> Still:
    """The record of a run that was held on its way."""
    return still("research-article", breaks=("fact_checker:after",), kind="recorded")


def left() -> Still:
    """The record of a run that was left before its end."""
    return still("research-article", upto=asked("copy_editor"), kind="recorded")


RUNS = (
    running,
    paused,
    paused_before,
    paused_in_a_group,
    at_gate,
    disagreeing,
    done,
    recorded,
    left,
)
