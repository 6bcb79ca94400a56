"""A real terminal: a pty, and the screen that `pyte` makes of what is written to it."""

from __future__ import annotations

import os
import pty
import select
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping
from fcntl import ioctl
from types import TracebackType

import pyte

from tests.cli.command import COMMAND, PATIENCE, Shell


class Terminal:
    """The command on a terminal; leave it, and what is still running is ended."""

    def __init__(
        self, shell: Shell, *words: str, columns: int = 80, more: Mapping[str, str] | None = None
    ) -> None:
        self.screen = pyte.Screen(columns, 24)
        self._stream = pyte.ByteStream(self.screen)
        self.written = b""
        self.code: int | None = None
        environment = shell.environment(**({"TERM": "xterm-256color"} | dict(more or {})))
        self._handle, slave = pty.openpty()
        ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self.modes = termios.tcgetattr(slave)
        self._process = os.posix_spawn(
            sys.executable,
            [sys.executable, "-c", _BECOME, os.ttyname(slave), *COMMAND, *words],
            environment | {"PWD": str(shell.folder), "FOLDER": str(shell.folder)},
        )
        self._slave = slave

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.code is None:
            os.kill(self._process, 9)
            os.waitpid(self._process, 0)
        os.close(self._slave)
        os.close(self._handle)

    @property
    def lines(self) -> list[str]:
        """What is on the screen, down to the last line that says anything."""
        lines = [line.rstrip() for line in self.screen.display]
        while lines and not lines[-1]:
            lines.pop()
        return lines

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def cursor_is_hidden(self) -> bool:
        return bool(self.screen.cursor.hidden)

    def type(self, keys: str) -> None:
        os.write(self._handle, keys.encode())

    def until(self, holds: Callable[[], bool]) -> None:
        """Read on until something is so."""
        deadline = time.monotonic() + PATIENCE
        while not holds():
            self.read()
            assert self.code is None or holds(), self.text
            assert time.monotonic() < deadline, self.text

    def ended(self) -> int:
        """Read on until the command has ended; its exit code."""
        self.until(lambda: self.code is not None)
        self.read()  # the kernel hands over the last words a moment after their writer has ended
        assert self.code is not None
        return self.code

    def watch(self, seconds: float) -> None:
        """Read on for so long, or until the command has ended."""
        until = time.monotonic() + seconds
        while self.code is None and time.monotonic() < until:
            self.read()
        self.read()

    def modes_now(self) -> list[object]:
        return list(termios.tcgetattr(self._slave))

    def read(self, patience: float = 0.2) -> None:
        """Take in what is written within so many seconds, and whether the command has ended."""
        while select.select([self._handle], [], [], patience)[0]:
            data = os.read(self._handle, 65536)
            self.written += data
            self._stream.feed(data)
            patience = 0
        if self.code is None:
            process, status = os.waitpid(self._process, os.WNOHANG)
            if process:
                self.code = os.waitstatus_to_exitcode(status)


# A session of its own, with the terminal as the one that controls it, as a login shell would make.
_BECOME = """
import os, sys
os.setsid()
handle = os.open(sys.argv[1], os.O_RDWR)
for stream in (0, 1, 2):
    os.dup2(handle, stream)
os.chdir(os.environ.pop("FOLDER"))
os.execvp(sys.argv[2], sys.argv[2:])
"""
