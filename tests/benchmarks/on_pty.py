"""A program on a real terminal: what it writes, as it comes, and what it costs the processor.

Nothing is made of what is written but a search for a mark in it, so that who measures takes as
little as can be of the time of what is measured.
"""

from __future__ import annotations

import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping, Sequence
from fcntl import ioctl
from pathlib import Path
from time import perf_counter
from types import TracebackType
from typing import Final

COLUMNS, ROWS = 120, 36
PATIENCE: Final = 30.0
_AT_ONCE: Final = 65_536
_TICKS: Final = os.sysconf("SC_CLK_TCK")


class OnPty:
    """A Python program on a terminal of its own; it is ended when left."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        self._handle, slave = pty.openpty()
        ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self.began = perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **environment},
            start_new_session=True,
        )
        os.close(slave)
        self._written = b""

    def __enter__(self) -> OnPty:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        os.close(self._handle)

    def until(self, mark: str, patience: float = PATIENCE) -> float:
        """When this was written, after what was asked for before it."""
        sought = mark.encode()
        late = perf_counter() + patience
        while sought not in self._written:
            left = late - perf_counter()
            if left <= 0 or not self.read(left):
                tail = self._written[-2_000:].decode("utf-8", "replace")
                raise RuntimeError(f"{mark!r} was not written within {patience:g} s, but {tail!r}")
        now = perf_counter()
        self._written = self._written[self._written.index(sought) + len(sought) :]
        return now

    def read(self, within: float) -> bool:
        """Read what is written next, if anything is by then."""
        if not select.select([self._handle], [], [], within)[0]:
            return False
        try:
            # A mark may lie across two reads; all else that was read is looked at once.
            self._written = self._written[-_AT_ONCE:] + os.read(self._handle, _AT_ONCE)
        except OSError:  # the other end was closed
            return False
        return True

    def watch(self, seconds: float) -> int:
        """Read for so long; how many bytes were written."""
        late, came = perf_counter() + seconds, 0
        while (left := late - perf_counter()) > 0:
            self._written = b""
            if self.read(left):
                came += len(self._written)
        return came

    def type(self, keys: str) -> float:
        """Press keys; when they were pressed. What was written before them is passed over."""
        while self.read(0):
            pass
        self._written = b""
        pressed = perf_counter()
        os.write(self._handle, keys.encode())
        return pressed

    def cpu(self) -> Mapping[str, float]:
        """Seconds of the processor that it has taken so far: in all, and its first thread alone."""
        about = Path("/proc") / str(self._process.pid)
        first = _seconds(about / "task" / str(self._process.pid) / "stat")
        return {"all": _seconds(about / "stat"), "first": first}

    def queued(self) -> float:
        """Seconds that its first thread could have gone on, and others had the processor."""
        process = str(self._process.pid)
        told = (Path("/proc") / process / "task" / process / "schedstat").read_text("ascii")
        return int(told.split()[1]) / 1e9

    def memory(self) -> float:
        """The megabytes it holds in memory that are nobody else's."""
        told = (Path("/proc") / str(self._process.pid) / "smaps_rollup").read_text("ascii")
        lines = [line.split() for line in told.splitlines() if line.startswith("Private_")]
        return sum(int(line[1]) for line in lines) / 1024


def _seconds(stat: Path) -> float:
    """What the kernel says of a process or a thread: its own time and that spent for it."""
    fields = stat.read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
