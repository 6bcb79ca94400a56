"""The hash chain of a run: each turn's hash covers its time, its events and the hash before it.

A row keeps the first 16 bytes of its hash and the run keeps the last hash whole, so that a record
that was edited, reordered, cut short or added to is found, and where.
"""

from __future__ import annotations

import hashlib
import struct

from orchtui.errors import JournalError

START = b"\0" * 32
KEPT = 16

_time = struct.Struct(">d").pack


def link(head: bytes, at: float, body: bytes) -> bytes:
    """The hash of a turn that follows `head`."""
    return hashlib.sha256(head + _time(at) + body).digest()


class ChainCheck:
    """Walks a run's stored turns and says at which event they are not what was written."""

    def __init__(self, run: str) -> None:
        self._run = run
        self.head = START
        self.events = 0

    def follow(self, number: int, at: float, kept: bytes, body: bytes) -> None:
        """Check the next stored turn; what it holds is then counted by `passed`."""
        head = link(self.head, at, body)
        if number != self.events or head[:KEPT] != kept:
            raise changed(self._run, self.events)
        self.head = head

    def passed(self, events: int) -> None:
        """The turn that was checked holds so many events."""
        self.events += events

    def end(self, head: bytes, events: int) -> None:
        """Check that the turns seen are all there ever were."""
        if self.events != events or self.head != head:
            raise changed(self._run, self.events)


def changed(run: str, event: int) -> JournalError:
    """What to say of a record that is not what was written, from this event on."""
    return JournalError(
        f"The record of run {run} was changed at event {event}: it is not what was written. "
        f"Restore the database from a copy, or delete the run with `orchtui rm {run}`."
    )
