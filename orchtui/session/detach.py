"""Leaves a run to a process of its own, which outlives the one it was begun in.

That process is given a pipe to say on that its run is on disk. Whatever goes wrong before is told
here; from then on only the record speaks.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass

REPORT_TO = "ORCHTUI_REPORT_TO"
"""Where the process that is left finds the handle of its pipe."""


@dataclass(frozen=True, slots=True)
class Left:
    """What became of it: the run's id, or an exit code and what was complained of."""

    run: str = ""
    code: int = 0
    complaint: str = ""


def leave(arguments: Sequence[str], given: str = "") -> Left:
    """Start orchtui with these arguments in a session of its own, and wait for its first word."""
    reader, writer = os.pipe()
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(
            # Without the working folder on its path: a file there is no module of ours.
            [sys.executable, "-P", "-m", "orchtui", *arguments],
            env={**os.environ, REPORT_TO: str(writer)},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
            start_new_session=True,
            pass_fds=(writer,),
        )
        os.close(writer)
        _give(process, given)
        with os.fdopen(reader, encoding="utf-8") as report:
            run = report.read()
        if run:
            process.returncode = 0  # it is not waited for: whoever began it may end before it
            return Left(run)
        code = process.wait()
        complaints.seek(0)
        return Left("", code, complaints.read().decode("utf-8", "replace"))


def _give(process: subprocess.Popen[bytes], given: str) -> None:
    """A text on stdin, for a command line that reads it there; others take no note."""
    if process.stdin is not None:
        try:
            process.stdin.write(given.encode())
            process.stdin.close()
        except BrokenPipeError:
            pass
