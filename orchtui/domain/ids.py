"""Run ids: nine letters and digits that sort by time and can be typed by any unique prefix.

Six characters hold the seconds since 2024 for 34 years, three tell apart what starts within the
same second. The alphabet leaves out the letters people mistake for digits.
"""

from __future__ import annotations

import re

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_EPOCH = 1_704_067_200  # the first second of 2024
_TAIL = 32**3
_PATTERN = re.compile(f"[{ALPHABET}]{{9}}")


def _encode(number: int, width: int) -> str:
    digits = []
    for _ in range(width):
        number, rest = divmod(number, 32)
        digits.append(ALPHABET[rest])
    return "".join(reversed(digits))


class RunIds:
    """Gives ids that rise: later ids sort after earlier ones, within a second too."""

    def __init__(self, start: int) -> None:
        """`start` is any number; processes that start with different ones seldom meet."""
        self._second, self._tail = -1, start % (_TAIL // 2)
        self._start = self._tail

    def next(self, now: float) -> str:
        """The next id at the time `now`, in seconds since the epoch."""
        second = max(int(now) - _EPOCH, 0)
        if second > self._second:
            self._second, self._tail = second, self._start
        else:
            self._tail += 1
            if self._tail == _TAIL:
                self._second, self._tail = self._second + 1, 0
        return _encode(self._second % 32**6, 6) + _encode(self._tail, 3)


def is_run_id(text: str) -> bool:
    """Whether a text is a whole run id."""
    return _PATTERN.fullmatch(text) is not None
