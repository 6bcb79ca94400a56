"""A disagreement as a strategy sees it: who said what, how it is compared, and what may be asked.

A strategy is a value with one method: given the case it finds a `Ruling`, or hands the case on to
another by returning what that one finds. Whatever it asks is a step of the pattern's group.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from orchtui.domain.disagreement import Cluster, Compared, Position, Vote, spokesman
from orchtui.domain.dispute import Comparison, Dispute
from orchtui.domain.flow import Flow, Reply
from orchtui.domain.sketch import Sketch
from orchtui.patterns.member import Given, Member, there

REASONS = ("reasons", "reasoning", "reason", "why", "notes")
"""Where a reply says why, the first that is there."""


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


@dataclass(frozen=True, slots=True)
class Case:
    """One question, who answered it, and what they said in the last round."""

    flow: Flow
    dispute: Dispute
    question: str
    members: tuple[Member, ...]
    replies: tuple[Reply, ...]
    measure: Measure
    comparison: Comparison
    given: Given = ()

    def on(self, flow: Flow) -> Case:
        """The same case in another branch."""
        return replace(self, flow=flow)

    @property
    def agreed(self) -> bool:
        """Whether enough agree."""
        return self.comparison.agreement >= self.measure.threshold

    def reply(self, path: str) -> Reply:
        """What the step of this path said."""
        return next(reply for reply in self.replies if reply.path == path)

    def speaks_for(self, cluster: Cluster) -> Reply:
        """The reply that stands for a cluster."""
        return self.reply(spokesman(cluster).path)

    def voted(self, how: str, vote: Vote) -> Ruling | None:
        """What a vote comes to, unless nobody won it."""
        if vote.winner is None:
            return None
        return Ruling(how, self.speaks_for(vote.winner), vote.why)

    async def again(self, replies: Sequence[Reply]) -> Case:
        """The case after another round of replies."""
        return replace(
            self,
            replies=tuple(there(replies)),
            comparison=await compared(self.flow, self.dispute, self.measure, there(replies)),
        )


async def compared(
    flow: Flow, dispute: Dispute, measure: Measure, replies: Sequence[Reply]
) -> Comparison:
    """Compare what was said: by its fields, by an agent, or by its words."""
    positions = [position(reply, measure) for reply in replies]
    if measure.comparer is None or measure.compared or len(positions) < 2:
        return dispute.compare(positions, measure.compared)
    sorted_ = await measure.comparer.ask(flow, _SORT, replies)
    return dispute.compare(positions, (), _groups(sorted_, [reply.path for reply in replies]))


_SORT = (
    "Several have answered the same question. Say which of them mean the same, whatever their "
    "words: name them by their step, in groups, as `groups`."
)


def _groups(reply: Reply, paths: Sequence[str]) -> list[list[str]] | None:
    """The groups an agent sorted the paths into, if that can be read."""
    groups = (reply.data or {}).get("groups")
    if not isinstance(groups, list):
        return None
    by_name = {path: path for path in paths} | {p.rpartition("/")[2]: p for p in paths}
    read = [
        [by_name[str(each)] for each in group if str(each) in by_name]
        for group in groups
        if isinstance(group, list)
    ]
    return read or None


def position(reply: Reply, measure: Measure) -> Position:
    """A reply as a position; a member weighs by its own name, its agent's, or one."""
    data = dict(reply.data or {})
    name = member_of(reply.path)
    weight = measure.weights.get(name, measure.weights.get(reply.agent, 1.0))
    why = next((str(data[key]) for key in REASONS if data.get(key)), "")
    return Position(reply.path, reply.agent, data, reply.text, reply.confidence, why, weight)


def member_of(path: str) -> str:
    """The name of the member whose step this is, in whatever round."""
    last = path.rpartition("/")[2]
    base, dot, number = last.rpartition(".")
    return base if dot and number.isdigit() else last
