"""Lines from a handle such as stdin, read on the loop that everything else goes on in.

No thread is left behind that still waits for somebody to type, and no more is read ahead than one
piece: whoever writes faster than they are answered waits.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator

from orchtui.domain.sanitize import clean

_PIECE = 65536
LONGEST = 1_000_000
"""Bytes that a line may have; of a longer one, no more than this is kept."""


class TypedLines:
    """The lines that come from a handle, each made harmless, until it ends or nobody wants more."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self._wanted = True
        self._waiting: asyncio.Future[None] | None = None

    def stop(self) -> None:
        """Read no further; what has been read already is still given out."""
        self._wanted = False
        self._wake()

    async def __aiter__(self) -> AsyncIterator[str]:
        kept = bytearray()
        while piece := await self._piece():
            *whole, rest = piece.split(b"\n")
            for line in whole:
                yield _text(kept + line)
                kept.clear()
            kept += rest[: LONGEST - len(kept)]
        if kept:
            yield _text(kept)

    async def _piece(self) -> bytes:
        """What is there next; nothing at the end, or if what is there cannot be read."""
        if not self._wanted:
            return b""
        loop = asyncio.get_running_loop()
        self._waiting = loop.create_future()
        try:
            loop.add_reader(self._handle, self._wake)
        except PermissionError:  # a file, which is always ready
            await asyncio.sleep(0)
        else:
            try:
                await self._waiting
            finally:
                loop.remove_reader(self._handle)
        try:
            return os.read(self._handle, _PIECE) if self._wanted else b""
        except OSError:  # the terminal is gone, or it is no file that can be read
            return b""

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)


def _text(line: bytes | bytearray) -> str:
    return clean(line.decode("utf-8", "replace").rstrip("\r"))
