"""A disagreement as a strategy sees it: who said what, how it is compared, and what may be asked.

A strategy is a value with one method: given the case it finds a `Ruling`, or hands the case on to
another by returning what that one finds. Whatever it asks is a step of the pattern's group.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from orchtui.domain.data import Data
from orchtui.domain.disagreement import Cluster, Compared, Position, Vote, spokesman
from orchtui.domain.flow import Comparison, Dispute, Flow, Reply, StepError
from orchtui.domain.preview import Sketch
from orchtui.patterns.member import Given, Member, ask_all
from orchtui.patterns.settlement.free_text_sorter import sorted_by

REASONS = ("reasons", "reasoning", "reason", "why", "notes")
"""Where a reply says why, the first that is there."""
UNSETTLED: Final = "unsettled"
_AGAIN = "You were asked this before. Read what the others say, and why, and answer again: "


@dataclass(frozen=True, slots=True)
class Ruling:
    """What stands, by which strategy or whom, and why."""

    how: str
    reply: Reply
    why: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """How positions are compared: their fields, what each counts for, and who compares free text.

    Too few agree where the agreement is below the `threshold`.
    """

    compared: tuple[Compared, ...] = ()
    threshold: float = 1.0
    weights: Mapping[str, float] = field(default_factory=dict)
    comparer: Member | None = None


BY_WORDS: Final = Measure()


class Strategy(Protocol):
    """A way to settle a disagreement."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    async def settle(self, case: Case) -> Ruling:
        """Find what stands; asks whatever it needs."""
        ...

    def sketch(self, sketch: Sketch) -> Sketch:
        """Draw the steps it may ask, after the positions; what stands is given on."""
        ...


@dataclass(slots=True)
class Rounds:
    """The last round there was, for whoever takes over where a strategy was stopped."""

    last: Case | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One question, who answered it, and what each of them said last, by the member's name.

    `because` is what has led here so far; every ruling says it.
    """

    flow: Flow
    dispute: Dispute
    question: str
    members: tuple[Member, ...]
    said: Mapping[str, Reply]
    measure: Measure
    comparison: Comparison
    given: Given = ()
    because: str = ""
    rounds: Rounds = field(default_factory=Rounds, compare=False)

    def on(self, flow: Flow) -> Case:
        """The same case in another branch."""
        return replace(self, flow=flow)

    def after(self, why: str) -> Case:
        """The same case, with what was found so far."""
        return replace(self, because="; ".join(each for each in (self.because, why) if each))

    @property
    def latest(self) -> Case:
        """The case with what was said and compared last, whoever asked for it."""
        last = self.rounds.last or self
        return replace(self, said=last.said, comparison=last.comparison)

    @property
    def agreed(self) -> bool:
        """Whether enough agree, and no others agree as much on something else."""
        first, *others = self.crowds
        tied = any(other.weight >= first.weight for other in others)
        return self.comparison.agreement >= self.measure.threshold and not tied

    @property
    def crowds(self) -> tuple[Cluster, ...]:
        """Between whom it is: all that could stand, each with everybody who agrees to it."""
        return self.comparison.gathered.crowds

    @property
    def replies(self) -> tuple[Reply, ...]:
        """What they said last."""
        return tuple(self.said.values())

    def reply(self, path: str) -> Reply:
        """What the step of this path said."""
        return next(reply for reply in self.replies if reply.path == path)

    def speaks_for(self, crowd: Cluster) -> Reply:
        """The reply that stands for a crowd."""
        return self.reply(spokesman(crowd).path)

    def ruling(self, how: str, reply: Reply, why: str = "", by: str = "") -> Ruling:
        """What stands, and all that led to it."""
        return Ruling(how, reply, self.after(why).because, by)

    def agreement(self, how: str) -> Ruling:
        """What most agree on stands."""
        largest = self.crowds[0]
        of = len(self.comparison.positions)
        return self.ruling(how, self.speaks_for(largest), f"{len(largest.members)} of {of} agree")

    def voted(self, how: str, vote: Vote) -> Ruling | None:
        """What a vote comes to, unless nobody won it."""
        if vote.speaker is None:
            return None
        return self.ruling(how, self.reply(vote.speaker.path), vote.why)

    async def unsettled(self, why: str) -> Ruling:
        """Nothing stands: what goes on are all positions, under the names of who holds them, and
        the compared fields without a value.
        """
        fields: dict[str, Data] = {each.name: None for each in self.measure.compared}
        positions: dict[str, Data] = {
            name: dict(reply.data) if reply.data else reply.text
            for name, reply in self.said.items()
        }
        told: dict[str, Data] = {UNSETTLED: why, **fields, "positions": positions}
        reply = await self.flow.extracted(told, *self.replies, name=UNSETTLED)
        return self.ruling(UNSETTLED, reply, why)

    async def ask(self, agent: str, says: str, given: Given) -> Reply:
        """Ask somebody whose answer is needed; there is no going on without it."""
        reply = await self.flow.ask(agent, says, *given)
        if reply.missing:
            raise StepError(reply.path, reply.missing)
        return reply

    async def again(self) -> Case:
        """The case after another round, in which each sees what the others say, and why.

        Whoever fails in it keeps its position; where nobody answers, nothing has changed.
        """
        given = (*self.given, *self.replies)
        replies = await ask_all(self.flow, self.members, _AGAIN + self.question, given)
        new = by_name(self.members, replies)
        if not new:
            return self
        said = {**self.said, **new}
        comparison = await compared(self.flow, self.dispute, self.measure, said)
        self.rounds.last = case = replace(self, said=said, comparison=comparison)
        return case


def by_name(members: Sequence[Member], replies: Sequence[Reply]) -> dict[str, Reply]:
    """The replies that are there by the members who gave them, one each, in their order.

    Members of one name are numbered, as their steps are; a step is one member's only.
    """
    names = _numbered(member.name for member in members)
    found: dict[str, Reply] = {}
    for name, reply in zip(names, replies, strict=True):
        if not reply.missing and all(reply.path != other.path for other in found.values()):
            found[name] = reply
    return found


async def compared(
    flow: Flow, dispute: Dispute, measure: Measure, said: Mapping[str, Reply]
) -> Comparison:
    """Compare what each member said: by its fields, by an agent, or by its words."""
    positions = [_position(name, reply, measure) for name, reply in said.items()]
    if measure.comparer is None or measure.compared or len(positions) < 2:
        return dispute.compare(positions, measure.compared)
    return dispute.compare(positions, (), await sorted_by(measure.comparer, flow, said))


def _position(name: str, reply: Reply, measure: Measure) -> Position:
    """A reply as a position; a member weighs by its own name, its agent's, or one."""
    data = dict(reply.data or {})
    weight = measure.weights.get(name, measure.weights.get(reply.agent, 1.0))
    why = next((str(data[key]) for key in REASONS if data.get(key)), "")
    return Position(reply.path, name, data, reply.text, reply.confidence, why, weight)


def _numbered(names: Iterable[str]) -> list[str]:
    counts: Counter[str] = Counter()
    numbered = []
    for name in names:
        counts[name] += 1
        numbered.append(name if counts[name] == 1 else f"{name}.{counts[name]}")
    return numbered
