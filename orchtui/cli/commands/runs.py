"""The list of stored runs, as a table or as JSON lines."""

from __future__ import annotations

import dataclasses
import json as jsonlib
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from orchtui.cli import options
from orchtui.cli.options import Database, Json
from orchtui.cli.output import ago, columns, painted, put, put_as_is, say, table
from orchtui.domain.money import dollars, shown
from orchtui.domain.sanitize import clean, shorten
from orchtui.domain.state.lifecycle import OUTCOMES
from orchtui.domain.state.summary import Found, RunRow
from orchtui.domain.suggest import nearest
from orchtui.errors import UsageError
from orchtui.narration.events import STATUS_COLOURS
from orchtui.session import Session

HEAD = ("run", "status", "steps", "cost", "tokens", "time", "age", "recipe", "task")
SHOWN = 20
EXCERPTS = 20
_SEARCHED = 500


async def list_runs(
    database: Path | None, *, status: str, search: str, number: int | None, json: bool
) -> None:
    """Print the runs that are so, or that say so."""
    most = number or (None if json else SHOWN)
    async with Session.open(database) as session:
        found = await session.search(search, _SEARCHED) if search else []
        only = list(dict.fromkeys(each.run for each in found)) if search else None
        more = most and most + 1
        rows = await session.runs(status=status, limit=more, only=only)
    listed = rows[:most]
    if json:
        for row in listed:
            put(jsonlib.dumps(_plain(row, found if search else None), ensure_ascii=False))
        return
    if not listed:
        say(_empty(status, search))
        return
    now = time.time()
    cells = [_cells(row, now) for row in listed]
    paint = {"status": lambda status, placed: painted(placed, *STATUS_COLOURS.get(status, ()))}
    put_as_is(
        table(HEAD, cells, dispensable=("tokens", "time", "steps", "recipe", "cost"), paint=paint)
    )
    if excerpts := _excerpts(found, listed):
        put("", *excerpts)
    if len(rows) > len(listed):
        say(f"… and more: orchtui runs -n {2 * len(listed)} lists them")


def _cells(row: RunRow, now: float) -> tuple[str, ...]:
    summary = row.summary
    pretended = "~" if row.rehearsed else ""
    return (
        row.id,
        summary.status,
        f"{summary.done}/{summary.steps}",
        pretended + shown(summary.cost),
        str(summary.tokens),
        f"{summary.seconds:.1f} s",
        ago(now - row.started),
        row.recipe,
        row.task,
    )


def _excerpts(found: Sequence[Found], rows: Sequence[RunRow]) -> list[str]:
    """Where the searched words stand, so many that the list stays a list."""
    listed = {row.id for row in rows}
    places = [each for each in found if each.run in listed]
    lines = [
        f"{each.run}  {each.path or each.what}: {clean(each.excerpt)}" for each in places[:EXCERPTS]
    ]
    if len(places) > EXCERPTS:
        lines.append(f"… and {len(places) - EXCERPTS} places more")
    room = columns()
    return [shorten(line, room) if room else line for line in lines]


def _empty(status: str, search: str) -> str:
    if search:
        return f"no run says {search!r}" + (f" and is {status}" if status else "")
    if status:
        return f"no run is {status}; orchtui runs lists all"
    return "no run is stored yet: orchtui run hello --rehearse makes the first"


def _plain(row: RunRow, found: Sequence[Found] | None) -> dict[str, object]:
    plain: dict[str, object] = {
        "run": row.id,
        "recipe": row.recipe,
        "task": row.task,
        "rehearsed": row.rehearsed,
        "started": row.started,
        "updated": row.updated,
    }
    summary = dataclasses.asdict(row.summary)
    plain |= summary | {"cost": dollars(row.summary.cost)}
    if found is not None:
        plain["found"] = [
            {"step": each.path, "what": each.what, "excerpt": each.excerpt}
            for each in found
            if each.run == row.id
        ]
    return plain


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

    from orchtui.cli.commands.runs import list_runs

    if status and status not in STATUSES:
        raise UsageError(f"no run is ever {status}{nearest(status, STATUSES)}")
    found = list_runs(options.existing(db), status=status, search=search, number=number, json=json)
    asyncio.run(found)
