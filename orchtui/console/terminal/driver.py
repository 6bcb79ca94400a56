"""The console's way to its terminal, which may go away, fall silent or send what is no text.

Textual's own driver ends with a traceback at the first byte that is no UTF-8, waits for ever for a
terminal that is gone, and takes the modes it has set itself for those to leave behind once it is
stopped and continued from outside. This one does none of that.
"""

from __future__ import annotations

import os
import select
import signal
import termios
from codecs import getincrementaldecoder
from contextlib import suppress
from typing import IO, Any

from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

_LEFT = (
    "\x1b\\",  # what it was in the middle of
    *("\x1b[?2004l", "\x1b[?7h", "\x1b[?2048l"),  # pastes, wrapping, sizes told in band
    *("\x1b[?1000l", "\x1b[?1002l", "\x1b[?1003l", "\x1b[?1015l", "\x1b[?1006l", "\x1b[?1016l"),
    *("\x1b[<u", "\x1b[?1049l", "\x1b[?25h", "\x1b[?1004l", "\x1b[0m"),
)
_EVERY = 100  # milliseconds without a key, and a lone escape is taken for the key
_MOST = 4096


class Lasting:
    """A file to write to that may go away: what is written then goes nowhere, and is told once."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self._is_gone = False

    def write(self, text: str) -> int:
        """Write, if there is anywhere to write to."""
        if not self._is_gone:
            try:
                return self._file.write(text)
            except OSError:
                self._gone()
        return len(text)

    def flush(self) -> None:
        """Have it written."""
        if not self._is_gone:
            try:
                self._file.flush()
            except OSError:
                self._gone()

    def fileno(self) -> int:
        """The file's number."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self._file.isatty()

    def _gone(self) -> None:
        self._is_gone = True
        hung_up()


def hung_up() -> None:
    """What the kernel says where the terminal is the process's own: the terminal is closed."""
    os.kill(os.getpid(), signal.SIGHUP)


class Driver(LinuxDriver):
    """A terminal."""

    def __init__(self, app: App[Any], **options: Any) -> None:  # Textual's own are as loose
        super().__init__(app, **options)
        if self._file is not None:
            self._file = Lasting(self._file)  # type: ignore[assignment]
        self._is_stopped = self._has_terminal = False

    def start_application_mode(self) -> None:
        """Take the terminal."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._has_terminal = True

    # -- what is typed -------------------------------------------------------------------------

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except Exception as error:  # noqa: BLE001 - it is told where all that breaks is
            self._app.call_later(self._app._handle_exception, error)

    def run_input_thread(self) -> None:
        """Wait for keys, pastes and the mouse, and pass them on."""
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode
        watched = select.poll()
        watched.register(self.fileno, select.POLLIN)
        is_early = bool(watched.poll(0))  # typed when the terminal still was the shell's
        while not self.exit_event.is_set():
            if watched.poll(_EVERY):
                try:
                    typed = os.read(self.fileno, _MOST)
                except OSError:
                    typed = b""
                if not typed:
                    hung_up()
                    return
                if is_early:
                    typed, is_early = typed.replace(b"\n", b"\r"), False
                for message in parser.feed(decode(typed)):
                    self.process_message(message)
            for message in parser.tick():
                self.process_message(message)

    # -- stopped and continued -----------------------------------------------------------------

    def _sigtstp_application(self, *_: object) -> None:
        self._is_stopped = self._auto_restart
        super()._sigtstp_application()

    def _sigcont_application(self, *_: object) -> None:
        if self._is_stopped:
            self._is_stopped = False
            super()._sigcont_application()

    # -- leaving -------------------------------------------------------------------------------

    def close(self) -> None:
        """Let go of the terminal, for good or for a while."""
        super().close()
        self._has_terminal = False

    def restore_at_once(self) -> None:
        """Leave the terminal as it was, if it takes it, without waiting for anything."""
        if not self._has_terminal:
            return  # it is left, or is somebody else's just now, such as an editor's
        if self.attrs_before is not None:
            with suppress(termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
        with suppress(OSError, ValueError):
            if self._file is not None and select.select([], [self._file], [], 0)[1]:
                os.write(self._file.fileno(), "".join(_LEFT).encode())
