"""Where on a line of columns a time of the run is, and which time a column stands for.

Time runs evenly but for gaps, in which nobody was at work for long: each takes a few columns,
however long it was. The scale of a run that goes on changes in steps, so that its bars keep still.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from orchtui.console.panels.format import clock

_GAP_COLUMNS = 3.0
_GAPS_SHARE = 0.3
_SHORTEST = 0.001
_FIRST_HORIZON = 10.0
_STEPS = (1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0)
_TICKS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21600, 43200, 86400)
_TICK_COLUMNS = 10


@dataclass(frozen=True, slots=True)
class Axis:
    """Times on so many columns; `scale` is the seconds of one, `squeezed` the columns of a gap."""

    first: float
    scale: float
    squeezed: float
    gaps: Sequence[tuple[float, float]]
    removed: Sequence[float]

    def column(self, at: float) -> float:
        """Where a time is, in columns from the left."""
        if not self.gaps:
            return (at - self.first) / self.scale
        number = bisect_right(self.gaps, at, key=lambda gap: gap[0])
        if number and at < self.gaps[number - 1][1]:
            start, end = self.gaps[number - 1]
            return self._column(start, number - 1) + self.squeezed * (at - start) / (end - start)
        return self._column(at, number)

    def time(self, column: float) -> float:
        """The time a column stands for; in a gap, when it began."""
        places = range(len(self.gaps))
        number = bisect_right(places, column, key=lambda n: self._column(self.gaps[n][0], n))
        if number:
            start = self.gaps[number - 1][0]
            if column < self._column(start, number - 1) + self.squeezed:
                return start
        return self.first + (column - self.squeezed * number) * self.scale + self.removed[number]

    def ticks(self, last: float) -> Iterator[tuple[float, str]]:
        """Round times, with what they are called: so far apart that there is room for it."""
        least = self.scale * _TICK_COLUMNS
        apart = next((tick for tick in _TICKS if tick >= least), math.ceil(least / 86400) * 86400.0)
        if least < _TICKS[0]:
            apart = 10.0 ** math.floor(math.log10(least))
            apart = next(apart * step for step in (1, 2, 5, 10) if apart * step >= least)
        begins = [self.first, *(end for _, end in self.gaps)]
        ends = [*(start for start, _ in self.gaps), last]
        for begin, end in zip(begins, ends, strict=True):
            number = math.ceil((begin - self.first) / apart - 1e-9)
            while (at := self.first + number * apart) <= end:
                yield at, _named(number * apart, apart)
                number += 1

    def _column(self, at: float, gaps: int) -> float:
        return (at - self.first - self.removed[gaps]) / self.scale + self.squeezed * gaps


def axis(
    first: float,
    now: float,
    gaps: Sequence[tuple[float, float]],
    columns: int,
    *,
    goes_on: bool = False,
    limit: float | None = None,
) -> Axis:
    """The whole of a run on so many columns; where it goes on, with room for what comes."""
    removed = [0.0, *accumulate(end - start for start, end in gaps)]
    taken = max(_SHORTEST, now - first - removed[-1])
    if goes_on:
        horizon = _horizon(taken)
        taken = max(taken, min(horizon, limit)) if limit else horizon
    squeezed = min(_GAP_COLUMNS, columns * _GAPS_SHARE / len(gaps)) if gaps else 0.0
    return Axis(first, taken / max(1.0, columns - squeezed * len(gaps)), squeezed, gaps, removed)


def _horizon(taken: float) -> float:
    """The next of the round times that holds what was taken."""
    if taken <= _FIRST_HORIZON:
        return _FIRST_HORIZON
    power = 10.0 ** math.floor(math.log10(taken))
    return next(power * step for step in (*_STEPS, 10.0) if power * step >= taken)


def _named(seconds: float, apart: float) -> str:
    if apart >= 1:
        return clock(seconds + 1e-6)
    digits = math.ceil(-math.log10(apart) - 1e-9)
    return f"{seconds:.{digits}f}s"
