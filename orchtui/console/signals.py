"""What a signal does to the console: it is closed in good order, and so its run can be resumed.

A second one ends it at once, and so does time where something hangs: what is committed is safe, and
the terminal is put back as it was in any case.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from types import FrameType
from typing import Protocol

ENDED_BY: Mapping[signal.Signals, str] = {
    signal.SIGTERM: "asked to end by SIGTERM",
    signal.SIGHUP: "the terminal was closed",
    signal.SIGINT: "interrupted",
}
_LASTING = (*ENDED_BY, signal.SIGWINCH, signal.SIGTSTP, signal.SIGCONT)
"""What the console, or Textual for it, takes up while it is open, and gives back after."""

PATIENCE = 10.0
"""How many seconds it may take to close; a call that is ended takes five at most."""


class Closing(Protocol):
    """What is closed by a signal."""

    is_suspended: bool

    def interrupt(self, why: str) -> None:
        """Leave what is carried out here; from any thread."""

    def end(self, code: int) -> None:
        """Close in good order, with this exit code."""

    def restore_at_once(self) -> None:
        """Put the terminal back as it was, without waiting for anything."""


@contextmanager
def signals(console: Closing, patience: float = PATIENCE) -> Iterator[None]:
    """Have signals close the console while inside."""
    loop = asyncio.get_running_loop()
    watchdogs: list[threading.Timer] = []
    before_it = count()

    def at_once(code: int) -> None:
        console.restore_at_once()
        os._exit(code)

    def close(number: int, _frame: FrameType | None) -> None:
        # Not by the loop's own handlers: it may wait for a terminal that takes nothing.
        if number == signal.SIGINT and console.is_suspended:
            return  # it was meant for the editor, which has the terminal
        code = 128 + number
        if next(before_it):  # told in one step: another signal may come between any two
            # A terminal that goes away is told by several, and often beside another signal.
            if number != signal.SIGHUP:
                at_once(code)
            return
        watchdog = threading.Timer(patience, at_once, [code])
        watchdog.daemon = True
        watchdogs.append(watchdog)
        watchdog.start()
        console.interrupt(ENDED_BY[signal.Signals(number)])
        loop.call_soon_threadsafe(console.end, code)

    before = {number: signal.getsignal(number) for number in _LASTING}
    for number in ENDED_BY:
        signal.signal(number, close)
    try:
        yield
    finally:
        for each in watchdogs:
            each.cancel()
        for number, handler in before.items():
            signal.signal(number, handler)
