"""`debate`: sides argue in rounds, each answering what the others said last; a judge synthesises.

It ends early where they come to agree, and never gridlocks: the rounds are counted, a side that has
nothing new to say is left out, and a judge that fails makes way for a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from orchtui.domain.flow import Flow, Reply, StepError
from orchtui.domain.limits import Limits
from orchtui.domain.node import Form, Node, Reader
from orchtui.domain.preview import Sketch
from orchtui.domain.recipe_keys import FLAG, GROUP_LIMITS, NAME, TEXT, WHOLE, Key, Keys
from orchtui.domain.scope import Stage
from orchtui.patterns import settlement
from orchtui.patterns.acceptance import CHECKS, checked
from orchtui.patterns.member import Given, Member, Seat, seats
from orchtui.patterns.settlement import Case, Measure, Ruling, Settled, Settling
from orchtui.patterns.settlement.case import BY_WORDS, by_name, compared
from orchtui.patterns.settlement.recipe_block import SETTLING
from orchtui.patterns.settlement.settle import AGREED, settle_case

DEBATE, JUDGE = "debate", "judge"
ROUNDS = 3
FACTS = ("agreement", "rounds", "settled")

_JUDGE: Final = (
    "You judge a debate and are given what each side said last. Say what it comes to: what stands, "
    "what does not, and who persuaded whom of what."
)


async def debate(
    flow: Flow,
    motion: str,
    sides: Sequence[Member],
    judge: str,
    given: Given = (),
    *,
    rounds: int = ROUNDS,
    measure: Measure = BY_WORDS,
    judge_always: bool = False,
    name: str = DEBATE,
    limits: Limits | None = None,
) -> Settled:
    """Let the sides argue the motion until they agree; after the last round the judge decides."""
    with flow.group(name, pattern=DEBATE, limits=limits) as group:
        floor = Floor(flow, motion, sides, given)
        case = await argued(floor, rounds, measure)
        done = await settle_case(case, Judge(judge))
        if done.how == AGREED and (judge_always or len(floor.said) < 2):
            done = await _judged(replace(case, said=floor.said), judge, done)
        count = "1 round" if done.rounds == 1 else f"{done.rounds} rounds"
        group.how = f"{done.how} after {count}, {done.shown}"
    return done


@dataclass(frozen=True, slots=True)
class Judge:
    """The strategy of a debate: an agent makes of the last statements what they come to."""

    agent: str

    @property
    def name(self) -> str:
        """What it is called."""
        return JUDGE

    async def settle(self, case: Case) -> Ruling:
        """Ask the judge; a person decides where that fails."""
        told = f"{case.question}\n\n{_JUDGE}" if case.question else _JUDGE
        reply = await case.ask(self.agent, told, case.replies)
        return case.ruling(JUDGE, reply, f"{self.agent} says what it comes to")

    def sketch(self, sketch: Sketch) -> Sketch:
        """Draw the judge after the statements."""
        return sketch.ask(self.agent, _JUDGE)


async def _judged(case: Case, judge: str, done: Settled) -> Settled:
    """What the judge makes of what nobody disputes, which stands where the judge fails."""
    try:
        ruling = await Judge(judge).settle(case)
    except StepError as error:
        case.flow.without(error.path, error.why)
        return done
    return replace(done, reply=ruling.reply, how=JUDGE, why=ruling.why)


@dataclass(frozen=True, slots=True)
class Debate:
    """A debate as it stands in a recipe."""

    motion: str
    seats: tuple[Seat, ...]
    judge: str
    rounds: int = ROUNDS
    settling: Settling = field(default_factory=Settling)
    judge_always: bool = False
    name: str = DEBATE
    limits: Limits | None = None

    async def run(self, stage: Stage) -> Stage:
        """Hold the debate, on what came before it."""
        done = await debate(
            stage.flow,
            stage.asked(self.motion).says,
            [seat.member(replace(stage, says="")) for seat in self.seats],
            self.judge,
            stage.given,
            rounds=self.rounds,
            measure=self.settling.measure,
            judge_always=self.judge_always,
            name=self.name,
            limits=self.limits,
        )
        return stage.came_to(self.name, stage.flow.handle(done.reply), **done.facts)

    def sketch(self, sketch: Sketch) -> Sketch:
        """Draw the first round, the next if they disagree, and the judge if they still do."""
        inner = sketch.within(self.name)
        said = self._round(inner)
        ends = [said]
        if self.rounds > 1:
            before = (*sketch.given, *said.given)
            again = replace(said, given=before).under("they disagree")
            ends.append(self._round(again.rounds(self.rounds, drawn=2)))
        heard = self.settling.sketch(inner.either(ends))
        if not self.judge_always:
            heard = heard.under("they do not agree in the end")
        judged = Judge(self.judge).sketch(heard)
        done = judged if self.judge_always else inner.either([*ends, judged])
        return done.ended(self.name, FACTS, sketch)

    def _round(self, sketch: Sketch) -> Sketch:
        held = sketch.within("round")
        turns = [seat.sketch(held.beside(n), self.motion) for n, seat in enumerate(self.seats)]
        return replace(held.joined(turns), scope=sketch.scope)


KEYS: Final[Keys] = {
    "debate": Key("The sides: two agents or more, or names with an agent or a part.", {}, True),
    "ask": Key("The motion they argue; what came before it, if left out.", TEXT),
    "judge": Key("The agent that says what it comes to where they do not agree.", NAME, True),
    "rounds": Key("How many rounds they argue at most; 3 if left out.", WHOLE),
    "judge_always": Key("Whether the judge is asked though they agree.", FLAG),
    "name": Key("A name for the debate: a group of the graph, and its outcome.", NAME),
    "limits": Key("What the whole debate may use.", GROUP_LIMITS),
    **{name: key for name, key in SETTLING.items() if name != "settle"},
    **CHECKS,
}


def read(reader: Reader) -> Node:
    """`debate: [sides]` and `judge:`, with `ask:`, `rounds:`, `compare:` … beside them."""
    reader.allow(*KEYS)
    keys = reader.keys
    sides = seats(reader.at("debate"))
    if len(sides) == 1:
        reader.at("debate").problem("a debate has two sides or more")
    if "judge" not in keys:
        reader.problem("a debate needs a judge: the agent that says what it comes to")
    return checked(
        reader,
        Debate(
            reader.at("ask").text() if "ask" in keys else "",
            sides,
            reader.at("judge").agent(reader.at("judge").text()) if "judge" in keys else "",
            reader.at("rounds").count() if "rounds" in keys else ROUNDS,
            settlement.read(reader, [side.name for side in sides]),
            reader.at("judge_always").flag() if "judge_always" in keys else False,
            reader.at("name").text() if "name" in keys else DEBATE,
            reader.at("limits").group_limits() if "limits" in keys else None,
        ),
    )


FORM: Final = Form("Sides argue in rounds; a judge says what it comes to.", KEYS, read)


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
