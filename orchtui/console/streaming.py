"""What the steps that are being answered have said so far, read on from the last look.

Nothing is told per piece: a pane that is seen asks a few times a second, one that is not costs
nothing. Of a very long answer its end is kept, until the whole of it is in the record.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from orchtui.console.text.row import Row, row
from orchtui.console.text.wrap import Flow, Tail

Heard = Callable[[str, int], list[str]]
"""The pieces of a step's answer, by its path and from a number on."""


MOST = 2_000
"""Lines of an answer that are kept while it is being given."""


def nothing_heard(_path: str, _after: int) -> list[str]:
    """Of a run elsewhere, and of a recorded one, no more is known than its record says."""
    return []


class _Stream:
    """One answer as far as it has come, folded to a width."""

    def __init__(self, width: int) -> None:
        self.tail, self._flow = Tail(width, MOST), Flow(width)
        self.read = 0
        self._rows: list[Row] = []
        self._gone = 0

    def take(self, pieces: list[str]) -> None:
        """Take in what came; only lines that are new or may have changed are made anew."""
        tail = self.tail
        firm = tail.settled
        self.read += len(pieces)
        tail.feed(self._flow.feed("".join(pieces)))
        del self._rows[firm:]
        del self._rows[: tail.gone - self._gone]
        firm = max(0, firm - (tail.gone - self._gone))
        self._gone = tail.gone
        self._rows += map(row, tail.lines[firm:])

    @property
    def rows(self) -> list[Row]:
        """What is kept of it, and how much is not."""
        if not self._gone:
            return self._rows
        told = f"… {self._gone:,} earlier lines: all of it is told once it is whole"
        return [row((told, "quiet")), *self._rows]


@dataclass(slots=True)
class Streams:
    """The streams of a run, each folded to the width it is looked at in."""

    heard: Heard = nothing_heard
    _streams: dict[str, _Stream] = field(default_factory=dict)

    def rows(self, path: str, width: int) -> Sequence[Row]:
        """What a step has said so far; the rows grow with the stream."""
        stream = self._streams.get(path)
        if stream is None or stream.tail.width != max(1, width):
            stream = self._streams[path] = _Stream(width)
        if came := self.heard(path, stream.read):
            stream.take(came)
        return stream.rows

    def forget(self, path: str) -> None:
        """What a step had said is the record's."""
        self._streams.pop(path, None)
