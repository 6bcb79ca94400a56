"""Text cell by cell, so that a line can be put together and cut at any column.

A letter that takes two cells is followed by an empty one; where a cut goes through it, a space
stands for the half that is seen. Whatever is put in, a line keeps its width.
"""

from __future__ import annotations

from rich.cells import split_graphemes

from orchtui.console.text.row import Span
from orchtui.domain.sanitize import clean

_JOINER = "\N{ZERO WIDTH JOINER}"


def cells(text: str) -> list[str]:
    """A text made harmless, one entry a cell."""
    text = clean(text).replace("\n", " ").replace("\t", " ")
    if text.isascii():
        return list(text)
    found: list[str] = []
    for start, end, width in split_graphemes(text)[0]:
        if width:
            found += [text[start:end].rstrip(_JOINER), *[""] * (width - 1)]
    return found


def fit(text: str | list[str], width: int, more: str = "…") -> list[str]:
    """A text in exactly this many cells: cut, with a mark that says so, or filled with spaces."""
    found = cells(text) if isinstance(text, str) else text
    if len(found) > width > 0:
        return [*_part(found, 0, width - 1), more]
    return [*found[: max(0, width)], *[" "] * (width - len(found))]


def _part(letters: list[str], first: int, last: int) -> list[str]:
    """The cells from one to another, with spaces for halves of letters."""
    part = letters[first:last]
    for n, letter in enumerate(part):
        if letter:
            break
        part[n] = " "
    if last < len(letters) and letters[last] == "":
        for n in range(len(part) - 1, -1, -1):
            whole, part[n] = part[n], " "
            if whole:
                break
    return part


class Line:
    """The part of one line of the screen between two columns of the canvas."""

    def __init__(self, x0: int, x1: int) -> None:
        self._x0, self._width = x0, max(0, x1 - x0)
        self._letters = [" "] * self._width
        self._styles = [""] * self._width

    def put(self, x: int, letters: str | list[str], style: str) -> None:
        """Write from this column on; what is beyond the part that is seen is left out."""
        at = x - self._x0
        if at >= self._width or at + len(letters) <= 0:
            return
        first, last = max(0, -at), min(len(letters), self._width - at)
        seen = _part(list(letters), first, last)
        self._letters[at + first : at + last] = seen
        self._styles[at + first : at + last] = [style] * (last - first)

    def spans(self) -> list[Span]:
        """The line in stretches of one style."""
        found: list[Span] = []
        start = 0
        for at in range(1, self._width + 1):
            if at == self._width or self._styles[at] != self._styles[start]:
                found.append(("".join(self._letters[start:at]), self._styles[start]))
                start = at
        return found
