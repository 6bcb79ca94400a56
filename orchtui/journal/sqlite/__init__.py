"""The journal in one SQLite file, safe with several processes, readable after a crash.

One thread writes (`thread`, `commit`), readers have a connection of their own (`reader`), the
search index follows behind (`index`). No error of the driver leaves this folder (`failures`).
"""

from __future__ import annotations

from orchtui.journal.sqlite.journal import SqliteJournal

__all__ = ["SqliteJournal"]
