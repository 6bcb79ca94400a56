"""Leaves a run to a process of its own: both ends of it, as the command line sees them."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from orchtui.cli.output import put

if TYPE_CHECKING:
    from orchtui.domain.events import Turn


@dataclass(frozen=True, slots=True)
class Report:
    """Where the process that was left says that its run is on disk."""

    handle: int

    def begun(self, run: str) -> Callable[[Turn], None]:
        """A watcher that tells of the first committed turn, and then lets go of the shell."""
        told: list[str] = []

        def turn(_turn: Turn) -> None:
            if not told:
                told.append(run)
                os.write(self.handle, run.encode())
                os.close(self.handle)
                _let_go_of_stderr()

        return turn


def _let_go_of_stderr() -> None:
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    os.close(null)


def report_to() -> Report | None:
    """Where this process is to report to, if it is one that was left to itself."""
    from orchtui.session import REPORT_TO

    handle = os.environ.pop(REPORT_TO, "")
    if not handle.isdecimal():
        return None
    os.set_inheritable(int(handle), False)
    return Report(int(handle))


def detach_this(task: str = "") -> NoReturn:
    """Start this command line again as a process of its own; print its run's id, and leave."""
    from orchtui.session import leave

    left = leave(sys.argv[1:], task)
    if not left.run:
        sys.stderr.write(left.complaint)
        sys.exit(left.code)
    put(left.run)
    sys.exit(0)
