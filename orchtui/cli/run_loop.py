"""One run in this process: narration to stderr, data to stdout, signals understood.

The first Ctrl+C (or SIGTERM, or the loss of the terminal) interrupts the run so that it can be
resumed; a second one ends the process at once, and the run can still be resumed.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from pathlib import Path

from orchtui.cli.background import Report
from orchtui.cli.interrupts import signals
from orchtui.cli.narrators import narrator
from orchtui.cli.narrators.base import Narrator
from orchtui.cli.output import Unread
from orchtui.session import Begin, Outcome, Session


def carry_out(
    begin: Begin,
    database: Path | None,
    *,
    durable: bool,
    json: bool,
    plain: bool = False,
    report: Report | None = None,
) -> None:
    """Open a session, carry one run out in it, and leave with its exit code.

    With a `report`, nobody watches: the run's id goes there once it is on disk, and nothing else is
    told. What is typed is read, and answered, if it is `plain`.
    """
    if plain:
        from orchtui.cli.plain.live import at_desk

        sys.exit(asyncio.run(at_desk(begin, database, durable=durable)))
    sys.exit(asyncio.run(_in_session(begin, database, durable, json, report)).exit_code)


async def _in_session(
    begin: Begin, database: Path | None, durable: bool, json: bool, report: Report | None
) -> Outcome:
    with contextlib.ExitStack() as until_told:
        async with Session.open(database, durable=durable) as session:
            live = await begin(session)
            if report is not None:
                live.watchers.append(report.begun(live.id))
                told = Narrator(live, database)
            else:
                told = narrator(live, database, json=json, hint="Ctrl+C leaves it")
                live.watchers.append(told.turn)
            until_told.enter_context(signals(live, told))
            with told:
                outcome = await session.carry_out(live)
        with contextlib.suppress(BrokenPipeError, Unread):  # the exit code tells how it ended, then
            told.sum_up(outcome)
    return outcome
