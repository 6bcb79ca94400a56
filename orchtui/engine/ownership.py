"""Who has a run: one process at a time, known by host, process id and when that process began.

A process id alone is given again to others; with its start it is not. Where another host has the
run only its heartbeat tells. A process here that is stopped (SIGSTOP, Ctrl-Z) has its run as long
as it might only be pausing for breath; once its heartbeat is silent, another may take the run over.
None of this is what keeps a run from having two owners: that is its epoch, raised by whoever claims
it and checked in every commit, so that who wakes up too late writes nothing.
"""

from __future__ import annotations

import os
import socket
from functools import cache
from pathlib import Path
from typing import NamedTuple

SILENT_AFTER = 15.0
_DEAD = ("Z", "X")
_STOPPED = ("T", "t")


@cache
def this_process() -> str:
    """The name under which this process owns runs."""
    return f"{socket.gethostname()}:{os.getpid()}:{_look(os.getpid()).began}"


def is_alive(owner: str, heartbeat_age: float) -> bool:
    """Whether the process that owns a run still is there."""
    if not owner:
        return False
    host, _, rest = owner.rpartition(":")[0].rpartition(":")
    began = owner.rpartition(":")[2]
    if host != socket.gethostname() or not rest.isdigit():
        return heartbeat_age < SILENT_AFTER
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    process = _look(int(rest))
    if process.began != began:
        return False
    return not process.stopped or heartbeat_age < SILENT_AFTER


def process_of(owner: str) -> str:
    """An owner for people: its process id, and where that is if it is not here."""
    host, _, process = owner.rpartition(":")[0].rpartition(":")
    return process if host == socket.gethostname() else f"{process} on {host}"


class _Process(NamedTuple):
    """What the system tells of a process."""

    began: str
    stopped: bool


def _look(process: int) -> _Process:
    """When a process began, in ticks since boot, and whether it is stopped. The start is empty
    where the system does not tell, and for one that is dead and waits for its parent to take note.
    """
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return _Process("", stopped=False)
    fields = stat.rpartition(")")[2].split()
    return _Process("" if fields[0] in _DEAD else fields[19], fields[0] in _STOPPED)
