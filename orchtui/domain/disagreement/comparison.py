"""How a declared field is compared, and the short form a recipe declares it in.

A field that is missing differs from any that is there; two missing ones are equal. What is no
number (NaN, infinity) equals nothing, wherever in a value it stands. A comparison that cannot
handle what it is given, such as a margin between texts, compares for equality.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final

from orchtui.domain.disagreement.normalise import Told, exact
from orchtui.errors import UsageError


@dataclass(frozen=True, slots=True)
class Equal:
    """Equal as JSON is; texts whatever their case, spacing or Unicode form."""

    def alike(self, a: Told, b: Told) -> bool:
        """Whether the two count as equal."""
        return a.key == b.key


@dataclass(frozen=True, slots=True)
class Within:
    """Numbers at most `tolerance` apart."""

    tolerance: float

    def alike(self, a: Told, b: Told) -> bool:
        """Whether the two count as equal."""
        if a.number is None or b.number is None:
            return a.key == b.key
        return abs(a.number - b.number) <= _bound(self.tolerance)


@dataclass(frozen=True, slots=True)
class WithinPercent:
    """Numbers apart by at most `percent` of the one farther from zero."""

    percent: float

    def alike(self, a: Told, b: Told) -> bool:
        """Whether the two count as equal."""
        if a.number is None or b.number is None:
            return a.key == b.key
        larger = max(abs(a.number), abs(b.number))
        return abs(a.number - b.number) * 100 <= _bound(self.percent) * larger


@dataclass(frozen=True, slots=True)
class AsSet:
    """Lists as sets: what both have is at least the share `overlap` of what either has."""

    overlap: float = 1.0

    def alike(self, a: Told, b: Told) -> bool:
        """Whether the two count as equal."""
        if a.items is None or b.items is None:
            return a.key == b.key
        both, either = len(a.items & b.items), len(a.items | b.items)
        return both >= _bound(self.overlap) * either


How = Equal | Within | WithinPercent | AsSet


@lru_cache(maxsize=64)
def _bound(written: float) -> Fraction:
    """A bound as it is written; what is no number allows nothing."""
    return exact(written) or Fraction(0)


@dataclass(frozen=True, slots=True)
class Compared:
    """A declared field of the reply, and how it is compared."""

    name: str
    how: How = Equal()

    def alike(self, a: Told, b: Told) -> bool:
        """Whether two positions are equal in this field."""
        return a.sound and b.sound and self.how.alike(a, b)


_SHORT_FORM: Final = re.compile(
    r"""
    (?P<name> [A-Za-z]\w* )
    (?: \s* (?: ± | \+- ) \s* (?P<margin> \d{1,15} (?:\.\d{1,15})? ) \s* (?P<relative> % )?
      | \s+ overlap \s+ (?P<overlap> \d{1,15} (?:\.\d{1,15})? ) \s* (?P<hundredths> % )?
    )?
    """,
    re.VERBOSE | re.ASCII,
)
_MAY_STAND: Final = (
    "write a field (verdict), a number and how far apart it may be (score ± 0.5, score +- 0.5, "
    "score ± 10%), or a list and the share to have in common (tags overlap 0.6)"
)


def parse_compared(text: str) -> Compared:
    """A field in the short form of recipes, plain text to YAML.

    verdict             equal, whatever the case and the spacing
    score ± 0.5         numbers at most 0.5 apart; `+-` does for `±`
    score ± 10%         numbers at most 10 % of the larger apart
    tags overlap 0.6    lists that share at least 0.6 (or 60%) of all they hold, in any order
    tags overlap 1      lists of the same things, in any order
    """
    match = _SHORT_FORM.fullmatch(text.strip())
    if match is None:
        raise UsageError(f"{text!r} does not say what to compare: {_MAY_STAND}")
    name, margin, overlap = match["name"], match["margin"], match["overlap"]
    if margin is not None:
        return Compared(name, (WithinPercent if match["relative"] else Within)(float(margin)))
    if overlap is None:
        return Compared(name)
    share = float(overlap) / (100 if match["hundredths"] else 1)
    if not 0 < share <= 1:
        raise UsageError(f"{text!r}: the overlap must be above 0 and at most 1 (or 100%)")
    return Compared(name, AsSet(share))
