"""What is measured, and how: contenders take turns, so that a machine which slows down slows all.

A figure is one line of the page: the samples of every contender, in one unit, and what is aimed at.
What the contenders do is for the families to say.
"""

from __future__ import annotations

import gc
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median
from time import perf_counter

from tests.benchmarks.shares import Profile

OURS = "orchtui"
FLOOR = "floor"
THREAD = "floor, with a thread"
PEER = "langgraph"
TIMES = "\N{MULTIPLICATION SIGN}"

Work = Callable[[], Awaitable[object]]
Samples = Mapping[str, Sequence[float]]


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of results: the fewer, the better."""

    key: str
    what: str
    unit: str
    samples: Samples
    most: float | None = None
    goal: float | None = None
    profile: Profile | None = None

    def middle(self, contender: str) -> float | None:
        """The median of a contender's rounds, if it took part."""
        return median(self.samples[contender]) if self.samples.get(contender) else None

    def least(self, contender: str) -> float | None:
        """The best of a contender's rounds: what it does when nobody disturbs it."""
        return min(self.samples[contender]) if self.samples.get(contender) else None

    @property
    def ours(self) -> float:
        return median(self.samples[OURS])

    @property
    def missed(self) -> bool:
        """Whether the target is not met."""
        return self.most is not None and self.ours > self.most

    @property
    def reached(self) -> bool:
        """Whether the goal behind the target is met too."""
        return self.goal is not None and self.ours <= self.goal

    def explained(self, profile: Profile) -> Figure:
        """The same, with where the time goes."""
        return replace(self, profile=profile)


async def seconds(work: Work) -> float:
    """How long a piece of work takes."""
    gc.collect()
    began = perf_counter()
    await work()
    return perf_counter() - began


async def in_turns(contenders: Mapping[str, Work], rounds: int) -> dict[str, list[float]]:
    """Seconds of every contender in every round; a round before them warms up."""
    took: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, work in contenders.items():
            once = await seconds(work)
            if number:
                took[name].append(once)
    return took
