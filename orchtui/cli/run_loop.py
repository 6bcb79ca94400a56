"""Carries a run out in this process: narration to stderr, data to stdout, signals understood.

The first Ctrl+C (or SIGTERM, or the loss of the terminal) leaves the run so that it can be resumed;
a second one ends at once, and the record still can be.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from types import FrameType

from orchtui.cli.background import Report
from orchtui.cli.errors import INTERRUPTED
from orchtui.cli.narrators.base import Narrator, narrator
from orchtui.cli.output import Unread
from orchtui.session import Live, Outcome, Session

Begin = Callable[[Session], Awaitable[Live]]

_WHY = {
    signal.SIGINT: "Ctrl+C",
    signal.SIGTERM: "asked to end by SIGTERM",
    signal.SIGHUP: "the terminal was closed",
}


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


@contextlib.contextmanager
def signals(live: Live, told: Narrator) -> Iterator[None]:
    """The first signal leaves the run, the second ends the process; ignored ones stay ignored.

    They are Python's own handlers, not the loop's, so that a flow which never waits can be ended.
    """
    before = {number: signal.getsignal(number) for number in _WHY}
    caught = [number for number in _WHY if before[number] is not signal.SIG_IGN]

    def leave(number: int, _frame: FrameType | None) -> None:
        for each in caught:
            signal.signal(each, end)
        live.interrupt(_WHY[signal.Signals(number)])

    def end(_number: int, _frame: FrameType | None) -> None:
        again = told.doors.verb("resume")
        said = f"orchtui: ended at once; {again} takes the run up again\n"
        with contextlib.suppress(OSError):
            os.write(2, (told.RESTORE + said).encode())
        os._exit(INTERRUPTED)  # what is committed is safe, whatever this process was about to do

    for number in caught:
        signal.signal(number, leave)
    try:
        yield
    finally:
        for number in caught:
            signal.signal(number, before[number])
