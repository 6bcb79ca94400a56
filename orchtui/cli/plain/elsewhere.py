"""A run of the record, told in lines: as it goes on where another process has it, or as it was."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

from orchtui.cli.follow import concluded, elsewhere, tell
from orchtui.cli.plain.desk import Desk
from orchtui.cli.plain.hands import ElsewhereHands
from orchtui.cli.plain.looking import glyphs
from orchtui.cli.plain.replaying import Replaying
from orchtui.console.source import stored
from orchtui.domain.digest import Texts
from orchtui.session import Outcome, Session


def attend(run: str, database: Path | None, *, readonly: bool) -> None:
    """Tell of a run that goes on in another process, and take commands for it.

    One that nobody carries out is shown as it was recorded.
    """
    sys.exit(asyncio.run(_attend(run, database, readonly)))


def look_back(run: str, database: Path | None) -> None:
    """Move through a recorded run."""
    asyncio.run(_look_back(run, database))


async def _attend(run: str, database: Path | None, readonly: bool) -> int:
    async with Session.open(database) as session:
        if not await session.is_live(run):
            await _moved_through(session, run, database)
            return 0
        return (await _followed(session, run, database, readonly)).exit_code


async def _followed(session: Session, run: str, database: Path | None, readonly: bool) -> Outcome:
    row = await session.find(run)
    turns, known = await session.later(row.id, 0)
    live = replace(elsewhere(row.id, turns, Texts(known)), recorded=turns)
    desk = Desk(live, database, "attached")
    hands = ElsewhereHands(session, desk.doors, live.interrupt, readonly=readonly)
    desk.stands()
    async with desk.open(hands):
        await tell(session, live, desk, ())
    return concluded(live, desk)


async def _look_back(run: str, database: Path | None) -> None:
    async with Session.open(database) as session:
        await _moved_through(session, run, database)


async def _moved_through(session: Session, run: str, database: Path | None) -> None:
    view = (await stored(session, run, database)).view
    view.glyphs = glyphs()
    await Replaying(view).attend()
