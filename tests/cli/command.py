"""The real command in a process of its own, as a user's shell would start it.

Nothing of this machine's environment reaches it but the path: no keys, no database, no terminal.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.checks.lock import ROOT

COMMAND = [sys.executable, "-m", "orchtui"]
PATIENCE = 60


@dataclass(frozen=True)
class Ended:
    code: int
    out: str
    err: str


class Shell:
    """A folder to be in, with its recipes and its database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "runs.db"
        self.first = ""
        """The id of the run that was there first, where there is one."""

    def environment(self, **more: str) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "PYTHONPATH": str(ROOT),
            "PYTHONIOENCODING": "utf-8",
            "ORCHTUI_DB": str(self.database),
            **more,
        }

    def orchtui(self, *words: str, stdin: str = "", **more: str) -> Ended:
        """Run it to its end; whatever it says is not for a terminal, so nothing may be escaped."""
        ended = subprocess.run(
            [*COMMAND, *words],
            cwd=self.folder,
            env=self.environment(**more),
            input=stdin,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=PATIENCE,
        )
        assert "\x1b" not in ended.stdout + ended.stderr
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    def sh(self, script: str) -> Ended:
        """A line of bash, in which `orchtui` is the command."""
        ended = subprocess.run(
            ["bash", "-c", f'orchtui() {{ "{sys.executable}" -m orchtui "$@"; }}\n{script}'],
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=PATIENCE,
            stdin=subprocess.DEVNULL,
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    def begin(self, *words: str) -> subprocess.Popen[str]:
        """Start it and leave it to the caller."""
        return subprocess.Popen(
            [*COMMAND, *words],
            cwd=self.folder,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )


def signalled(process: subprocess.Popen[str], number: signal.Signals, after: str) -> Ended:
    """Send a signal once stderr has said something, and wait for the end."""
    assert process.stderr is not None
    said = ""
    while after not in said:
        line = process.stderr.readline()
        assert line, said
        said += line
    process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE)
    return Ended(process.returncode, out, said + err)
