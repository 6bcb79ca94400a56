"""The rounds of a debate: who still argues, what each side said last, and whether they agree.

A side that fails, or says the same in three rounds in a row, is asked no more; what it said last
stands, before the others and in what is compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from orchtui.domain.flow import Flow, Reply, StepError
from orchtui.patterns.member import Given, Member
from orchtui.patterns.settling import Case, Measure
from orchtui.patterns.settling.case import by_name, compared

_OPEN: Final = "You are {side} in a debate. Make your case, and say why."
_ANSWER: Final = (
    "You are {side} in a debate. You are given what each side said last, your own words among it. "
    "Answer the best that the others say; change your position where they persuade you."
)


@dataclass(slots=True)
class Floor:
    """Who still argues, and what each side said last; a side that falls silent leaves that."""

    flow: Flow
    motion: str
    sides: Sequence[Member]
    given: Given
    last: dict[int, Reply] = field(default_factory=dict)
    silent: dict[int, StepError] = field(default_factory=dict)

    @property
    def said(self) -> Mapping[str, Reply]:
        """What each side that has spoken said last, by its name."""
        spoken = sorted(self.last)
        return by_name([self.sides[n] for n in spoken], [self.last[n] for n in spoken])

    @property
    def arguing(self) -> list[int]:
        """The sides that may have more to say."""
        return [n for n in range(len(self.sides)) if n not in self.silent]

    async def round(self) -> bool:
        """Hold one round among those who still argue; whether anybody had something to say."""
        asked, given = self.arguing, (*self.given, *self.said.values())
        with self.flow.round():
            turns = [self.sides[n].asked(self.flow, self._says(n), given) for n in asked]
            replies = await self.flow.together(*turns)
        for n, reply in zip(asked, replies, strict=True):
            if reply.missing:
                self.silent[n] = StepError(reply.path, reply.missing)
                self.flow.note(f"the debate goes on without {self.sides[n].name}: {reply.missing}")
            else:
                self.last[n] = reply
        return any(n not in self.silent for n in asked)

    def _says(self, n: int) -> str:
        told = (_ANSWER if self.last else _OPEN).format(side=self.sides[n].name)
        return f"{self.motion}\n\n{told}" if self.motion else told


@dataclass(frozen=True, slots=True)
class Debated(Case):
    """What the sides of a debate have come to; they are asked again by another round of it."""

    floor: Floor | None = None

    async def again(self) -> Case:
        """The case after another round; where nobody has more to say, nothing has changed."""
        floor = self.floor
        if floor is None or not await floor.round():
            return self
        comparison = await compared(floor.flow, self.dispute, self.measure, floor.said)
        return replace(self, said=floor.said, comparison=comparison)


async def argued(floor: Floor, rounds: int, measure: Measure) -> Case:
    """Hold as many rounds as it takes for the sides to agree, up to this many."""
    flow, sides = floor.flow, tuple(floor.sides)
    dispute = flow.dispute(floor.motion)
    if not (rounds and await floor.round()):
        error = next(iter(floor.silent.values()), StepError(dispute.id, "no side was asked"))
        raise StepError(error.path, f"nobody argued: {error.why}")
    said, given = floor.said, tuple(floor.given)
    first = await compared(flow, dispute, measure, said)
    case: Case = Debated(
        flow, dispute, floor.motion, sides, said, measure, first, given, floor=floor
    )
    for _ in range(rounds - 1):
        if case.agreed or len(floor.arguing) < 2:
            break
        case = await case.again()
    return case
