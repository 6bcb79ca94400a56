"""Carries a run out in this process: narration to stderr, data to stdout, signals understood.

The first Ctrl+C (or SIGTERM) leaves the run so that it can be resumed; a second one ends at once,
and the record still can be.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from orchtui.cli import ending
from orchtui.cli.narrate import JsonLines, Narrator, PlainLines
from orchtui.session import LiveRun, Outcome, Session

Begin = Callable[[Session], Awaitable[LiveRun]]


def carry_out(begin: Begin, database: Path | None, *, durable: bool, json: bool) -> None:
    """Open a session, carry one run out in it, and leave with its exit code."""
    try:
        outcome = asyncio.run(_in_session(begin, database, durable, json))
    except KeyboardInterrupt:
        ending.say("orchtui: ended at once; orchtui resume last takes the run up again")
        sys.exit(ending.INTERRUPTED)
    sys.exit(outcome.exit_code)


async def _in_session(begin: Begin, database: Path | None, durable: bool, json: bool) -> Outcome:
    async with Session.open(database, durable=durable) as session:
        live = await begin(session)
        narrator = _narrator(live, json)
        with _signals(live), narrator:
            outcome = await session.carry_out(live)
    narrator.sum_up(outcome)
    return outcome


def _narrator(live: LiveRun, json: bool) -> Narrator:
    narrator: Narrator
    if json:
        narrator = JsonLines(live)
    elif sys.stderr.isatty() and not _is_dumb():
        from orchtui.cli.live_lines import LiveLines

        narrator = LiveLines(live)
    else:
        narrator = PlainLines(live)
    live.watchers.append(narrator.turn)
    return narrator


def _is_dumb() -> bool:
    import os

    return os.environ.get("TERM", "dumb") == "dumb"


@contextlib.contextmanager
def _signals(live: LiveRun):  # type: ignore[no-untyped-def]
    """Ctrl+C and SIGTERM leave the run; the second one is Python's own."""
    loop = asyncio.get_running_loop()
    caught = (signal.SIGINT, signal.SIGTERM)

    def leave(number: signal.Signals) -> None:
        for each in caught:
            loop.remove_signal_handler(each)
        live.interrupt(number.name)

    for number in caught:
        loop.add_signal_handler(number, leave, number)
    try:
        yield
    finally:
        for number in caught:
            loop.remove_signal_handler(number)
