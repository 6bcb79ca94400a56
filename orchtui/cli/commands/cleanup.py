"""`rm` and `prune`: delete stored runs, never one that is being carried out."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from orchtui.cli import options
from orchtui.cli.options import Database, RunNames
from orchtui.cli.output import say
from orchtui.commands.rules import LIVE
from orchtui.domain.state.summary import RunRow
from orchtui.errors import UsageError
from orchtui.session import Session

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


def rm(runs: RunNames, db: Database = None) -> None:
    """Delete runs: their events, and the texts that no other run has.

    All of them or, if one cannot be deleted, none.

    orchtui rm last
    """
    import asyncio

    ids = asyncio.run(delete(options.existing(db), runs))
    say(f"deleted {', '.join(ids)}")


def prune(
    older_than: Annotated[
        str, typer.Option("--older-than", metavar="TIME", help="For example 30d, 12h or 45m.")
    ],
    yes: Yes = False,
    db: Database = None,
) -> None:
    """Delete all runs that have not been touched for a time; asks first.

    orchtui prune --older-than 30d
    orchtui prune --older-than 12h --yes
    """
    import asyncio

    database = options.existing(db)
    rows = asyncio.run(older(database, options.seconds(older_than)))
    if not rows:
        say(f"no run is older than {older_than}")
        return
    runs = "1 run" if len(rows) == 1 else f"{len(rows)} runs"
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError(f"{runs} would be deleted: say --yes to do it unasked")
        if not typer.confirm(f"Delete {runs} older than {older_than}?", err=True):
            say("nothing was deleted")
            return
    asyncio.run(delete(database, [row.id for row in rows]))
    say(f"deleted {runs}")


async def delete(database: Path | None, names: Sequence[str]) -> list[str]:
    """Delete runs by what was typed; their ids."""
    async with Session.open(database) as session:
        return await session.remove(names)


async def older(database: Path | None, seconds: float) -> list[RunRow]:
    """The runs last touched longer ago than this."""
    before = time.time() - seconds
    async with Session.open(database) as session:
        rows = await session.runs()
    return [row for row in rows if row.updated < before and row.summary.status not in LIVE]
