"""`runs` and `show`: what is stored, as a list and one run whole."""

from __future__ import annotations

from typing import Annotated

import typer

from orchtui.cli import options
from orchtui.cli.options import Database, Json, RunName
from orchtui.domain.state.lifecycle import OUTCOMES
from orchtui.domain.suggest import nearest
from orchtui.errors import UsageError

STATUSES = ("running", "pausing", "paused", "interrupted", *OUTCOMES)


def runs(
    json: Json = False,
    status: Annotated[
        str, typer.Option(metavar="S", help=f"Only those that are: {', '.join(STATUSES)}.")
    ] = "",
    search: Annotated[
        str,
        typer.Option(
            metavar="TEXT",
            help='Only those whose prompts or replies say this: words, "a phrase", begin*.',
        ),
    ] = "",
    number: Annotated[
        int | None,
        typer.Option("-n", metavar="N", min=1, help="At most so many; else 20, with --json all."),
    ] = None,
    db: Database = None,
) -> None:
    """List stored runs, newest first, or search what was asked and replied.

    orchtui runs --status interrupted
    orchtui runs --search "spooky action"
    orchtui runs --json | jq -r 'select(.cost > 0.1) | .run'
    """
    import asyncio

    from orchtui.cli.listing import list_runs

    if status and status not in STATUSES:
        raise UsageError(f"no run is ever {status}{nearest(status, STATUSES)}")
    found = list_runs(options.existing(db), status=status, search=search, number=number, json=json)
    asyncio.run(found)


def show(
    run: RunName,
    step: Annotated[
        str,
        typer.Option(metavar="PATH", help="One step: each attempt's prompt, as sent, and reply."),
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
    """Show a stored run: its steps, what each followed and cost, and the final reply.

    orchtui show last
    orchtui show last --step fact_checker
    orchtui show last --recipe > again.yaml
    """
    import asyncio

    from orchtui.cli.showing import show_run

    asked = [
        option
        for option, given in (("--step", step), ("--recipe", recipe), ("--raw", raw))
        if given
    ]
    if len(asked) > 1:
        raise UsageError(f"{' and '.join(asked)} show different things: say one of them")
    if recipe and json:
        raise UsageError("a recipe is YAML: leave out --json, or leave out --recipe")
    database = options.existing(db)
    asyncio.run(show_run(database, run, step=step, recipe=recipe, raw=raw, json=json))
