"""Who has a run: one process at a time, known by host, process id and when that process began.

A process id alone is given again to others; with its start it is not. Where another host has the
run only its heartbeat tells.
"""

from __future__ import annotations

import os
import socket
from functools import cache
from pathlib import Path

SILENT_AFTER = 15.0
_DEAD = ("Z", "X")


@cache
def this_process() -> str:
    """The name under which this process owns runs."""
    return f"{socket.gethostname()}:{os.getpid()}:{_began(os.getpid())}"


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
    return _began(int(rest)) == began


def process_of(owner: str) -> str:
    """An owner for people: its process id, and where that is if it is not here."""
    host, _, process = owner.rpartition(":")[0].rpartition(":")
    return process if host == socket.gethostname() else f"{process} on {host}"


def _began(process: int) -> str:
    """When a process began, in ticks since boot; empty where the system does not tell, and for one
    that is dead already and only waits for its parent to take note.
    """
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return ""
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] in _DEAD else fields[19]
