"""How a long record is read beside what else the process does: runs that go on, screens that paint.

The garbage collector stays away while very many values are made that all stay: it would look at
them again and again, and take twice as long as the reading. And whoever reads gives way between
pieces.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

MANY = 50_000
_PAUSE = 0.001

_lock = Lock()
_inside = 0
_was_on = False


async def give_way() -> None:
    """Let others go on: those of this loop, and those of other threads.

    For these it has to be a real pause. Who lets go of the interpreter and takes it right back
    every few milliseconds is never made to hand it over, and they would wait until all is read.
    """
    await asyncio.sleep(_PAUSE)


@contextmanager
def collector_paused() -> Iterator[None]:
    """No collection while anybody, on whatever thread, is inside."""
    global _inside, _was_on  # the collector is the whole process's
    with _lock:
        if not _inside:
            _was_on = gc.isenabled()
            gc.disable()
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if not _inside and _was_on:
                _let_it_come()


def _let_it_come() -> None:
    """Have it take what was made meanwhile to be old, or it would stop everybody to look at it."""
    if gc.get_count()[0] > MANY:
        gc.freeze()  # everything joins what is never looked at
        gc.unfreeze()  # and comes back as the oldest; neither costs anything
    gc.enable()


YOUNG, MIDDLE, OLD = 20_000, 20, 50


def settle() -> None:
    """Leave what is loaded by now out of collections, and collect less often."""
    if gc.get_threshold()[0] < YOUNG:
        gc.freeze()
        gc.set_threshold(YOUNG, MIDDLE, OLD)
