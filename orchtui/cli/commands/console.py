"""`home`, `attach` and `replay`: open the console on what there is, or on a run of the record.

With --plain the same is told in lines, and what can be done is typed.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchtui.cli import options
from orchtui.cli.commands.runs import list_runs
from orchtui.cli.options import Database, RunName
from orchtui.cli.output import described, is_screen, put, say
from orchtui.errors import UsageError
from orchtui.session import shipped_recipes

if TYPE_CHECKING:
    from orchtui.console.run_source import Source
    from orchtui.session import Live, Session


Readonly = Annotated[
    bool, typer.Option("--readonly", help="Look, and give no command: safe to show to others.")
]
Plain = Annotated[
    bool, typer.Option("--plain", help="Tell it in lines, and take commands as lines.")
]


def home(
    readonly: Readonly = False,
    plain: Annotated[bool, typer.Option("--plain", help="Print what there is, in lines.")] = False,
    db: Database = None,
) -> None:
    """Open the console on all runs and recipes.

    Runs can be opened, replayed, resumed, searched and deleted there, recipes looked at and run.
    Without a verb, orchtui does the same on a terminal.
    """
    if plain:
        print_home(options.existing(db))
        return
    need_terminal("orchtui home --plain prints what there is")
    open_home(db, readonly=readonly)


def attach(
    run: Annotated[
        str, typer.Argument(metavar="RUN", help="An id, the beginning of one, or: last.")
    ] = "last",
    readonly: Readonly = False,
    plain: Plain = False,
    db: Database = None,
) -> None:
    """Open the console on a run that another process carries out.

    It shows the same as the console that started it, and takes the same commands. Leaving it does
    nothing to the run. One that is over is shown as it was recorded.

    orchtui attach
    orchtui attach 2pyjvj09x --readonly
    echo pause | orchtui attach --plain
    """
    name = run.strip() or "last"
    if plain:
        from orchtui.cli.plain.live import attend

        attend(name, options.existing(db), readonly=readonly)
        return
    need_terminal(f"add --plain, or follow it with orchtui tail {name}")
    look_at(name, options.existing(db), readonly=readonly)


def replay(
    run: RunName, readonly: Readonly = False, plain: Plain = False, db: Database = None
) -> None:
    """Open the console on a recorded run, and move through its time.

    No model is asked and nothing is paid: what is shown is the record. Space plays it, s and n step
    through it, t goes to a time; b sets a breakpoint of your own and c goes to the next.

    orchtui replay last
    echo continue | orchtui replay last --plain
    """
    if plain:
        from orchtui.cli.plain.live import look_back

        look_back(run, options.existing(db))
        return
    need_terminal(f"add --plain, or print it with orchtui show {run}")
    look_at(run, options.existing(db), readonly=readonly)


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
        from orchtui.console.run_source import Here

        return Here(session, await begin(session), database)

    _opened(name, choose, database, durable=durable, readonly=readonly)


def look_at(name: str, database: Path | None, *, readonly: bool) -> None:
    """Open the console on a run of the record, live or over."""

    async def choose(session: Session) -> Source:
        from orchtui.console.run_source import stored

        return await stored(session, name, database)

    _opened(f"run {name}", choose, database, readonly=readonly)


def open_home(database: Path | None = None, *, readonly: bool = False) -> None:
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


def print_home(database: Path | None) -> None:
    """Print what there is to open, and to run."""
    asyncio.run(list_runs(database, status="", search="", number=None, json=False))
    put("", *described([(each.name, each.about) for each in shipped_recipes()]))
    say("next: orchtui replay RUN --plain, orchtui run RECIPE [TASK] --rehearse --plain")
