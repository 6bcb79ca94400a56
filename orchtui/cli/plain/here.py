"""A run that this process carries out, told in lines, with commands taken meanwhile."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

from orchtui.cli.carry import Begin, signals
from orchtui.cli.plain.desk import Desk
from orchtui.cli.plain.hands import HereHands
from orchtui.cli.terminal import Unread
from orchtui.narration.line import Line
from orchtui.session import Session


async def at_desk(begin: Begin, database: Path | None, *, durable: bool) -> int:
    """Carry a run out, to its end or until it is handed over; the exit code."""
    with contextlib.ExitStack() as until_told:
        async with Session.open(database, durable=durable) as session:
            live = await begin(session)
            desk = Desk(live, database, "live", live.heard_after)
            live.watchers.append(desk.turn)
            until_told.enter_context(signals(live, desk))
            carried = asyncio.ensure_future(session.carry_out(live))
            hands = HereHands(session, live, carried)
            async with desk.open(hands):
                await asyncio.wait([carried])
            outcome = await carried
        with contextlib.suppress(BrokenPipeError, Unread):  # the exit code tells how it ended, then
            if not hands.handed_over:
                desk.sum_up(outcome)
                return outcome.exit_code
            desk.line(Line("●", live.recipe.name, f"run {live.id} goes on without this one"))
            desk.line(Line(" ", "next   ", f"{desk.doors.verb('attach')} --plain"))
    return 0 if hands.handed_over else outcome.exit_code
