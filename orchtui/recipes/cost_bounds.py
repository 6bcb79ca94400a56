"""How often a flow may ask whom: for every pattern, what one way through it takes and the most that
its rounds, tries and fallbacks allow.

What a call comes to is told by whoever asks. What a model that fails or hangs adds to it, and what
a person has done again, is not reckoned with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import reduce, singledispatch
from typing import Final

from orchtui.core.attempts import SAME
from orchtui.domain.limits import Limits
from orchtui.patterns.acceptance import Checked
from orchtui.patterns.condition import Condition
from orchtui.patterns.critique import Critique
from orchtui.patterns.debate import Debate
from orchtui.patterns.decompose import Decompose
from orchtui.patterns.first import First
from orchtui.patterns.gate import Fork, Gate
from orchtui.patterns.loop import Loop
from orchtui.patterns.map import Map
from orchtui.patterns.member import Seat
from orchtui.patterns.note import Note
from orchtui.patterns.panel import Panel
from orchtui.patterns.parallel import Parallel
from orchtui.patterns.plan import MOST as MOST_TASKS
from orchtui.patterns.sequence import Sequence
from orchtui.patterns.settlement import Check, Escalate, Refine, Settling, Synthesise, Tiers, Voting
from orchtui.patterns.step import Step
from orchtui.patterns.supervise import Supervise
from orchtui.patterns.supervisor_reply import MOST as MOST_ORDERS
from orchtui.patterns.switch import Switch
from orchtui.recipes.flow_parts import Nothing

_SURE_ROUNDS: Final = SAME - 1
"""Rounds that nobody can be stopped in for repeating themselves."""


@dataclass(frozen=True, slots=True)
class Team:
    """What a turn of each agent takes, perhaps within limits of its own."""

    ask: Callable[[str, Limits | None], Span]

    def asked(self, agent: str) -> Span:
        """A turn of this agent."""
        return self.ask(agent, None)

    def seat(self, seat: Seat) -> Span:
        """A turn of a member."""
        return self.asked(seat.agent) if seat.agent else reckoned(seat.node, self)

    def all_of(self, seats: Iterable[Seat]) -> Span:
        """A turn of every member, side by side."""
        return beside(self.seat(each) for each in seats)

    def any_of(self, seats: Iterable[Seat]) -> Span:
        """A turn of one of the members."""
        return one_of(self.seat(each) for each in seats)


@singledispatch
def reckoned(node: object, team: Team) -> Span:
    """What a part of a flow may come to."""
    raise NotImplementedError(f"nobody has said what a {type(node).__name__} may come to")


@reckoned.register(Gate)
@reckoned.register(Note)
@reckoned.register(Nothing)
def _nobody(_node: object, _team: Team) -> Span:
    return EMPTY


@reckoned.register(Step)
def _step(node: Step, team: Team) -> Span:
    return team.ask(node.agent, node.limits)


@reckoned.register(Sequence)
def _sequence(node: Sequence, team: Team) -> Span:
    return after(reckoned(part, team) for part in node.parts)


@reckoned.register(Parallel)
def _parallel(node: Parallel, team: Team) -> Span:
    return beside((reckoned(part, team) for part in node.parts), node.limit)


@reckoned.register(First)
def _first(node: First, team: Team) -> Span:
    return race(reckoned(part, team) for part in node.parts).within(node.limits)


@reckoned.register(Map)
def _map(node: Map, team: Team) -> Span:
    most = node.most
    items = reckoned(node.part, team).times(0, most, min(most, node.limit or most))
    return items.within(node.limits)


@reckoned.register(Condition)
@reckoned.register(Fork)
def _condition(node: Condition, team: Team) -> Span:
    other = reckoned(node.otherwise, team) if node.otherwise else EMPTY
    return one_of([reckoned(node.then, team), other])


@reckoned.register(Switch)
def _switch(node: Switch, team: Team) -> Span:
    other = reckoned(node.otherwise, team) if node.otherwise else EMPTY
    return one_of([*(reckoned(part, team) for part in node.cases.values()), other])


@reckoned.register(Loop)
def _loop(node: Loop, team: Team) -> Span:
    least = 1 if node.until else min(node.times, _SURE_ROUNDS)
    rounds = reckoned(node.part, team).times(least, node.times).within(node.limits)
    return rounds + (reckoned(node.otherwise, team).perhaps if node.otherwise else EMPTY)


@reckoned.register(Checked)
def _checked(node: Checked, team: Team) -> Span:
    part = reckoned(node.part, team).times(1, 2 if node.accept else 1)
    return part + (reckoned(node.fallback, team).perhaps if node.fallback else EMPTY)


@reckoned.register(Supervise)
def _supervise(node: Supervise, team: Team) -> Span:
    lead = team.asked(node.supervisor).times(1, node.rounds)
    work = team.any_of(node.seats).times(0, MOST_ORDERS * node.rounds)
    answer = team.asked(node.answer) if node.answer else team.asked(node.supervisor).perhaps
    return (lead + work + answer).within(node.limits)


@reckoned.register(Decompose)
def _decompose(node: Decompose, team: Team) -> Span:
    decision = node.simple.asks if node.simple else ""
    alone = team.asked(node.alone) if node.alone else team.any_of(node.seats[:1])
    planner = team.asked(node.planner)
    work = team.any_of(node.seats).times(1, MOST_TASKS)
    whole = planner.times(1, 2) + work + team.asked(node.reconcile or node.planner)
    ways = [whole, planner.times(2, 2) + alone, *([alone] if node.simple else [])]
    gate = team.asked(decision) if decision else EMPTY
    return (gate + one_of(ways)).within(node.limits)


@reckoned.register(Critique)
def _critique(node: Critique, team: Team) -> Span:
    a_round = team.seat(node.implementer) + team.all_of(node.reviewers)
    return a_round.times(1, node.rounds).within(node.limits)


@reckoned.register(Debate)
def _debate(node: Debate, team: Team) -> Span:
    rounds = _compared(node.settling, node.seats, team).times(1, node.rounds)
    judge = team.asked(node.judge)
    return (rounds + (judge if node.judge_always else judge.perhaps)).within(node.limits)


@reckoned.register(Panel)
def _panel(node: Panel, team: Team) -> Span:
    a_round = _compared(node.settling, node.seats, team)
    settled = settling(node.settling.strategy, Case(a_round, len(node.seats)), team)
    return (a_round + settled.perhaps).within(node.limits)


def _compared(how: Settling, seats: tuple[Seat, ...], team: Team) -> Span:
    """A round in which all say something and it is compared, which may take an agent."""
    comparer = how.comparer if not how.compared and len(seats) > 1 else ""
    return team.all_of(seats) + (team.asked(comparer) if comparer else EMPTY)


# -- what settles a disagreement -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Case:
    """What one more round takes, and how many positions there are at most."""

    a_round: Span
    positions: int


@singledispatch
def settling(strategy: object, case: Case, team: Team) -> Span:
    """What a strategy may come to."""
    raise NotImplementedError(f"nobody has said what {type(strategy).__name__} may come to")


@settling.register(Voting)
@settling.register(Escalate)
def _counted(_strategy: object, _case: Case, _team: Team) -> Span:
    return EMPTY


@settling.register(Synthesise)
def _synthesise(strategy: Synthesise, _case: Case, team: Team) -> Span:
    return team.asked(strategy.agent)


@settling.register(Refine)
def _refine(strategy: Refine, case: Case, team: Team) -> Span:
    rounds = case.a_round.times(1, strategy.rounds)
    return rounds + settling(strategy.then, case, team).perhaps


@settling.register(Check)
def _check(strategy: Check, case: Case, team: Team) -> Span:
    return _checks(strategy.agent, case, team) + settling(strategy.then, case, team).perhaps


@settling.register(Tiers)
def _tiers(strategy: Tiers, case: Case, team: Team) -> Span:
    return _checks(strategy.check, case, team).perhaps + team.asked(strategy.judge).perhaps


def _checks(agent: str, case: Case, team: Team) -> Span:
    """A check of each position, side by side."""
    return team.asked(agent).times(0, case.positions, max(1, case.positions))


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
