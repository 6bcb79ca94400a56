"""The list of stored runs, as a table or as JSON lines."""

from __future__ import annotations

import dataclasses
import json as jsonlib
import time
from collections.abc import Sequence
from pathlib import Path

from orchtui.cli import ending
from orchtui.cli.table import ago, table, unique_prefixes
from orchtui.domain.money import dollars, shown
from orchtui.domain.summary import Found, RunRow
from orchtui.session import Session


async def list_runs(
    database: Path | None, *, status: str, search: str, number: int, json: bool
) -> None:
    """Print the runs that are so, or that say so."""
    async with Session.open(database) as session:
        found = await session.search(search, 500) if search else []
        only = list(dict.fromkeys(each.run for each in found)) if search else None
        rows = await session.runs(status=status, limit=number, only=only)
    if json:
        for row in rows:
            print(jsonlib.dumps(_plain(row), ensure_ascii=False))
        return
    if not rows:
        ending.say(_empty(status, search))
        return
    short = unique_prefixes([row.id for row in rows])
    now = time.time()
    head = ("run", "status", "steps", "cost", "tokens", "time", "age", "recipe", "task")
    cells = [_cells(row, short[row.id], now) for row in rows]
    for line in table(head, cells):
        print(line)
    for line in _excerpts(found, rows):
        print(line)


def _cells(row: RunRow, short: str, now: float) -> tuple[str, ...]:
    summary = row.summary
    pretended = "~" if row.rehearsed else ""
    return (
        row.id if len(short) == len(row.id) else f"{short}·{row.id[len(short) :]}",
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
    listed = {row.id for row in rows}
    lines = [
        f"  {each.run}  {each.path or each.what}: {each.excerpt}"
        for each in found
        if each.run in listed
    ]
    return ["", *lines[:20]] if lines else []


def _empty(status: str, search: str) -> str:
    if search:
        return f"no run says {search!r}"
    if status:
        return f"no run is {status}; orchtui runs lists all"
    return "no run is stored yet: orchtui run hello --rehearse makes the first"


def _plain(row: RunRow) -> dict[str, object]:
    plain = {
        "run": row.id,
        "recipe": row.recipe,
        "task": row.task,
        "rehearsed": row.rehearsed,
        "started": row.started,
        "updated": row.updated,
    }
    summary = dataclasses.asdict(row.summary)
    return plain | summary | {"cost": dollars(row.summary.cost)}
