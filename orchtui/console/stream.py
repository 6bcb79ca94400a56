"""What the steps that are being answered have said so far, read on from the last look.

Nothing is told per piece: a pane that is seen asks a few times a second, one that is not costs
nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from orchtui.console.wrapping import Flow, Tail

Heard = Callable[[str, int], list[str]]
"""The pieces of a step's answer, by its path and from a number on."""


def nothing_heard(_path: str, _after: int) -> list[str]:
    """Of a run elsewhere, and of a recorded one, no more is known than its record says."""
    return []


@dataclass(slots=True)
class _Stream:
    tail: Tail
    flow: Flow
    read: int = 0


@dataclass(slots=True)
class Streams:
    """The streams of a run, each folded to the width it is looked at in."""

    heard: Heard = nothing_heard
    _streams: dict[str, _Stream] = field(default_factory=dict)

    def lines(self, path: str, width: int) -> list[str]:
        """What a step has said so far, as lines; the list grows with the stream."""
        stream = self._streams.get(path)
        if stream is None or stream.tail.width != max(1, width):
            stream = self._streams[path] = _Stream(Tail(width), Flow(width))
        if came := self.heard(path, stream.read):
            stream.read += len(came)
            stream.tail.feed(stream.flow.feed("".join(came)))
        return stream.tail.lines

    def forget(self, path: str) -> None:
        """A step begins anew: what it had said is the record's."""
        self._streams.pop(path, None)
