"""`runs` and `show`: what is stored, as a list and one run whole."""

from __future__ import annotations

from typing import Annotated

import typer

from orchtui.cli.options import Database, Json, RunName


def runs(
    json: Json = False,
    status: Annotated[
        str, typer.Option(help="Only runs that are so: done, failed, interrupted, running …")
    ] = "",
    search: Annotated[
        str, typer.Option(metavar="TEXT", help="Only runs whose prompts or replies say this.")
    ] = "",
    number: Annotated[int, typer.Option("-n", min=1, help="At most so many.")] = 20,
    db: Database = None,
) -> None:
    """List stored runs, newest first; --search looks into what was asked and replied.

    orchtui runs --status interrupted
    orchtui runs --search "spooky action"
    """
    import asyncio

    from orchtui.cli.listing import list_runs

    asyncio.run(list_runs(db, status=status, search=search, number=number, json=json))


def show(
    run: RunName,
    step: Annotated[
        str, typer.Option(metavar="PATH", help="One step: its prompts as sent, its replies.")
    ] = "",
    recipe: Annotated[
        bool, typer.Option("--recipe", help="The recipe, as it was when the run began.")
    ] = False,
    raw: Annotated[
        bool, typer.Option("--raw", help="The events as they are stored, one a line.")
    ] = False,
    json: Json = False,
    db: Database = None,
) -> None:
    """Show a stored run: its steps as a graph, what they cost, and the final reply.

    orchtui show last
    orchtui show last --step fact_checker
    """
    import asyncio

    from orchtui.cli.showing import show_run

    asyncio.run(show_run(db, run, step=step, recipe=recipe, raw=raw, json=json))
