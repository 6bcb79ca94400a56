"""A real terminal: a pty, and the screen that `pyte` makes of what is written to it."""

from __future__ import annotations

import copy
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from fcntl import ioctl
from types import TracebackType

import pyte
from pyte.modes import DECAWM, DECTCEM

from tests.cli.command import COMMAND, PATIENCE, Shell

ALTERNATE = 1049
REPORTING = (1000, 1002, 1003, 1004, 1006, 1015, 1016)
"""What makes a terminal tell of the mouse, and of the focus."""

PASTES = 2004
_AT_ONCE = 65536


class Screen(pyte.Screen):
    """A screen with an alternate one, as real terminals have: what was there comes back."""

    def __init__(self, columns: int, lines: int) -> None:
        super().__init__(columns, lines)
        self._main: tuple[object, object] | None = None

    def set_mode(self, *modes: int, **kwargs: object) -> None:
        if kwargs.get("private") and ALTERNATE in modes and self._main is None:
            self._main = copy.deepcopy((self.buffer, self.cursor))
            self.erase_in_display(2)
        super().set_mode(*modes, **kwargs)

    def reset_mode(self, *modes: int, **kwargs: object) -> None:
        super().reset_mode(*modes, **kwargs)
        if kwargs.get("private") and ALTERNATE in modes and self._main is not None:
            (self.buffer, self.cursor), self._main = self._main, None  # type: ignore[assignment]
            self.dirty.update(range(self.lines))

    def has(self, mode: int) -> bool:
        """Whether a private mode is set."""
        return mode << 5 in self.mode


class Terminal:
    """The command on a terminal; leave it, and what is still running is ended."""

    def __init__(
        self,
        shell: Shell,
        *words: str,
        columns: int = 80,
        rows: int = 24,
        more: Mapping[str, str] | None = None,
        command: Sequence[str] = COMMAND,
    ) -> None:
        self.screen = Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.written = b""
        self.code: int | None = None
        environment = shell.environment(**({"TERM": "xterm-256color"} | dict(more or {})))
        self._handle, slave = pty.openpty()
        self._slave = slave
        self._size(columns, rows)
        self.modes = termios.tcgetattr(slave)
        self.process = os.posix_spawn(
            sys.executable,
            [sys.executable, "-c", _BECOME, os.ttyname(slave), *command, *words],
            environment | {"PWD": str(shell.folder), "FOLDER": str(shell.folder)},
        )

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.code is None:
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
        self.hang_up()

    # -- what is seen --------------------------------------------------------------------------

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

    def modes_now(self) -> list[object]:
        return list(termios.tcgetattr(self._slave))

    def wrongs(self) -> list[str]:
        """What is not as it was before, where a command is to leave a terminal as it found it."""
        screen = self.screen
        found = {
            "the alternate screen is shown": screen.has(ALTERNATE),
            "the mouse or the focus is reported": any(map(screen.has, REPORTING)),
            "pastes are bracketed": screen.has(PASTES),
            "the cursor is hidden": screen.cursor.hidden or DECTCEM not in screen.mode,
            "long lines are not wrapped": DECAWM not in screen.mode,
            "the line discipline is another": self.modes_now() != self.modes,
        }
        return [what for what, is_so in found.items() if is_so]

    # -- what is done to it --------------------------------------------------------------------

    def type(self, keys: str | bytes) -> None:
        data = keys if isinstance(keys, bytes) else keys.encode()
        while data:
            # What is typed is not taken while what was written is not read.
            if select.select([], [self._handle], [], 0.01)[1]:
                data = data[os.write(self._handle, data[:1024]) :]
            else:
                self.read(0)

    def resize(self, columns: int, rows: int) -> None:
        """Make the window another size; the kernel tells whoever is in front."""
        self.screen.resize(rows, columns)
        self._size(columns, rows)

    def _size(self, columns: int, rows: int) -> None:
        ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.process, number)

    def hang_up(self) -> None:
        """Close the window."""
        if self._handle >= 0:
            os.close(self._slave)
            os.close(self._handle)
            self._handle = -1

    # -- reading -------------------------------------------------------------------------------

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
        # The kernel hands over the last words a moment after their writer has ended.
        while self.read():
            pass
        assert self.code is not None
        return self.code

    def watch(self, seconds: float) -> None:
        """Read on for so long, or until the command has ended."""
        until = time.monotonic() + seconds
        while self.code is None and time.monotonic() < until:
            self.read()
        self.read()

    def _has(self, patience: float) -> bool:
        return bool(select.select([self._handle], [], [], patience)[0])

    def read(self, patience: float = 0.2) -> bool:
        """Take in what is written within so many seconds, if anything is, and whether it ended."""
        data = b""
        if self._handle < 0:
            select.select([], [], [], patience)
        while self._handle >= 0 and len(data) < _AT_ONCE and self._has(patience):
            data += os.read(self._handle, _AT_ONCE)
            patience = 0.0  # what belongs together comes in many pieces
        if data:
            self.written += data
            self._stream.feed(data)
        if self.code is None:
            process, status = os.waitpid(self.process, os.WNOHANG)
            if process:
                self.code = os.waitstatus_to_exitcode(status)
        return bool(data)


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
