"""Which databases this process has open, so that none of them is ever opened and closed by hand.

A process loses all its locks on a file when it closes any handle of it, whoever had them. Without
them another process, when it leaves, takes the log for its own and deletes it with all it holds.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_File = tuple[int, int]
_one_at_a_time = threading.Lock()
_open: Counter[_File] = Counter()


@contextmanager
def alone() -> Iterator[None]:
    """Let nobody else in this process begin to open a database while inside."""
    with _one_at_a_time:
        yield


def is_open(path: Path) -> bool:
    """Whether this process has the file open as a database."""
    try:
        return _open[_file(path)] > 0
    except OSError:
        return False


class Known(sqlite3.Connection):
    """A connection that is known of until it is closed; to be closed after all others."""

    _file: _File | None = None

    def know(self, path: Path) -> None:
        """It is to this file."""
        self._file = _file(path)
        _open[self._file] += 1

    def close(self) -> None:
        """Let go of the file."""
        super().close()
        if self._file is not None:
            _open[self._file] -= 1
            self._file = None


def _file(path: Path) -> _File:
    found = path.stat()
    return found.st_dev, found.st_ino
