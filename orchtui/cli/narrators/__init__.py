"""What prints a run while it goes on: plain lines, lines that update in place, or JSON lines."""

from __future__ import annotations

import sys
from pathlib import Path

from orchtui.cli.narrators.base import Followed, JsonLines, Narrator, PlainLines
from orchtui.cli.output import is_screen


def narrator(live: Followed, database: Path | None, *, json: bool, hint: str) -> Narrator:
    """Return the narrator of a run: for scripts, for a terminal, or in plain lines."""
    if json:
        return JsonLines(live, database)
    if is_screen(sys.stderr):
        from orchtui.cli.narrators.live import LiveLines

        return LiveLines(live, database, hint)
    return PlainLines(live, database)
