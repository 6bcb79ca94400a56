"""Opens the console from the command line, and leaves a useful word behind when it is closed."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from orchtui.cli.terminal import is_screen, say
from orchtui.errors import UsageError

if TYPE_CHECKING:
    from orchtui.console.source import Source
    from orchtui.session import Live, Session


def has_terminal() -> bool:
    """Whether there is a terminal to open a console in."""
    return sys.stdin.isatty() and sys.stdout.isatty() and is_screen(sys.stderr)


def need_terminal(instead: str) -> None:
    """Refuse where there is no terminal, with what to do instead."""
    if not has_terminal():
        raise UsageError(f"the console needs a terminal (and TERM set): {instead}")


def watch(
    name: str,
    begin: Callable[[Session], Awaitable[Live]],
    database: Path | None,
    *,
    durable: bool = False,
    readonly: bool = False,
) -> None:
    """Carry a run out in the console, and leave with its exit code."""

    async def choose(session: Session) -> Source:
        from orchtui.console.source import Here

        return Here(session, await begin(session), database)

    _opened(name, choose, database, durable=durable, readonly=readonly)


def look_at(name: str, database: Path | None, *, readonly: bool) -> None:
    """Open the console on a run of the record, live or over."""

    async def choose(session: Session) -> Source:
        from orchtui.console.source import stored

        return await stored(session, name, database)

    _opened(f"run {name}", choose, database, readonly=readonly)


def home(database: Path | None = None, *, readonly: bool = False) -> None:
    """Open the console on what there is."""

    async def choose(_session: Session) -> None:
        return None

    _opened("orchtui", choose, database, readonly=readonly)


def _opened(
    name: str,
    choose: Callable[[Session], Awaitable[Source | None]],
    database: Path | None,
    *,
    durable: bool = False,
    readonly: bool = False,
) -> None:
    from orchtui.console.launch import open_console

    closed = open_console(name, choose, database, durable=durable, readonly=readonly)
    with suppress(OSError):  # the terminal may be what is gone
        for source in closed.left:
            _sum_up(source, database)
    if closed.broke is not None:
        raise closed.broke
    sys.exit(closed.exit_code)


def _sum_up(source: Source, database: Path | None) -> None:
    """How a run stands, in the scrollback: what it came to, and how to come back to it."""
    from orchtui.narration.events import ending
    from orchtui.narration.hints import Doors
    from orchtui.session import outcome

    view = source.view
    view.beat()  # what came in after the last look
    doors = Doors(view.run, database)
    state = view.player.live
    told = outcome(view.run, state, view.texts)
    if source.handed_over or (view.kind == "attached" and view.is_going):
        say(f"● {view.recipe.name}  run {view.run} goes on in a process of its own")
        say(f"  next     {doors.verb('attach')}")
        return
    say(f"● {view.recipe.name}  run {view.run}")
    for line in ending(told):
        say(str(line))
    if told.status == "interrupted" and view.kind == "live":
        say(f"  next     {doors.verb('resume')}")
    else:
        say(f"  next     {doors.verb('replay')}")
