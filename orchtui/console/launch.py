"""Opens the console and closes it again, whatever becomes of it: the terminal is left as it was.

A signal ends it in good order and leaves the run so that it can be resumed; what breaks in it is
raised once the screen is back.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from textual.screen import Screen

from orchtui.console.app import Console, glyphs_for
from orchtui.console.source import Here, Source
from orchtui.session import Session, user_settings


@dataclass(frozen=True, slots=True)
class Closed:
    """What is left when the console is closed: the runs that were looked at, and the exit code."""

    left: list[Source]
    exit_code: int


Opening = Callable[[Session], Awaitable[Source | None]]
"""The run to show first; nothing for home."""

_ENDED_BY = {
    signal.SIGTERM: "asked to end by SIGTERM",
    signal.SIGHUP: "the terminal was closed",
    signal.SIGINT: "interrupted",
}
RESTORE = (
    "\x1b[?1049l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?2004l\x1b[?25h\x1b[0m"
)


def is_possible() -> bool:
    """Whether there is a terminal to open the console in."""
    known = os.environ.get("TERM", "dumb") not in ("", "dumb")
    return known and sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()


def open_console(
    opening: Opening, database: Path | None, *, durable: bool = False, readonly: bool = False
) -> Closed:
    """Open the console on what is to be shown first; what is left, once it is closed."""
    return asyncio.run(_opened(opening, database, durable, readonly))


async def _opened(opening: Opening, database: Path | None, durable: bool, readonly: bool) -> Closed:
    user = user_settings()
    async with Session.open(database, durable=durable) as session:
        source = await opening(session)
        console = Console(
            session,
            user,
            glyphs_for(user, sys.stdout.encoding or ""),
            first=lambda app: _first(app, source),
            database=database,
            readonly=readonly,
        )
        with _signals(console):
            await console.run_async(mouse=user.mouse)
        for each in console.sources:
            if isinstance(each, Here):
                await each.leave("the console was closed")
                if each not in console.left:
                    console.left.append(each)
    if console.broke is not None:
        raise console.broke
    return Closed(console.left, console.return_code or _exit_code(console.left))


def _exit_code(left: list[Source]) -> int:
    """That of the last run that was carried out here; looking at runs always succeeds."""
    outcomes = [each.outcome for each in left if isinstance(each, Here) and not each.handed_over]
    return outcomes[-1].exit_code if outcomes and outcomes[-1] else 0


def _first(app: Console, source: Source | None) -> Screen[None]:
    if source is not None:
        return app.show_run(source)
    from orchtui.console.screens.home import HomeScreen

    return HomeScreen()


@contextlib.contextmanager
def _signals(console: Console) -> Iterator[None]:
    """The first signal closes the console, and so leaves its run; the second ends at once."""
    loop = asyncio.get_running_loop()
    seen: list[int] = []

    def close(number: signal.Signals) -> None:
        if seen:
            with contextlib.suppress(OSError):
                os.write(2, RESTORE.encode())
            os._exit(128 + number)  # what is committed is safe
        seen.append(number)
        for source in console.sources:
            source.interrupt(_ENDED_BY[number])
        console.exit(return_code=128 + number)

    for number in _ENDED_BY:
        loop.add_signal_handler(number, close, number)
    try:
        yield
    finally:
        for number in _ENDED_BY:
            loop.remove_signal_handler(number)
