"""What a line suggests to do next, as it is done in the console: typed after a colon."""

from __future__ import annotations

from orchtui.narration.hints import Doors


class KeyDoors(Doors):
    """Ways to the run that is on the screen."""

    def __init__(self, run: str = "") -> None:
        super().__init__(run, None)

    def ctl(self, words: str) -> str:
        return f":{words}"
