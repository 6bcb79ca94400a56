"""`settle:` in a recipe: how positions are compared, when they agree enough, and what is done else.

compare: [verdict, score ± 0.5]     # the fields that count; without them, the words
threshold: 0.8                      # the share that must agree
settle: {by: weighted, tie: confidence}
expertise: {lawyer: 2}              # what each counts for; 1 if left out
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from orchtui.domain.disagreement import Compared, parse_compared
from orchtui.domain.node import Place, Reader
from orchtui.domain.preview import Sketch, nearest
from orchtui.domain.recipe_keys import NAME, SETTLE, SHARE, Key, Keys, map_of
from orchtui.errors import UsageError
from orchtui.patterns.member import agent
from orchtui.patterns.settlement import check, escalate, refine, synthesise, tiers, votes
from orchtui.patterns.settlement.case import Measure, Strategy
from orchtui.patterns.settlement.required_fields import GROUPS
from orchtui.patterns.settlement.strategy_entry import Written, among
from orchtui.patterns.settlement.votes import BY_MAJORITY

__all__ = ["BY_MAJORITY", "SETTLING", "STRATEGIES", "Settling", "Way", "read", "strategy"]

SETTLING: Final[Keys] = {
    "compare": Key(
        "The fields that are compared: `verdict`, `score ± 0.5`, `tags overlap 0.6`.",
        {"anyOf": [NAME, {"type": "array", "minItems": 1, "items": NAME}]},
    ),
    "comparer": Key("The agent that says which answers in free text mean the same.", NAME),
    "threshold": Key("The share that must agree; all of them if left out.", SHARE),
    "expertise": Key("What each member counts for; 1 if left out.", map_of({"type": "number"})),
    "settle": Key("What is done where too few agree: a strategy, or `{by: STRATEGY, …}`.", SETTLE),
}
"""The keys of every pattern whose members may disagree."""


@dataclass(frozen=True, slots=True)
class Way:
    """A strategy as a recipe writes it: one line on it, its keys, and how it is read."""

    about: str
    keys: Keys
    read: Callable[[Written], Strategy]


STRATEGIES: Final[Mapping[str, Way]] = {
    "majority": Way("What most say stands.", votes.KEYS, votes.read),
    "weighted": Way("What weighs most stands: expertise times confidence.", votes.KEYS, votes.read),
    "priority": Way("What the highest in the order says stands.", votes.PRIORITY_KEYS, votes.read),
    "refine": Way("Each sees the others' reasons and answers again.", refine.KEYS, refine.read),
    "synthesise": Way("An agent writes one answer from all.", synthesise.KEYS, synthesise.read),
    "check": Way("An agent or a function says which holds.", check.KEYS, check.read),
    "escalate": Way("A person decides.", escalate.KEYS, escalate.read),
    "tiers": Way(
        "Facts by check, judgement by synthesis, doubt to a person.", tiers.KEYS, tiers.read
    ),
}


@dataclass(frozen=True, slots=True)
class Settling:
    """How a pattern's members are compared, and how what they differ on is settled."""

    compared: tuple[Compared, ...] = ()
    threshold: float = 1.0
    expertise: Mapping[str, float] = field(default_factory=dict)
    comparer: str = ""
    strategy: Strategy = BY_MAJORITY
    comparer_place: Place = field(default_factory=Place, compare=False)
    compare_place: Place = field(default_factory=Place, compare=False)

    @property
    def measure(self) -> Measure:
        """How positions are compared."""
        comparer = agent(self.comparer) if self.comparer else None
        return Measure(self.compared, self.threshold, self.expertise, comparer)

    def compares(self, sketch: Sketch) -> None:
        """Draw the agent that compares free text, if one is asked: nobody is given its reply. Note
        fields that nobody's reply has: all would agree in them, whatever they say.
        """
        members = [sketch.sheet.schemas.get(sketch.sheet.steps[at].agent) for at in sketch.given]
        there = [name for each in members if each for name in each.fields]
        for each in self.compared:
            if each.name not in there:
                hint = nearest(each.name, there)
                problem = f"nobody who is compared replies with {each.name}{hint}"
                sketch.sheet.problems.append((self.compare_place, problem))
        if self.comparer:
            GROUPS.in_reply_of(self.comparer, sketch, self.comparer_place)
            sketch.ask(self.comparer, optional=True)

    def sketch(self, sketch: Sketch) -> Sketch:
        """Draw what may be asked to settle it."""
        self.compares(sketch)
        return sketch.either([sketch, self.strategy.sketch(sketch.under("they disagree"))])


def read(reader: Reader, members: Sequence[str]) -> Settling:
    """What stands under the keys of `SETTLING`, beside a pattern's own, for these members."""
    keys = reader.keys
    compared = tuple(_compared(reader.at("compare"))) if "compare" in keys else ()
    comparer = reader.at("comparer")
    if "comparer" in keys and "compare" in keys:
        comparer.problem("comparer is for free text, and compare: names fields; drop one of them")
    for name in (escalate.EDIT, escalate.PROPOSAL):
        if name in members:
            reader.problem(f"{name} is what a person may choose; call this member otherwise")
    return Settling(
        compared,
        reader.at("threshold").share() if "threshold" in keys else 1.0,
        _expertise(reader.at("expertise"), members),
        comparer.agent(comparer.text()) if "comparer" in keys else "",
        strategy(reader.at("settle"), members, [each.name for each in compared])
        if "settle" in keys
        else BY_MAJORITY,
        comparer.place,
        reader.at("compare").place,
    )


def strategy(reader: Reader, members: Sequence[str], compared: Sequence[str]) -> Strategy:
    """The strategy that stands here, by its name alone or with its keys."""
    told = reader.at("by") if reader.keys else reader
    name = told.text()
    way = STRATEGIES.get(name)
    if way is None:
        told.problem(f"there is no strategy {name}{nearest(name, STRATEGIES)}")
        return BY_MAJORITY
    reader.allow("by", *way.keys)

    def another(reader: Reader) -> Strategy:
        return strategy(reader, members, compared)

    return way.read(Written(reader, name, tuple(members), tuple(compared), another))


def _compared(reader: Reader) -> list[Compared]:
    found = []
    for word in reader.words():
        try:
            found.append(parse_compared(word))
        except UsageError as error:
            reader.problem(str(error))
    return found


def _expertise(reader: Reader, members: Sequence[str]) -> dict[str, float]:
    found = {}
    for name, each in reader.entries():
        among(each, [name], members)
        found[name] = each.number()
        if found[name] < 0:
            each.problem("what a member counts for is 0 or more")
    return found
