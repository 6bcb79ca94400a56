"""What one agent said, and what it counts for in a vote.

Weights and confidences are counted exactly, as they are written, so that neither the order of
positions nor the rounding of floats ever decides anything.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from orchtui.domain.data import Data
from orchtui.domain.disagreement.normalise import exact

CONFIDENCE_NOT_GIVEN: Final = Fraction(1, 2)
_HEAVIEST: Final = 1e300  # so that the weights of any crowd add up to a float


@dataclass(frozen=True, slots=True)
class Position:
    """What one agent said; `path` is its step's and nobody else's."""

    path: str
    agent: str
    fields: Mapping[str, Data]
    text: str
    confidence: float | None
    reasons: str
    weight: float = 1.0


def confidence_of(position: Position) -> Fraction:
    """How sure the agent is, from 0 to 1; one half where it does not say."""
    given = None if position.confidence is None else exact(position.confidence)
    return CONFIDENCE_NOT_GIVEN if given is None else min(max(given, Fraction(0)), Fraction(1))


def weights_of(positions: Iterable[Position]) -> list[Fraction]:
    """What each counts for; all count the same where all weigh nothing.

    A weight that is negative or no number is none at all.
    """
    weights = [_weight(position.weight) for position in positions]
    return weights if any(weights) else [Fraction(1) for _ in weights]


def _weight(written: float) -> Fraction:
    if not math.isfinite(written) or written < 0:
        return Fraction(0)
    return exact(min(written, _HEAVIEST)) or Fraction(0)
