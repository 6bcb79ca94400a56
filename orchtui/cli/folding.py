"""Long lines folded between words, by the width that letters have on a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator

_WORD = re.compile(r"\s*\S+")


def wrapped(text: str, room: int | None) -> str:
    """The text with its long lines folded; what is short, and every indent, stays as it is."""
    if room is None:
        return text
    return "\n".join(part for line in text.split("\n") for part in _parts(line, room))


def _parts(line: str, room: int) -> Iterator[str]:
    indent = " " * (len(line) - len(line.lstrip()))
    yield from folded(line, room, indent)


def folded(line: str, room: int, indent: str, taken: int = 0) -> Iterator[str]:
    """One line in parts: the first after so many cells that are taken, the others indented."""
    from rich.cells import cell_len

    part, left = "", room - taken
    for word in _WORD.findall(line):
        if part.strip() and cell_len(part + word) > left:
            yield part
            part, left = indent + word.lstrip(), room
        else:
            part += word
    yield part
