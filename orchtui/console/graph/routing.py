"""The lines between two columns: which run straight, and which turn in which track.

Rows go in, tracks come out. No two lines ever share a stretch: where one leaves in the row in which
another arrives it turns before that one does, and where that would go round in a circle one of them
takes a detour by a row that nobody uses.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

LEFT, RIGHT = -1, -2
"""Where a stretch begins or ends that goes as far as the column on that side."""


class Turn(NamedTuple):
    """A line by the rows in which it comes from the left, and leaves to the right."""

    net: int
    left: Sequence[int]
    right: Sequence[int]


@dataclass(slots=True)
class Routed:
    """Stretches: `runs` go along a row from track to track, `falls` along a track."""

    tracks: int = 0
    runs: list[tuple[int, int, int, int]] = field(default_factory=list)
    falls: list[tuple[int, int, int, int]] = field(default_factory=list)
    top: int = 0
    bottom: int = 0


@dataclass(slots=True)
class _Piece:
    """A line, or one half of it, where it takes a detour by a row of its own."""

    net: int
    left: Sequence[int]
    right: Sequence[int]
    detour: int = 0
    first: _Piece | None = None
    track: int = -1

    def span(self, halved: bool) -> tuple[int, int]:
        rows = [*self.left, *self.right, *([self.detour] if halved else ())]
        return min(rows), max(rows)


def routed(turns: Sequence[Turn], top: int, bottom: int) -> Routed:
    """Lead these lines between rows `top` and `bottom`, or beyond them where it must be."""
    made = Routed(top=top, bottom=bottom)
    pieces: list[_Piece] = []
    for turn in turns:
        if len(turn.left) == len(turn.right) == 1 and turn.left[0] == turn.right[0]:
            made.runs.append((turn.net, turn.left[0], LEFT, RIGHT))
        else:
            pieces.append(_Piece(*turn))
    if pieces:
        taken = {row for turn in turns for row in (*turn.left, *turn.right)}
        _track(made, _in_order(made, pieces, taken))
    return made


def _in_order(made: Routed, pieces: list[_Piece], taken: set[int]) -> list[_Piece]:
    """The lines from left to right: what leaves in a row is before what arrives in it."""
    leaves = {row: n for n, piece in enumerate(pieces) for row in piece.left}
    arrives: dict[int, list[int]] = {}
    waits = [0] * len(pieces)
    for n, piece in enumerate(pieces):
        for row in piece.right:
            if leaves.get(row, n) != n:
                waits[n] += 1
                arrives.setdefault(row, []).append(n)
    ready = [(_eagerness(piece), n) for n, piece in enumerate(pieces) if not waits[n]]
    heapq.heapify(ready)
    left = dict.fromkeys(range(len(pieces)))
    found: list[_Piece] = []
    while left:
        if ready:
            n = heapq.heappop(ready)[1]
            rows, piece = pieces[n].left, pieces[n]
            del left[n]
        else:
            n = min((n for n in left if pieces[n].left), key=lambda n: _eagerness(pieces[n]))
            rows, whole = pieces[n].left, pieces[n]
            detour = _free_row(made, rows[0], taken)
            piece = _Piece(whole.net, rows, (), detour)
            pieces[n] = _Piece(whole.net, (), whole.right, detour, piece)
        found.append(piece)
        for row in rows:
            for other in arrives.pop(row, ()):
                waits[other] -= 1
                if not waits[other]:
                    heapq.heappush(ready, (_eagerness(pieces[other]), other))
    return found


def _eagerness(piece: _Piece) -> tuple[int, int]:
    """Whose track is further left: lines that go up, from the top; then down, from the bottom."""
    from_ = min(piece.left) if piece.left else piece.detour
    return (0, from_) if min(piece.right) < from_ else (1, -from_)


def _free_row(made: Routed, start: int, taken: set[int]) -> int:
    """The nearest row in which no line comes or goes; it is taken then."""
    nearest = (start + side * away for away in range(1, len(taken) + 2) for side in (1, -1))
    row = next((row for row in nearest if made.top <= row < made.bottom and row not in taken), None)
    if row is None:
        row = made.bottom
        made.bottom += 1
    taken.add(row)
    return row


def _track(made: Routed, found: Sequence[_Piece]) -> None:
    """Give each line the first track in which it is right of all earlier ones it would touch."""
    height = [0] * (made.bottom - made.top)
    halved = {id(piece.first) for piece in found if piece.first}
    for piece in found:
        low, high = piece.span(id(piece) in halved or piece.first is not None)
        low, high = low - made.top, high - made.top + 1
        piece.track = track = max(height[low:high])
        height[low:high] = [track + 1] * (high - low)
        made.tracks = max(made.tracks, track + 1)
        made.falls.append((piece.net, track, low + made.top, high - 1 + made.top))
        made.runs += [(piece.net, row, LEFT, track) for row in piece.left]
        made.runs += [(piece.net, row, track, RIGHT) for row in piece.right]
        if piece.first is not None:
            made.runs.append((piece.net, piece.detour, piece.first.track, track))
