"""Settles what several have said about one question: compare, and where too few agree, a strategy
finds what stands, unless a person says so first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orchtui.domain.flow import (
    AGAIN,
    ESCALATE,
    MERGE,
    PICK,
    Branch,
    Flow,
    LoopFound,
    Reply,
    StepError,
    Word,
)
from orchtui.patterns.member import Given, Member
from orchtui.patterns.settlement.case import (
    UNSETTLED,
    Case,
    Measure,
    Ruling,
    Strategy,
    by_name,
    compared,
)
from orchtui.patterns.settlement.check import TO_A_PERSON
from orchtui.patterns.settlement.escalate import Escalate

AGREED = "agreed"


@dataclass(frozen=True, slots=True)
class Settled:
    """What stands, how far they agree, after how many rounds, and how it was settled."""

    reply: Reply
    agreement: float
    rounds: int
    how: str
    why: str = ""
    said: tuple[Reply, ...] = ()
    estimated: bool = False

    @property
    def shown(self) -> str:
        """How far they agreed, for a line."""
        about = "~" if self.estimated else ""
        return f"agreement {about}{self.agreement:.0%}"

    @property
    def facts(self) -> dict[str, object]:
        """What a condition can read of it, beside the reply."""
        return {"agreement": self.agreement, "rounds": self.rounds, "settled": self.how}


async def settle(
    flow: Flow,
    question: str,
    members: Sequence[Member],
    replies: Sequence[Reply],
    measure: Measure,
    strategy: Strategy,
    given: Given = (),
    *,
    name: str = "disagreement",
) -> Settled:
    """Compare the replies of these members, one each, and settle it where too few agree."""
    said = by_name(members, replies)
    if not said:
        missing = next(iter(replies), None)
        why = missing.missing if missing else "nobody was asked"
        raise StepError(missing.path if missing else name, f"nobody answered: {why}")
    dispute = flow.dispute(question, name=name)
    comparison = await compared(flow, dispute, measure, said)
    case = Case(flow, dispute, question, tuple(members), said, measure, comparison, tuple(given))
    return await settle_case(case, strategy)


async def settle_case(case: Case, strategy: Strategy) -> Settled:
    """Settle what was compared already, where too few agree."""
    dispute = case.dispute
    if case.agreed:
        return _settled(case, case.agreement(AGREED))
    dispute.found(case.measure.threshold, strategy.name)
    try:
        case, ruling = await _ruled(case, strategy)
    except BaseException:  # it failed, or was ended from outside
        dispute.let_go()
        raise
    dispute.settled(ruling.how, ruling.reply.path, by=ruling.by, why=ruling.why)
    if ruling.how == UNSETTLED:
        case.flow.without(f"a settlement of {dispute.id}", ruling.why)
    return _settled(case, ruling)


async def _ruled(case: Case, strategy: Strategy) -> tuple[Case, Ruling]:
    """What stands by the strategy, or by a person's word, which comes before it at any time."""
    while True:
        try:
            told = await case.dispute.unless_told(_by(case, strategy))
        except StepError as error:
            # Who repeats themselves in the rounds of a loop around it ends that loop.
            if isinstance(strategy, Escalate) or isinstance(error, LoopFound):
                raise
            case, strategy = case.latest.after(f"{strategy.name} failed: {error}"), TO_A_PERSON
            continue
        case = case.latest
        if isinstance(told, Ruling):
            return case, told
        if told.choice == ESCALATE:
            case, strategy = case.after(told.note), Escalate()
        elif told.choice == AGAIN:
            case = await case.again()
            if case.agreed:
                return case, case.agreement(AGREED)
        else:
            return case, await _of_a_person(case, told)


def _by(case: Case, strategy: Strategy) -> Branch[Ruling]:
    async def settling(flow: Flow) -> Ruling:
        return await strategy.settle(case.on(flow))

    return settling


async def _of_a_person(case: Case, told: Word) -> Ruling:
    if told.choice == MERGE:
        written = case.flow.written(told.text, *case.replies, name="merged")
        return case.ruling(MERGE, await written, told.note, told.by)
    return case.ruling(PICK, case.reply(told.path), told.note, told.by)


def _settled(case: Case, ruling: Ruling) -> Settled:
    comparison = case.comparison
    return Settled(
        ruling.reply,
        round(comparison.agreement, 4),
        comparison.round,
        ruling.how,
        ruling.why,
        case.replies,
        comparison.estimated,
    )
