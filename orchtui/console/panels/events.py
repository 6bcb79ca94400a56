"""Every event of the record as a line: when, what kind, what it is about, and what came of it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import overload

from orchtui.console.hints import KeyDoors
from orchtui.console.panels.format import clock
from orchtui.console.run_view import View
from orchtui.console.text.row import Row, RowKind, fitted, row
from orchtui.domain import events as e
from orchtui.domain.sanitize import first_line
from orchtui.narration.events import told

_KIND = 20
_PATH = 22
_MOST = 200
_STYLES = {
    "✔": "good",
    "▶": "busy",
    "●": "strong",
    "✗": "bad",
    "■": "bad",
    "↺": "warn",
    "⏸": "warn",
    "?": "warn",
    "≠": "warn",
    "≈": "link",
    "=": "good",
    "✎": "accent",
    "⊘": "quiet",
    "┌": "quiet",
    "└": "quiet",
}


class Events(Sequence[Row]):
    """The rows of all events up to a position; a row is made when it is looked at."""

    def __init__(self, view: View, width: int) -> None:
        self._view, self._width = view, width
        self._length = view.state.events

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, number: int) -> Row: ...
    @overload
    def __getitem__(self, number: slice) -> list[Row]: ...
    def __getitem__(self, number: int | slice) -> Row | list[Row]:
        if isinstance(number, slice):
            return [self[each] for each in range(*number.indices(self._length))]
        if not 0 <= number < self._length:
            raise IndexError(number)
        player = self._view.player
        position = position_of(self._view, number + 1)
        event = player.turns[position - 1].events[number - player.event_count(position - 1)]
        return event_row(self._view, number, player.elapsed(position), event, self._width)

    def __iter__(self) -> Iterator[Row]:
        return (self[number] for number in range(self._length))


def event_row(view: View, number: int, at: float, event: e.AnyEvent, width: int) -> Row:
    """One event as a line; its key is its number, from 1."""
    line = told(event, view.state, KeyDoors())
    path = getattr(event, "path", "") or getattr(event, "id", "")
    if line is None:
        mark, said = " ", ""
    else:
        mark = line.mark
        said = line.rest if line.about.strip() == path else f"{line.about} {line.rest}"
    style = _STYLES.get(mark, "")
    return row(
        (f"{clock(at):>6} ", "quiet"),
        (f"{mark} ", style),
        (fitted(event.kind, _KIND) + " ", style or "quiet"),
        fitted(path, _PATH) + " ",
        (first_line(said, _MOST), "bad" if style == "bad" else "quiet"),
        key=str(number + 1),
        kind=RowKind.EVENT,
    )


def position_of(view: View, number: int) -> int:
    """The position right after the turn that holds an event (by its number, from 1)."""
    player = view.player
    return bisect_left(range(player.length + 1), number, key=player.event_count)
