"""`rm` and `prune`: delete stored runs, never one that is being carried out."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from orchtui.cli import ending, options
from orchtui.cli.options import Database
from orchtui.errors import UsageError

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


def rm(
    runs: Annotated[list[str], typer.Argument(metavar="RUN…", help="Ids, prefixes, or: last.")],
    db: Database = None,
) -> None:
    """Delete runs: their events, and the texts that no other run has."""
    import asyncio

    from orchtui.cli.deleting import delete

    ids = asyncio.run(delete(db, runs))
    ending.say(f"deleted {', '.join(ids)}")


def prune(
    older_than: Annotated[
        str, typer.Option("--older-than", metavar="TIME", help="For example 30d, 12h.")
    ],
    yes: Yes = False,
    db: Database = None,
) -> None:
    """Delete all runs that have not been touched for a time; asks first.

    orchtui prune --older-than 30d
    """
    import asyncio

    from orchtui.cli.deleting import delete, older

    ids = asyncio.run(older(db, options.seconds(older_than)))
    if not ids:
        ending.say(f"no run is older than {older_than}")
        return
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError(f"{len(ids)} runs would be deleted: say --yes to do it unasked")
        typer.confirm(f"Delete {len(ids)} runs older than {older_than}?", abort=True, err=True)
    asyncio.run(delete(db, ids))
    ending.say(f"deleted {len(ids)} runs")
