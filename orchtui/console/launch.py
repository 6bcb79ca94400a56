"""Opens the console and closes it again, whatever becomes of it: the terminal is left as it was.

What is carried out here is left so that it can be resumed. What broke in the console is handed to
whoever opened it, to be told once the screen is back.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from textual.screen import Screen

from orchtui.console.app import Console
from orchtui.console.screens.start_up import StartUpScreen
from orchtui.console.settings import glyphs_for, keys_of, theme_of
from orchtui.console.signals import signals
from orchtui.session import user_settings

if TYPE_CHECKING:
    from orchtui.console.run_source import Source
    from orchtui.session import Session


@dataclass(frozen=True, slots=True)
class Closed:
    """What is left when the console is closed: the runs that were looked at, and the exit code.

    Each run is there once, as it was looked at last.
    `broke` is what made an end of it, if it was not a person or a signal.
    """

    left: list[Source]
    exit_code: int
    broke: BaseException | None = None


Choose = Callable[["Session"], Awaitable["Source | None"]]
"""The run to show first; nothing for home."""


def open_console(
    name: str,
    choose: Choose,
    database: Path | None,
    *,
    durable: bool = False,
    readonly: bool = False,
) -> Closed:
    """Open the console on what is to be shown first; what is left, once it is closed.

    What it is called is on the screen before the session is open and anything is read.
    """
    return asyncio.run(_opened(name, choose, database, durable, readonly))


async def _opened(
    name: str, choose: Choose, database: Path | None, durable: bool, readonly: bool
) -> Closed:
    user = user_settings()
    theme_of(user), keys_of(user)  # a mistake is told before a run is begun
    async with AsyncExitStack() as stack:

        async def begin() -> None:
            await asyncio.to_thread(_load_screens)
            from orchtui.session import Session

            opened = Session.open(database, durable=durable)
            console.session = await stack.enter_async_context(opened)
            await console.switch_screen(_first(console, await choose(console.session)))
            await console.typed.let_go()

        console = Console(
            None,
            user,
            glyphs_for(user, sys.stdout.encoding or "", os.environ),
            first=lambda _: StartUpScreen(name, lambda: console.look, begin),
            database=database,
            readonly=readonly,
        )
        with signals(console):
            try:
                await console.run_async(mouse=user.mouse)
            finally:
                await _leave_all(console)
    left = list({each.view.run: each for each in console.left}.values())
    return Closed(left, console.return_code or _exit_code(left), console.broke)


def _load_screens() -> None:
    """Import what the screens need; in a thread, so that the event loop never waits for it."""
    for module in ("orchtui.console.screens.run", "orchtui.console.screens.home"):
        import_module(module)


async def _leave_all(console: Console) -> None:
    """Leave what is still carried out here, so that its record is complete."""
    if not console.sources:
        return
    from orchtui.console.run_source import Here

    for each in console.sources:
        if isinstance(each, Here):
            await each.leave("the console was closed")
            if each not in console.left:
                console.left.append(each)


def _exit_code(left: list[Source]) -> int:
    """That of the last run that was carried out here; looking at runs always succeeds."""
    if not left:
        return 0
    from orchtui.console.run_source import Here

    here = [each for each in left if isinstance(each, Here)]
    outcome = here[-1].outcome if here and not here[-1].handed_over else None
    return outcome.exit_code if outcome else 0


def _first(app: Console, source: Source | None) -> Screen[None]:
    if source is not None:
        return app.show_run(source)
    from orchtui.console.screens.home import HomeScreen

    return HomeScreen()
