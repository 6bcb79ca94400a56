"""`supervise`: a supervisor plans steps for its workers, checks what comes of them, plans again,
and makes the answer of what is good.

It is asked once a round, and the rounds are counted: whatever it replies, whoever fails, the work
ends with an answer, or with the results there are and what is missing said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from orchtui.domain.data import Data
from orchtui.domain.flow import Flow, Reply, StepError
from orchtui.domain.limits import Limits
from orchtui.domain.node import Form, Node, Place, Reader
from orchtui.domain.preview import Sketch
from orchtui.domain.recipe_keys import GROUP_LIMITS, NAME, TEXT, WHOLE, Key, Keys
from orchtui.domain.reply_schema import Flag, ListOf
from orchtui.domain.scope import Stage
from orchtui.patterns.acceptance import CHECKS, checked
from orchtui.patterns.answer_field import ANSWER, NO_ANSWER, answering, plain
from orchtui.patterns.member import Given, Member, Seat, seats
from orchtui.patterns.plan_execution import Piece, assignment, carry_out, nothing_came
from orchtui.patterns.settlement.required_fields import Needed
from orchtui.patterns.supervisor_reply import MOST, Order, Result, Turn, read_turn

SUPERVISE = "supervise"
ROUNDS = 5
FACTS = ("done", "rounds", "answer")

_ANSWER: Final = (
    "The work is over. Make one whole answer of the results you are given; say what is missing."
)


@dataclass(frozen=True, slots=True)
class Supervised:
    """The answer, or the results that there are without one; whether the supervisor said that all
    is done, after how many rounds; and what it said last, in fields.
    """

    replies: tuple[Reply, ...]
    done: bool
    rounds: int
    results: tuple[Result, ...] = ()
    said: Mapping[str, Data] = field(default_factory=dict)

    @property
    def facts(self) -> dict[str, object]:
        """What a condition can read of it, beside the reply."""
        own = {"done": self.done, "rounds": self.rounds, ANSWER: self.replies[-1].text}
        return {**self.said, **own}


async def supervise(
    flow: Flow,
    question: str,
    supervisor: str,
    workers: Sequence[Member],
    given: Given = (),
    *,
    rounds: int = ROUNDS,
    answer: str = "",
    name: str = SUPERVISE,
    limits: Limits | None = None,
) -> Supervised:
    """Let an agent plan steps for the workers, round by round; `answer` is who writes the answer,
    if not the supervisor.
    """
    with flow.group(name, pattern=SUPERVISE, limits=limits) as group:
        by_name = {worker.name: worker for worker in workers}
        work = Work(supervisor, by_name, question, rounds, given)
        await work.go(flow)
        if work.why and not (work.last and work.last.missing):  # then its step is missing already
            for lacking in work.lacking or [f"the end of {name}"]:
                flow.without(lacking, work.why)
        standing = [each.reply for each in work.results if each.stands]
        reply = await _answered(flow, work, answer or supervisor, standing)
        said = (reply.data if reply else None) or {}
        if reply and not answer:
            written = await plain(flow, reply)
            if written is None and not standing:
                raise StepError(reply.path, NO_ANSWER)
            reply = written
        replies = (reply,) if reply else tuple(standing)
        count = "1 round" if work.number == 1 else f"{work.number} rounds"
        group.how = f"{work.why or 'done'} after {count}, {len(standing)} results"
    return Supervised(replies, not work.why, work.number, tuple(work.results), said)


async def _answered(flow: Flow, work: Work, who: str, standing: Sequence[Reply]) -> Reply | None:
    """The reply with the answer: the one that came with `done`, else one made of what is good; none
    where that failed, and what is good has to stand as it is.
    """
    last = work.last
    if last is not None and last.missing and not standing:
        raise StepError(last.path, last.missing)
    if last is not None and work.turn.done and work.turn.answer and who == work.supervisor:
        return last
    says = f"{work.question}\n\n{_ANSWER}" if work.question else _ANSWER
    reply = await flow.ask(who, says, *work.given, *standing, name=ANSWER, optional=True)
    if reply.missing and not standing:
        raise StepError(reply.path, reply.missing)
    return None if reply.missing else reply


# -- as a recipe writes it -------------------------------------------------------------------------

_STEPS: Final = Needed(
    "steps: [{worker: str, says: str, after?: [str]}]",
    "plans what its workers do",
    lambda schema: isinstance(schema, ListOf),
    always=False,
)
_DONE: Final = Needed(
    "done: bool",
    "says when nothing is left to do",
    lambda schema: isinstance(schema, Flag),
    always=False,
)
_WRITES: Final = answering(ANSWER)


@dataclass(frozen=True, slots=True)
class Supervise:
    """A supervisor and its workers as they stand in a recipe."""

    question: str
    supervisor: str
    seats: tuple[Seat, ...]
    rounds: int = ROUNDS
    answer: str = ""
    name: str = SUPERVISE
    limits: Limits | None = None
    place: Place = field(default_factory=Place, compare=False)

    async def run(self, stage: Stage) -> Stage:
        """Have the work done, on what came before it."""
        done = await supervise(
            stage.flow,
            stage.told(self.question),
            self.supervisor,
            [seat.member(replace(stage, says="")) for seat in self.seats],
            stage.given,
            rounds=self.rounds,
            answer=self.answer,
            name=self.name,
            limits=self.limits,
        )
        handles = tuple(stage.flow.handle(reply) for reply in done.replies)
        after = stage.came_to(self.name, *handles)
        return replace(after, facts={**after.facts, self.name: done.facts})

    def sketch(self, sketch: Sketch) -> Sketch:
        """Draw the first round with all who may be asked, the next turn, and the answer."""
        for needed in (_STEPS, _DONE) if self.answer else (_STEPS, _DONE, _WRITES):
            needed.in_reply_of(self.supervisor, sketch, self.place)
        inner = sketch.within(self.name)
        first = inner.within("round")
        led = first.ask(self.supervisor, self.question)
        plans = led.under(f"{self.supervisor} plans it").repeated(f"up to {MOST} steps a round")
        asked = [seat.sketch(plans.beside(n)) for n, seat in enumerate(self.seats)]
        worked = replace(inner.joined(asked), scope=inner.scope)
        if self.rounds > 1:
            again = replace(worked, given=(*sketch.given, *led.given, *worked.given))
            later = again.under("it is not done").within("round").rounds(self.rounds, drawn=2)
            later.ask(self.supervisor, CHECK)
        ends = replace(worked, given=(*sketch.given, *worked.given), when=inner.when)
        own = f"{self.supervisor} gives no answer with done"
        answering = ends if self.answer else ends.under(own)
        who = self.answer or self.supervisor
        done = answering.ask(who, _ANSWER, name=ANSWER)
        return done.ended(self.name, FACTS, sketch)


KEYS: Final[Keys] = {
    "supervise": Key("The supervisor: the agent that plans, checks and delegates.", NAME, True),
    "workers": Key("Who does the work: agents, or names with an agent or a part.", {}, True),
    "ask": Key("What the whole of it is for; the task, if left out.", TEXT),
    "rounds": Key("How often the supervisor may plan; 5 if left out.", WHOLE),
    "answer": Key("The agent that writes the answer; the supervisor, if left out.", NAME),
    "name": Key("A name for it: a group of the graph, and its outcome.", NAME),
    "limits": Key("What the whole of it may use.", GROUP_LIMITS),
    **CHECKS,
}


def read(reader: Reader) -> Node:
    """`supervise: AGENT` and `workers:`, with `ask:`, `rounds:`, `answer:` … beside them."""
    reader.allow(*KEYS)
    keys = reader.keys
    if "workers" not in keys:
        reader.problem("a supervisor needs workers: those it plans steps for")
    lead, answer = reader.at("supervise"), reader.at("answer")
    return checked(
        reader,
        Supervise(
            reader.at("ask").text() if "ask" in keys else "",
            lead.agent(lead.text()),
            seats(reader.at("workers")) if "workers" in keys else (),
            reader.at("rounds").count() if "rounds" in keys else ROUNDS,
            answer.agent(answer.text()) if "answer" in keys else "",
            reader.at("name").text() if "name" in keys else SUPERVISE,
            reader.at("limits").group_limits() if "limits" in keys else None,
            lead.place,
        ),
    )


FORM: Final = Form("A supervisor plans steps, checks results, makes the answer.", KEYS, read)
"""The supervisor replies `steps: [{worker: str, says: str, after?: [str]}]` and `done: bool`; also,
if it likes, `verdicts?: [{step: str, good: bool, why?: str}]`, and `answer?: str` with `done`.
"""


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
