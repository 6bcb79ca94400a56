"""Long lines folded between words, by the width that letters have on a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator

_WORD = re.compile(r"\s*\S+")
_ITEM = re.compile(r"\s*(?:[-*+]|\d+[.)])\s+")
_APART = re.compile(r"\s*(?:#|\||>|```|\s{4})")


def wrapped(text: str, room: int | None) -> str:
    """The text with its long lines folded; what is short, and every indent, stays as it is.

    What a folded line of prose leaves over flows into the next line of its paragraph.
    """
    return text if room is None else "\n".join(_lines(text.split("\n"), room))


def _lines(lines: list[str], room: int) -> Iterator[str]:
    over, fenced = "", False
    for number, line in enumerate(lines):
        fenced ^= line.lstrip().startswith("```")
        indent = " " * _hang(line)
        if over:
            line = f"{indent}{over} {line.lstrip()}"
            over = ""
        parts = list(folded(line, room, indent))
        after = lines[number + 1] if number + 1 < len(lines) else ""
        if len(parts) > 1 and not fenced and _goes_on(line, after):
            over = parts.pop().lstrip()
        yield from parts


def _hang(line: str) -> int:
    """Where the text of a line begins: after its indent, and the mark of a list."""
    mark = _ITEM.match(line)
    return len(mark[0]) if mark else len(line) - len(line.lstrip())


def _goes_on(line: str, after: str) -> bool:
    """Whether the next line is more of the same paragraph of prose."""
    if not after.strip() or _APART.match(line) or _APART.match(after) or _ITEM.match(after):
        return False
    return len(after) - len(after.lstrip()) == _hang(line)


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
