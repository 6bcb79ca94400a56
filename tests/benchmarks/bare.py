"""The least there is of a Textual application: a line of text, and a line to type into.

Run as a program, it is what the console is measured against.
"""

from __future__ import annotations

import sys

from textual.app import App, ComposeResult
from textual.widgets import Static

SAYS = "a bare application"


class Bare(App[None]):
    """One line; what is typed is shown in it."""

    def compose(self) -> ComposeResult:
        yield Static(SAYS)

    def on_key(self, event: object) -> None:
        """Show the key."""
        shown = getattr(event, "character", "") or ""
        self.query_one(Static).update(f"{SAYS}: pressed {shown}.")


if __name__ == "__main__":
    Bare().run()
    sys.exit(0)
