"""From the least to the most that a part of a flow may come to, and how parts add up.

The least is one way through it; the most is all that a recipe allows. Nothing here knows what a
part is: `reckoning` says how the patterns are made of these.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce

from orchtui.domain.limits import Limits


@dataclass(frozen=True, slots=True)
class Amount:
    """Steps, the calls made for them, tokens, nano-dollars, and the seconds that go by; `tries` is
    the most calls that are made for one step.
    """

    steps: int = 0
    calls: int = 0
    tokens: int = 0
    cost: int = 0
    seconds: float = 0.0
    tries: int = 0

    def __add__(self, other: Amount) -> Amount:
        """One after the other."""
        return replace(self.beside(other), seconds=self.seconds + other.seconds)

    def beside(self, other: Amount) -> Amount:
        """Both at once: all of it is used, in the time of the slower one."""
        return Amount(
            self.steps + other.steps,
            self.calls + other.calls,
            self.tokens + other.tokens,
            self.cost + other.cost,
            max(self.seconds, other.seconds),
            max(self.tries, other.tries),
        )

    def or_more(self, other: Amount) -> Amount:
        """Whatever of each is more."""
        return Amount(
            max(self.steps, other.steps),
            max(self.calls, other.calls),
            max(self.tokens, other.tokens),
            max(self.cost, other.cost),
            max(self.seconds, other.seconds),
            max(self.tries, other.tries),
        )

    def times(self, number: int, side_by_side: int = 1) -> Amount:
        """So many of it, so many of them at once."""
        return Amount(
            self.steps * number,
            self.calls * number,
            self.tokens * number,
            self.cost * number,
            self.seconds * _waves(number, side_by_side),
            self.tries,
        )

    def tried(self, tries: int) -> Amount:
        """The same steps, each of which takes so many calls."""
        return replace(self.times(tries), steps=self.steps, tries=tries)


NOTHING = Amount()


@dataclass(frozen=True, slots=True)
class Span:
    """What one way through takes, and what it may come to at most."""

    least: Amount = NOTHING
    most: Amount = NOTHING

    def __add__(self, other: Span) -> Span:
        """One after the other."""
        return Span(self.least + other.least, self.most + other.most)

    @property
    def perhaps(self) -> Span:
        """All of it, or nothing."""
        return Span(NOTHING, self.most)

    def times(self, least: int, most: int, side_by_side: int = 1) -> Span:
        """From so many of it to so many, so many at once where that is more than one."""
        return Span(self.least.times(least), self.most.times(most, side_by_side))

    def tried(self, tries: int) -> Span:
        """The same steps, each of which takes a call, or so many."""
        return Span(self.least, self.most.tried(tries))

    def within(self, limits: Limits | None) -> Span:
        """No more than these limits allow."""
        if limits is None:
            return self
        most = self.most
        calls = None if limits.steps is None else limits.steps * most.tries
        allowed = Amount(
            _at_most(most.steps, limits.steps),
            _at_most(most.calls, calls),
            _at_most(most.tokens, limits.tokens),
            _at_most(most.cost, limits.cost),
            most.seconds if limits.seconds is None else min(most.seconds, limits.seconds),
            most.tries,
        )
        return Span(self.least, self.least.or_more(allowed))


EMPTY = Span()


def after(parts: Iterable[Span]) -> Span:
    """One after another."""
    return reduce(Span.__add__, parts, EMPTY)


def beside(parts: Iterable[Span], limit: int | None = None) -> Span:
    """All of them, so many at once."""
    spans = list(parts)
    least = reduce(Amount.beside, (each.least for each in spans), NOTHING)
    most = reduce(Amount.beside, (each.most for each in spans), NOTHING)
    waves = _waves(len(spans), limit) if limit else 1
    return Span(least, replace(most, seconds=most.seconds * waves))


def one_of(parts: Iterable[Span]) -> Span:
    """Just one of them; the least is that of fewest calls, and of those the cheapest."""
    spans = list(parts)
    return Span(
        min((each.least for each in spans), key=_cheapness, default=NOTHING),
        reduce(Amount.or_more, (each.most for each in spans), NOTHING),
    )


def race(parts: Iterable[Span]) -> Span:
    """All begin, and the first to end may be the only one that counts."""
    spans = list(parts)
    return Span(one_of(spans).least, beside(spans).most)


def _cheapness(amount: Amount) -> tuple[int, int, int]:
    return amount.calls, amount.cost, amount.tokens


def _at_most(amount: int, allowed: int | None) -> int:
    return amount if allowed is None else min(amount, allowed)


def _waves(number: int, side_by_side: int) -> int:
    """How many go one after another, where so many go side by side."""
    return -(-number // side_by_side)
