"""Text folded to the width of a pane: what grows at its end is folded again at its end only.

A stream is shown by reading on where the last look ended, so that a pane costs the same whether
ten or ten thousand pieces came since.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import accumulate

from rich.cells import cell_len, get_character_cell_size

from orchtui.domain.sanitize import clean

_APART = ("#", "|", ">", "`", " ", "\t", "\n")
_ITEM = re.compile(r"(?:[-*+]|\d+[.)])\s")
_PERHAPS_ITEM = re.compile(r"[-*+]|\d{1,3}[.)]?")


class Flow:
    """Prose that somebody broke at another width, put together again as it comes.

    Where a line is wider than the pane, what follows in the same paragraph goes on behind it. The
    end of a line is kept back until it is known what follows.
    """

    def __init__(self, width: int) -> None:
        self._width = max(1, width)
        self._line = ""  # as it came, up to where its kind and its width are known
        self._kept = ""  # the end of a line, and the little that is known of the next
        self._stays: bool | None = None  # data is no prose

    def feed(self, text: str) -> str:
        """What can be told by now of what has come."""
        if self._stays is None and text.strip():
            self._stays = text.lstrip().startswith(("{", "["))
        if self._stays:
            return text
        first, *others = (self._kept + text).split("\n")
        self._line = (self._line + first)[: 4 * self._width]
        told, self._kept = [first], ""
        for number, line in enumerate(others):
            if number == len(others) - 1 and (not line or _PERHAPS_ITEM.fullmatch(line)):
                self._kept = f"\n{line}"
                break
            told.append((" " if self._goes_on(line) else "\n") + line)
            self._line = line[: 4 * self._width]
        return "".join(told)

    def _goes_on(self, after: str) -> bool:
        if not after or after.startswith(_APART) or _ITEM.match(after):
            return False
        return cell_len(self._line) > self._width and not self._line.startswith(_APART)


class Tail:
    """A text that grows, as lines of at most so many columns; the last of them, if told how many.

    `settled` lines stay as they are, whatever follows; `gone` lines were let go of before them.
    """

    def __init__(self, width: int, most: int | None = None) -> None:
        self.width = max(1, width)
        self.lines: list[str] = []
        self.settled = self.gone = 0
        self._most = most
        self._open = ""  # the paragraph that goes on, from the lines on that are not settled

    def feed(self, text: str) -> None:
        """Take in what came; only the paragraph that goes on is folded again."""
        if not text:
            return
        *paragraphs, rest = (self._open + clean(text).replace("\t", "    ")).split("\n")
        del self.lines[self.settled :]
        for paragraph in paragraphs:
            self.lines.extend(folded(paragraph, self.width))
        self.settled = len(self.lines)
        found = list(folded(rest, self.width))
        # What cannot change any more by what follows is not folded a second time.
        settled = max(0, len(found) - 2)
        self.settled += settled
        self._open = "".join(found[settled:]) if settled else rest
        self.lines.extend(found)
        if self._most is not None and len(self.lines) > self._most * 5 // 4:
            self._let_go(min(len(self.lines) - self._most, self.settled))

    def _let_go(self, lines: int) -> None:
        """Some at a time: to take one off the front costs as much as to take off many."""
        del self.lines[:lines]
        self.settled -= lines
        self.gone += lines


def wrapped(text: str, width: int) -> list[str]:
    """A whole text as lines of at most so many columns."""
    tail = Tail(width)
    tail.feed(text)
    return tail.lines


def folded(paragraph: str, width: int) -> Iterable[str]:
    """One paragraph as lines; broken after a space where there is one, so that joined they are
    the paragraph again.
    """
    narrow = paragraph.isascii()
    start, end = 0, len(paragraph)
    if end == 0:
        yield ""
        return
    while start < end:
        stop = start + width if narrow else _reach(paragraph, start, width)
        if stop < end and (space := paragraph.rfind(" ", start, stop + 1)) > start:
            stop = space + 1
        yield paragraph[start:stop]
        start = stop


def _reach(text: str, start: int, width: int) -> int:
    """Up to where a text, from some letter on, takes no more than so many columns."""
    part = text[start : start + width]
    if cell_len(part) <= width:
        return start + len(part)
    taken = accumulate(map(get_character_cell_size, part))
    return start + max(1, sum(1 for columns in taken if columns <= width))
