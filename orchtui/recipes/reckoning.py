"""How often a flow may ask whom: for every pattern, what one way through it takes and the most that
its rounds, tries and fallbacks allow.

What a call comes to is told by whoever asks. What a model that fails or hangs adds to it, and what
a person has done again, is not reckoned with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import singledispatch
from typing import Final

from orchtui.core.attempts import SAME
from orchtui.domain.limits import Limits
from orchtui.patterns.checked import Checked
from orchtui.patterns.condition import Condition
from orchtui.patterns.critique import Critique
from orchtui.patterns.debate import Debate
from orchtui.patterns.decompose import Decompose
from orchtui.patterns.first import First
from orchtui.patterns.gate import Fork, Gate
from orchtui.patterns.loop import Loop
from orchtui.patterns.mapping import Map
from orchtui.patterns.member import Seat
from orchtui.patterns.note import Note
from orchtui.patterns.panel import Panel
from orchtui.patterns.parallel import Parallel
from orchtui.patterns.plan import MOST as MOST_TASKS
from orchtui.patterns.sequence import Sequence
from orchtui.patterns.settling import Check, Escalate, Refine, Settling, Synthesise, Tiers, Voting
from orchtui.patterns.step import Step
from orchtui.patterns.supervise import Supervise
from orchtui.patterns.supervising.turn import MOST as MOST_ORDERS
from orchtui.patterns.switch import Switch
from orchtui.recipes.parts import Nothing
from orchtui.recipes.spans import EMPTY, Span, after, beside, one_of, race

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
