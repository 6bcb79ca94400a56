"""The commands that a line of narration suggests, written so that they can be typed as they are."""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Doors:
    """Ways to a run from another shell, with the database named where it would not be found."""

    run: str
    database: Path | None

    def ctl(self, words: str) -> str:
        """A command to the live run."""
        return f"orchtui ctl {self.run} {words}{option_of(self.database)}"

    def verb(self, verb: str) -> str:
        """Another verb on the run, such as `show` or `resume`."""
        return f"orchtui {verb} {self.run}{option_of(self.database)}"


def option_of(database: Path | None) -> str:
    """What a suggested command needs to find the same database; nothing if it finds it anyway."""
    if database is None or str(database) == os.environ.get("ORCHTUI_DB"):
        return ""
    return f" --db {shlex.quote(str(database))}"
