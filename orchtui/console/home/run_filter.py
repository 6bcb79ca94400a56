"""Which runs somebody wants listed, as it was typed: words, statuses, expressions, and what not."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from orchtui.console.status_styles import RUN_STYLES
from orchtui.domain.state.summary import RunRow
from orchtui.domain.suggest import nearest
from orchtui.errors import UsageError

Test = Callable[[RunRow], bool]

_IS = "is:"
REHEARSED, REAL = "rehearsed", "real"
KINDS = (*RUN_STYLES, REHEARSED, REAL)
"""What may follow `is:`."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed, and the tests that it comes to; a run has to pass all of them."""

    typed: str = ""
    tests: tuple[Test, ...] = ()

    def fits(self, row: RunRow) -> bool:
        """Whether a run is wanted."""
        return all(test(row) for test in self.tests)


def wanted(typed: str) -> Wanted:
    """What was typed, understood; a mistake in it is told."""
    return Wanted(typed.strip(), tuple(map(_test, typed.split())))


def _test(word: str) -> Test:
    if word.startswith("!") and len(word) > 1:
        test = _test(word[1:])
        return lambda row: not test(row)
    if word.startswith(_IS):
        return _is(word.removeprefix(_IS).split(","))
    if len(word) > 2 and word.startswith("/") and word.endswith("/"):
        return _matches(word[1:-1])
    sought = word.casefold()
    return lambda row: sought in _said(row).casefold()


def _is(kinds: list[str]) -> Test:
    for kind in kinds:
        if kind not in KINDS:
            known = ", ".join(KINDS)
            raise UsageError(f"no run is {kind!r}{nearest(kind, KINDS)}: is: takes {known}")
    return lambda row: row.summary.status in kinds or _kind(row) in kinds


def _kind(row: RunRow) -> str:
    return REHEARSED if row.rehearsed else REAL


def _matches(pattern: str) -> Test:
    try:
        compiled = re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise UsageError(f"/{pattern}/ is no regular expression: {error}") from error
    return lambda row: compiled.search(_said(row)) is not None


def _said(row: RunRow) -> str:
    """All of a run that a word is looked for in."""
    return f"{row.id} {row.summary.status} {row.recipe} {row.task}"
