"""A supervisor's work as it goes on: what it is told in each round, and what becomes of its reply.

A round is one turn of the supervisor and the steps it plans. What they are for, and what is made of
the results, is the pattern's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from orchtui.domain.flow import Flow, Reply
from orchtui.patterns.carrying import Piece, assignment, carry_out, nothing_came
from orchtui.patterns.member import Given, Member
from orchtui.patterns.supervising.turn import Order, Result, Turn, read_turn

SAME: Final = 3
"""How many rounds in a row may have the same plan before it is taken for a loop."""

_LEAD: Final = (
    "You lead {workers}. Plan the `steps` to take now: for each the `worker`, and in `says` what "
    "they are to do. They are given the task, your words, and the results of the steps named in "
    "`after` (by number, from 1, or an earlier result by its name), and nothing else. Steps that "
    "need nothing of each other go side by side. When nothing is left to be done, reply with "
    "`done` true, no steps, and the `answer` if you have it."
)
CHECK: Final = (
    "You are given your last plan and what came of it. Say in `verdicts` of each `step` whether it "
    "is `good`, and `why`. What failed or is not good can be asked for again, otherwise or of "
    "somebody else."
)


@dataclass(slots=True)
class Work:
    """How far the work has come; `why` is said where it ended before it was done."""

    supervisor: str
    workers: Mapping[str, Member]
    question: str
    rounds: int
    given: Given
    number: int = 0
    same: int = 0
    last: Reply | None = None
    turn: Turn = field(default_factory=Turn)
    results: list[Result] = field(default_factory=list)
    fresh: list[Result] = field(default_factory=list)
    why: str = ""

    async def go(self, flow: Flow) -> None:
        """Go on, round by round, until it is done, or cannot be."""
        while not (self.turn.done or self.why):
            if self.number == self.rounds:
                self.why = f"not done when the rounds ({self.rounds}) were over"
                return
            self.number += 1
            with flow.round():
                await self._round(flow)

    @property
    def lacking(self) -> list[str]:
        """Which work of which worker is not done: of the last that each brought, what was rejected
        and what nobody has judged; what failed is missing already.
        """
        last = {each.worker: each.round for each in self.results}
        found = []
        for each in self.results:
            if each.reply.missing or each.round != last[each.worker]:
                continue
            if each.good is False:
                found.append(f"{each.reply.path} (not good)")
            elif each in self.fresh and each.good is None:
                found.append(f"{each.reply.path} (not judged)")
        return found

    async def _round(self, flow: Flow) -> None:
        before = () if self.last is None else (self.last,)
        shown = (each.reply for each in self.fresh if each.can_be_given)
        inputs = (*self.given, *before, *shown)
        self.last = await flow.ask(self.supervisor, self._says(), *inputs, optional=True)
        if self.last.missing:
            self.why = self.last.missing
            return
        turn = read_turn(self.last.data, self.workers, self.results, taken=(self.supervisor,))
        self._take(flow, turn)
        if turn.done or self.why:
            return
        done = await carry_out(flow, [self._piece(order) for order in turn.orders])
        within = "round" if self.number == 1 else f"round.{self.number}"
        self.fresh = [
            Result(
                f"{within}/{order.name}",
                reply := done[order.name],
                can_be_given=not reply.missing or self.workers[order.worker].part is None,
                worker=order.worker,
            )
            for order in turn.orders
        ]
        self.results += self.fresh

    def _take(self, flow: Flow, turn: Turn) -> None:
        """Take in what the supervisor says, and put on the record what it thinks."""
        again = self.number > 1 and turn.plan == self.turn.plan
        self.same = self.same + 1 if again else 1
        self.turn, self.results = turn, turn.judged(self.results)
        for name, (good, why) in turn.verdicts.items():
            if not good:
                flow.note(f"not good: {name}" + (f": {why}" if why else ""))
        for problem in turn.problems:
            flow.note(f"could not be used: {problem}")
        if self.same == SAME and not turn.done:
            self.why = f"the same plan in {SAME} rounds in a row"

    def _piece(self, order: Order) -> Piece:
        return Piece(
            order.name,
            self.workers[order.worker],
            assignment(order.says, self.supervisor),
            order.after,
            [each.reply for each in order.given],
        )

    def _says(self) -> str:
        told = [self.question, _LEAD.format(workers=_and([*self.workers]))]
        if self.last is not None:
            told.append(CHECK)
        told += [
            nothing_came(each.name, each.reply.missing)
            for each in self.fresh
            if not each.can_be_given
        ]
        if self.turn.problems:
            told.append(f"Of your last reply this could not be used: {_and(self.turn.problems)}.")
        for what, stands in (("Results so far", True), ("Failed or not good", False)):
            if names := [each.name for each in self.results if each.stands is stands]:
                told.append(f"{what}: {', '.join(names)}.")
        told.append(f"This is round {self.number} of {self.rounds}.")
        return "\n\n".join(each for each in told if each)


def _and(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{'; '.join(words[:-1])}; and {words[-1]}"
