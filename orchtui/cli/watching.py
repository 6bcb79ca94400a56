"""`home`, `attach` and `replay`: open the console on what there is, or on a run of the record.

With --plain the same is told in lines, and what can be done is typed.
"""

from __future__ import annotations

from typing import Annotated

import typer

from orchtui.cli import options
from orchtui.cli.opening import home as open_home
from orchtui.cli.opening import look_at, need_terminal
from orchtui.cli.options import Database, RunName

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
        from orchtui.cli.plain.home import print_home

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
        from orchtui.cli.plain.elsewhere import attend

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
        from orchtui.cli.plain.elsewhere import look_back

        look_back(run, options.existing(db))
        return
    need_terminal(f"add --plain, or print it with orchtui show {run}")
    look_at(run, options.existing(db), readonly=readonly)
