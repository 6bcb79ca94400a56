"""The exit codes of the command line, all of them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum


class ExitCode(IntEnum):
    """What a command answers its caller."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    WAITING = 3
    LIMITED = 4
    DIVERGED = 5
    REJECTED = 6
    INTERRUPTED = 130


BY_STATUS: Mapping[str, ExitCode] = {
    "done": ExitCode.DONE,
    "partial": ExitCode.FAILED,
    "failed": ExitCode.FAILED,
    "stopped": ExitCode.FAILED,
    "waiting": ExitCode.WAITING,
    "limited": ExitCode.LIMITED,
    "rejected": ExitCode.REJECTED,
    "interrupted": ExitCode.INTERRUPTED,
}
"""The exit code for the status a run ended with."""


def exit_code(status: str) -> ExitCode:
    """Return the exit code for the status a run ended with."""
    return BY_STATUS.get(status, ExitCode.FAILED)
