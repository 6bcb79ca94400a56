"""Signals during a run: the first one interrupts the run, the second one ends the process.

They are Python's own handlers, not the event loop's, so that a flow that blocks can be ended too.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from types import FrameType

from orchtui.cli.narrators.base import Narrator
from orchtui.exit_codes import ExitCode
from orchtui.session import Live

_REASONS = {
    signal.SIGINT: "Ctrl+C",
    signal.SIGTERM: "asked to end by SIGTERM",
    signal.SIGHUP: "the terminal was closed",
}


@contextlib.contextmanager
def signals(live: Live, narrator: Narrator) -> Iterator[None]:
    """Interrupt the run at the first signal, end at the second; ignored signals stay ignored."""
    before = {number: signal.getsignal(number) for number in _REASONS}
    caught = [number for number in _REASONS if before[number] is not signal.SIG_IGN]

    def interrupt(number: int, _frame: FrameType | None) -> None:
        for each in caught:
            signal.signal(each, end)
        live.interrupt(_REASONS[signal.Signals(number)])

    def end(_number: int, _frame: FrameType | None) -> None:
        again = narrator.doors.verb("resume")
        message = f"orchtui: ended at once; {again} takes the run up again\n"
        with contextlib.suppress(OSError):
            os.write(2, (narrator.RESTORE + message).encode())
        os._exit(ExitCode.INTERRUPTED)  # what is committed is safe, whatever else was under way

    for number in caught:
        signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number in caught:
            signal.signal(number, before[number])
