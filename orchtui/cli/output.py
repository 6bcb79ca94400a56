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
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TextIO

from rich.cells import cell_len, set_cell_size

from orchtui.domain.sanitize import clean, first_line
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


GAP = "  "
Paint = Callable[[str, str], str]
"""A cell, padded, in colour: given what it says and how it is to stand."""


def table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    dispensable: Sequence[str] = (),
    paint: Mapping[str, Paint] | None = None,
) -> str:
    """The rows under their head; the last column takes what room is left."""
    cleaned = [[first_line(clean(cell), 500) for cell in row] for row in rows]
    widths = [
        max((cell_len(row[n]) for row in (head, *cleaned)), default=0) for n in range(len(head))
    ]
    room = columns()
    kept = _kept(head, widths, dispensable, room)
    if room is not None:
        taken = sum(widths[n] + len(GAP) for n in kept[:-1])
        widths[kept[-1]] = max(1, room - taken)
    lines = [_line([head[n] for n in kept], [widths[n] for n in kept], [_dim] * len(kept))]
    paints = [(paint or {}).get(head[n], _as_is) for n in kept]
    lines += [_line([row[n] for n in kept], [widths[n] for n in kept], paints) for row in cleaned]
    return "\n".join(lines if any(head) else lines[1:])


def described(rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Names and what is said of each, folded so that it stays beside its name."""
    room, wide = columns(), max((cell_len(name) for name, _ in rows), default=0)
    indent = " " * (wide + len(GAP))
    for name, said in rows:
        folded = wrapped(clean(said), room - len(indent) if room else None)
        yield set_cell_size(name, wide) + GAP + folded.replace("\n", f"\n{indent}")


def _kept(
    head: Sequence[str], widths: Sequence[int], dispensable: Sequence[str], room: int | None
) -> list[int]:
    """The columns there is room for; the last one should have a third of it."""
    kept = list(range(len(head)))
    for name in dispensable:
        if room is None or sum(widths[n] + len(GAP) for n in kept[:-1]) <= room * 2 // 3:
            break
        kept.remove(head.index(name))
    return kept


def _line(cells: Sequence[str], widths: Sequence[int], paints: Sequence[Paint]) -> str:
    placed = [_sized(cell, width) for cell, width in zip(cells, widths, strict=True)]
    placed[-1] = placed[-1].rstrip()
    told = [paint(cell, at) for cell, at, paint in zip(cells, placed, paints, strict=True)]
    return GAP.join(told).rstrip()


def _sized(cell: str, width: int) -> str:
    if cell_len(cell) <= width:
        return set_cell_size(cell, width)
    return set_cell_size(cell, width - 1).rstrip() + "…"


def _as_is(_cell: str, placed: str) -> str:
    return placed


def _dim(_cell: str, placed: str) -> str:
    return painted(placed, "dim")


def ago(seconds: float) -> str:
    """`12 s`, `5 min`, `3 h`, `8 d`: how long ago, roughly."""
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{int(seconds // size)} {unit}"
    return f"{max(0, int(seconds))} s"
