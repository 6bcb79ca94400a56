"""Finds and deletes stored runs."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from orchtui.commands.rules import LIVE
from orchtui.domain.state.summary import RunRow
from orchtui.session import Session


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
