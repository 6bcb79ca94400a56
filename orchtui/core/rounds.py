"""Who repeats themselves: the same sender saying the same in three rounds of one loop in a row."""

from __future__ import annotations

from orchtui.core.names import without_number

ROUND = "round"
SAME = 3


class Rounds:
    """What was said in the rounds of every loop."""

    def __init__(self) -> None:
        self._said: dict[str, tuple[int, str, int]] = {}

    def repeats(self, path: str, says: str) -> bool:
        """Take note of a reply (by its digest); whether it is the third of its kind in a row."""
        loop = _loop_of(path)
        if loop is None:
            return False
        sender, number = loop
        last_number, last_said, streak = self._said.get(sender, (0, "", 0))
        streak = streak + 1 if (number, says) == (last_number + 1, last_said) else 1
        self._said[sender] = (number, says, streak)
        return streak >= SAME


def _loop_of(path: str) -> tuple[str, int] | None:
    """The sender's name with the innermost round's number taken out, and that number."""
    parts = path.split("/")
    for at in range(len(parts) - 2, -1, -1):
        base, number = without_number(parts[at])
        if base == ROUND:
            parts[at] = ROUND
            return "/".join(parts), number
    return None
