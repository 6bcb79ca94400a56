"""The commands that a line of narration suggests, written so that they can be typed as they are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from orchtui.cli.terminal import option_of


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
