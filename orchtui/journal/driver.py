"""What the SQLite that Python was built with can do; the one place that asks it."""

from __future__ import annotations

import sqlite3


def driver() -> tuple[str, bool]:
    """Its version, and whether it has the full-text search that `orchtui runs --search` needs."""
    memory = sqlite3.connect(":memory:")
    try:
        options = {row[0] for row in memory.execute("PRAGMA compile_options")}
    finally:
        memory.close()
    return sqlite3.sqlite_version, "ENABLE_FTS5" in options
