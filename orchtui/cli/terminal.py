"""The two doors out, stdout for data and stderr for narration, and what is behind them.

Whatever goes to a terminal is made harmless here once more; what goes to a pipe or a file is the
data as it is, without colour. A stream that is closed, full or of a small alphabet harms nothing.
"""

from __future__ import annotations

import codecs
import os
import select
import shutil
import sys
from collections.abc import Mapping
from typing import TextIO

from orchtui.domain.sanitize import clean
from orchtui.errors import OrchtuiError
from orchtui.narration.wrap import wrapped

_WITHOUT_UNICODE: Mapping[str, str] = {
    **dict(zip("●▶✔✗↺■✎⊘⏸◐○◌·←→…─│┬├└—", "*>+x~!#-=%o.-<>.-|+|+-", strict=True)),
    **dict.fromkeys("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏", "*"),
}
_COLOURS: Mapping[str, str] = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "magenta": "35",
    "cyan": "36",
}
_NARROWEST = 20
_PLAIN = "orchtui.plain"


class Unread(Exception):
    """Whoever read stdout is gone: nothing is wrong, and nothing more need be said."""


def is_read(stream: TextIO) -> bool:
    """Whether a pipe still has a reader, told without writing; whatever is no pipe has one."""
    watched = select.poll()
    watched.register(stream.fileno(), 0)
    return not any(event & select.POLLERR for _, event in watched.poll(0))


def ready() -> None:
    """Make the three streams safe to use, whatever the caller has done to them."""
    while (handle := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass  # a closed one is filled, or the database would get its number and be written into
    os.close(handle)
    sys.stdin = sys.stdin or os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = sys.stdout or os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", encoding="utf-8", closefd=False)
    codecs.register_error(_PLAIN, _plain)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=_PLAIN)


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    letters = error.object[error.start : error.end]
    return "".join(_WITHOUT_UNICODE.get(letter, "?") for letter in letters), error.end


def put(*lines: str) -> None:
    """Data, to stdout; made harmless if that is a terminal."""
    text = "\n".join(lines)
    put_as_is(clean(text) if sys.stdout.isatty() else text)


def put_as_is(text: str) -> None:
    """What is harmless already, perhaps painted, to stdout."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        forget(sys.stdout)
        raise Unread from None
    except OSError as error:
        forget(sys.stdout)
        raise OrchtuiError(
            f"stdout cannot be written to: {error.strerror}. What was run is recorded: "
            "`orchtui show last` has it"
        ) from error


def say(line: str) -> None:
    """One line of narration, to stderr; an `OSError` says once that nobody reads it any more."""
    if room := columns(sys.stderr):
        line = wrapped(clean(line), room)
    try:
        print(line, file=sys.stderr, flush=True)
    except OSError:
        forget(sys.stderr)
        raise


def forget(stream: TextIO) -> None:
    """Nobody reads it any more: what is written from now on goes nowhere, and nobody complains."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, stream.fileno())
    os.close(null)


def let_go() -> None:
    """Write what is left to be written, or the interpreter would end with a code of its own."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            forget(stream)


def is_screen(stream: TextIO) -> bool:
    """Whether it is a terminal that understands more than lines."""
    return stream.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def columns(stream: TextIO | None = None) -> int | None:
    """How wide stdout is, or another stream; `None` where nothing is to be cut."""
    if not (stream or sys.stdout).isatty():
        return None
    return max(_NARROWEST, shutil.get_terminal_size().columns)


def painted(text: str, *styles: str) -> str:
    """The text in colour, where stdout is a screen and colours are wanted."""
    if not styles or not is_screen(sys.stdout) or os.environ.get("NO_COLOR"):
        return text
    codes = ";".join(_COLOURS[style] for style in styles)
    return f"\x1b[{codes}m{text}\x1b[0m"
