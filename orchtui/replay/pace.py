"""How fast a record is played: real seconds that pass become positions. It knows no clock."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from orchtui.replay.player import Player

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)


class Pace:
    """Where playing stands, and how fast it goes on."""

    def __init__(self, player: Player, position: int = 0, speed: float = 1.0) -> None:
        self._player = player
        self.speed = speed
        self.go_to(position)

    def go_to(self, position: int) -> None:
        """Go on from there."""
        self._seconds = self._player.played(position)

    def after(self, seconds: float) -> int:
        """The position that playing comes to when so many more real seconds have passed.

        At the end it waits there: what comes later is not skipped.
        """
        player = self._player
        self._seconds = min(self._seconds + seconds * self.speed, player.played(player.length))
        return player.position_played(self._seconds)

    def since(self, position: int) -> float:
        """How long ago, as it is played, that position was reached."""
        return max(0.0, self._seconds - self._player.played(position))

    def faster(self) -> None:
        """The next higher speed, if there is one."""
        self.speed = SPEEDS[min(bisect_right(SPEEDS, self.speed), len(SPEEDS) - 1)]

    def slower(self) -> None:
        """The next lower speed, if there is one."""
        self.speed = SPEEDS[max(bisect_left(SPEEDS, self.speed) - 1, 0)]
