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

from orchtui.cli.ending import INTERRUPTED
from orchtui.cli.narrate import JsonLines, Narrator, PlainLines
from orchtui.cli.terminal import Unread, is_screen, option_of
from orchtui.session import LiveRun, Outcome, Session

Begin = Callable[[Session], Awaitable[LiveRun]]

_WHY = {
    signal.SIGINT: "Ctrl+C",
    signal.SIGTERM: "asked to end by SIGTERM",
    signal.SIGHUP: "the terminal was closed",
}


def carry_out(begin: Begin, database: Path | None, *, durable: bool, json: bool) -> None:
    """Open a session, carry one run out in it, and leave with its exit code."""
    sys.exit(asyncio.run(_in_session(begin, database, durable, json)).exit_code)


async def _in_session(begin: Begin, database: Path | None, durable: bool, json: bool) -> Outcome:
    with contextlib.ExitStack() as until_told:
        async with Session.open(database, durable=durable) as session:
            live = await begin(session)
            narrator = _narrator(live, database, json)
            until_told.enter_context(_signals(live, narrator))
            with narrator:
                outcome = await session.carry_out(live)
        with contextlib.suppress(BrokenPipeError, Unread):  # the exit code tells how it ended, then
            narrator.sum_up(outcome)
    return outcome


def _narrator(live: LiveRun, database: Path | None, json: bool) -> Narrator:
    narrator: Narrator
    if json:
        narrator = JsonLines(live, database)
    elif is_screen(sys.stderr):
        from orchtui.cli.live_lines import LiveLines

        narrator = LiveLines(live, database)
    else:
        narrator = PlainLines(live, database)
    live.watchers.append(narrator.turn)
    return narrator


@contextlib.contextmanager
def _signals(live: LiveRun, narrator: Narrator) -> Iterator[None]:
    """The first signal leaves the run, the second ends the process; ignored ones stay ignored.

    They are Python's own handlers, not the loop's, so that a flow which never waits can be ended.
    """
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in _WHY}
    caught = [number for number in _WHY if before[number] is not signal.SIG_IGN]

    def leave(number: int, _frame: FrameType | None) -> None:
        for each in caught:
            signal.signal(each, end)
        loop.call_soon_threadsafe(live.interrupt, _WHY[signal.Signals(number)])

    def end(_number: int, _frame: FrameType | None) -> None:
        again = f"orchtui resume {live.id}{option_of(narrator.database)}"
        said = f"orchtui: ended at once; {again} takes the run up again\n"
        with contextlib.suppress(OSError):
            os.write(2, (narrator.RESTORE + said).encode())
        os._exit(INTERRUPTED)  # what is committed is safe, whatever this process was about to do

    for number in caught:
        signal.signal(number, leave)
    try:
        yield
    finally:
        for number in caught:
            signal.signal(number, before[number])
