"""Leaves a run to a process of its own, which outlives the shell it was started from.

The same command line is started again in a session of its own. Until the run is on disk, whatever
goes wrong there is told here; from then on only the record speaks, and `orchtui tail` reads it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from orchtui.cli.terminal import put
from orchtui.domain.events import Turn

_REPORT_TO = "ORCHTUI_REPORT_TO"


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
    handle = os.environ.pop(_REPORT_TO, "")
    if not handle.isdecimal():
        return None
    os.set_inheritable(int(handle), False)
    return Report(int(handle))


def detach_this(task: str) -> NoReturn:
    """Start this command line again as a process of its own; print its run's id, and leave."""
    reader, writer = os.pipe()
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(
            [sys.executable, "-m", "orchtui", *sys.argv[1:]],
            env={**os.environ, _REPORT_TO: str(writer)},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
            start_new_session=True,
            pass_fds=(writer,),
        )
        os.close(writer)
        _write_task(process, task)
        with os.fdopen(reader, encoding="utf-8") as report:
            run = report.read()
        if run:
            put(run)
            sys.stdout.flush()
            os._exit(0)  # the process that was left is not waited for
        code = process.wait()
        complaints.seek(0)
        sys.stderr.write(complaints.read().decode("utf-8", "replace"))
    sys.exit(code)


def _write_task(process: subprocess.Popen[bytes], task: str) -> None:
    """The task on stdin, for a command line that reads it there; others take no note."""
    if process.stdin is not None:
        try:
            process.stdin.write(task.encode())
            process.stdin.close()
        except BrokenPipeError:
            pass
