"""`decompose`: a planner splits the task, workers who have the skills do the parts, and one whole
is made of their results. A simple task is done by one agent instead.

The plan is checked, and mended where it can be; each part is given the results it comes after and
nothing else. A part that fails is missing, and the rest goes on.
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
from orchtui.domain.reply_schema import ListOf
from orchtui.domain.scope import Stage
from orchtui.patterns import complexity
from orchtui.patterns.acceptance import CHECKS, checked
from orchtui.patterns.answer_field import answering, plain
from orchtui.patterns.assignments import pieces, workers
from orchtui.patterns.complexity import Classifier, Gate, Rule
from orchtui.patterns.member import Given, Member, Seat, agent
from orchtui.patterns.plan import MOST, Plan, read_plan
from orchtui.patterns.plan_execution import Piece, carry_out
from orchtui.patterns.settlement.required_fields import Needed

DECOMPOSE, ALONE, RECONCILE = "decompose", "alone", "reconcile"
FACTS = ("tasks", "failed", "simple")

_RECONCILE: Final = (
    "The work was split, and you are given what came of it. Make one whole answer of it; where "
    "results contradict each other, say which holds and why; say what is missing."
)


@dataclass(frozen=True, slots=True)
class Decomposed:
    """What came of it: one reply, or the results as they are where nobody made one whole of them;
    how many sub-tasks there were, how many failed, and whether it was simple; and what whoever had
    the last word said, in fields.
    """

    replies: tuple[Reply, ...]
    tasks: int = 0
    failed: int = 0
    simple: bool = False
    said: Mapping[str, Data] = field(default_factory=dict)

    @property
    def facts(self) -> dict[str, object]:
        """What a condition can read of it, beside the reply."""
        own = {"tasks": self.tasks, "failed": self.failed, "simple": self.simple}
        return {**self.said, **own}


async def decompose(
    flow: Flow,
    question: str,
    planner: str,
    workers: Sequence[Member],
    given: Given = (),
    *,
    simple: Gate | None = None,
    alone: Member | None = None,
    reconcile: str = "",
    tokens: int | None = None,
    limit: int | None = None,
    name: str = DECOMPOSE,
    limits: Limits | None = None,
) -> Decomposed:
    """Have the task split, done in parts, and made one whole; `alone` (the first worker, if left
    out) does all of it where it is simple, or no plan comes of it.
    """
    one = alone or workers[0]
    with flow.group(name, pattern=DECOMPOSE, limits=limits) as group:
        if simple is not None and await simple.is_simple(flow, question, given):
            group.how = f"simple: {one.name} alone"
            return Decomposed((await _whole(flow, one, question, given),), simple=True)
        skills = tuple(dict.fromkeys(skill for each in workers for skill in each.skills))
        plan = await planned(flow, question, planner, skills, given)
        if not plan.tasks:
            flow.note(f"there is no plan to carry out: {one.name} does the whole of it")
            group.how = f"no plan: {one.name} alone"
            return Decomposed((await _whole(flow, one, question, given),))
        taken = {planner, ALONE, RECONCILE, simple.asks if simple else ""}
        work = pieces(plan, workers, planner, tokens, taken)
        done = await carry_out(flow, work, limit)
        ends = _ends(work, done)
        reply = await _reconciled(flow, reconcile or planner, question, ends, done)
        said = reply.data or {}
        whole = None if reply.missing else reply if reconcile else await plain(flow, reply)
        failed = sum(bool(reply.missing) for reply in done.values())
        group.how = f"{len(work)} sub-tasks" + (f", {failed} failed" if failed else "")
    replies = (whole,) if whole else ends
    return Decomposed(replies, len(work), failed, said=said)


async def _whole(flow: Flow, one: Member, question: str, given: Given) -> Reply:
    reply = await replace(one, name=ALONE).ask(flow, question, given)
    if reply.missing:
        raise StepError(reply.path, reply.missing)
    return reply


def _ends(work: Sequence[Piece], done: Mapping[str, Reply]) -> tuple[Reply, ...]:
    """The results that went into no other: those that did are in it already, and would take the
    room of what is not.
    """
    good = [piece for piece in work if not done[piece.name].missing]
    if not good:
        last = done[work[-1].name]
        raise StepError(last.path, f"none of the sub-tasks was done: {last.missing}")
    used = {name for piece in good for name in piece.after}
    return tuple(done[piece.name] for piece in good if piece.name not in used)


async def _reconciled(
    flow: Flow, who: str, question: str, ends: Sequence[Reply], done: Mapping[str, Reply]
) -> Reply:
    """One whole, made of these results; whoever makes it is told what is missing."""
    lacking = [name for name, reply in done.items() if reply.missing]
    missing = f"Nothing came of {', '.join(lacking)}." if lacking else ""
    says = "\n\n".join(each for each in (question, _RECONCILE, missing) if each)
    return await flow.ask(who, says, *ends, name=RECONCILE, optional=True)


# -- as a recipe writes it -------------------------------------------------------------------------

_TASKS: Final = Needed(
    "tasks: [{id: str, says: str, skill?: str, complexity?: int 1..5, after?: [str]}]",
    "splits the task",
    lambda schema: isinstance(schema, ListOf),
    always=False,
)
_ANSWER: Final = answering(RECONCILE)


@dataclass(frozen=True, slots=True)
class Decompose:
    """A planner and its workers as they stand in a recipe."""

    question: str
    planner: str
    seats: tuple[Seat, ...]
    simple: Rule | Classifier | None = None
    alone: str = ""
    reconcile: str = ""
    tokens: int | None = None
    limit: int | None = None
    name: str = DECOMPOSE
    limits: Limits | None = None
    place: Place = field(default_factory=Place, compare=False)

    async def run(self, stage: Stage) -> Stage:
        """Split the task and have it done, on what came before it."""
        done = await decompose(
            stage.flow,
            stage.told(self.question),
            self.planner,
            [seat.member(replace(stage, says="")) for seat in self.seats],
            stage.given,
            simple=self.simple.on(stage) if self.simple else None,
            alone=agent(self.alone) if self.alone else None,
            reconcile=self.reconcile,
            tokens=self.tokens,
            limit=self.limit,
            name=self.name,
            limits=self.limits,
        )
        handles = tuple(stage.flow.handle(reply) for reply in done.replies)
        after = stage.came_to(self.name, *handles)
        return replace(after, facts={**after.facts, self.name: done.facts})

    def sketch(self, sketch: Sketch) -> Sketch:
        """Draw the decision, the planner, all who may be given a task, and the whole."""
        _TASKS.in_reply_of(self.planner, sketch, self.place)
        if not self.reconcile:
            _ANSWER.in_reply_of(self.planner, sketch, self.place)
        inner = sketch.within(self.name)
        simply, split = (
            self.simple.sketch(inner)
            if self.simple
            else (inner.under("there is no plan to carry out"), inner)
        )
        ends = []
        if self.alone:
            ends.append(simply.ask(self.alone, self.question, name=ALONE, optional=True))
        plan = split.ask(self.planner, SPLIT)
        given = plan.under("the plan has work for it").repeated(f"up to {MOST} sub-tasks in all")
        asked = [each.sketch(given.beside(n)) for n, each in enumerate(self.seats)]
        who = self.reconcile or self.planner
        whole = replace(split.joined(asked), scope=inner.scope).ask(who, _RECONCILE, name=RECONCILE)
        done = inner.either([*ends, whole])
        return done.ended(self.name, FACTS, sketch)


KEYS: Final[Keys] = {
    "decompose": Key("The planner: the agent that splits the task.", NAME, True),
    "workers": Key(
        "Who does the sub-tasks: agents, or names with an agent or a part, and `skills:`.", {}, True
    ),
    "ask": Key("What is to be split; the task, if left out.", TEXT),
    "simple": Key(
        "When one agent is enough: a condition, such as `len(task) < 200`, or `{agent: …}`.", {}
    ),
    "alone": Key("The agent that does a simple task; the first worker, if left out.", NAME),
    "reconcile": Key("The agent that makes one whole of it; the planner, if left out.", NAME),
    "tokens": Key("Tokens for all sub-tasks together, split by how complex they are.", WHOLE),
    "limit": Key("How many sub-tasks may be under way at once.", WHOLE),
    "name": Key("A name for it: a group of the graph, and its outcome.", NAME),
    "limits": Key("What the whole of it may use.", GROUP_LIMITS),
    **CHECKS,
}


def read(reader: Reader) -> Node:
    """`decompose: AGENT` and `workers:`, with `simple:`, `alone:`, `reconcile:` … beside them."""
    reader.allow(*KEYS)
    keys = reader.keys
    if "workers" not in keys:
        reader.problem("a plan needs workers: those who do the sub-tasks")
    if "simple" in keys and "alone" not in keys:
        reader.problem("simple: needs alone: the agent that does a simple task")
    planner = reader.at("decompose")
    return checked(
        reader,
        Decompose(
            reader.at("ask").text() if "ask" in keys else "",
            planner.agent(planner.text()),
            workers(reader.at("workers")) if "workers" in keys else (),
            complexity.read(reader.at("simple")) if "simple" in keys else None,
            _agent(reader, "alone"),
            _agent(reader, "reconcile"),
            reader.at("tokens").count() if "tokens" in keys else None,
            reader.at("limit").count() if "limit" in keys else None,
            reader.at("name").text() if "name" in keys else DECOMPOSE,
            reader.at("limits").group_limits() if "limits" in keys else None,
            planner.place,
        ),
    )


def _agent(reader: Reader, key: str) -> str:
    return reader.at(key).agent(reader.at(key).text()) if key in reader.keys else ""


FORM: Final = Form("A planner splits the task; skilled workers do the parts.", KEYS, read)
"""The planner replies `tasks: [{id: str, says: str, skill?: str, complexity?: int 1..5,
after?: [str]}]`, and `answer?: str` if it also reconciles; a classifier under `simple:` replies
`simple: bool`, or `complexity: 0..1`.
"""


SPLIT: Final = (
    "Split this into sub-tasks, and reply with them as `tasks`: for each an `id` of one word, what "
    "it `says` to whoever does it, the `skill` it takes, its `complexity` from 1 to 5, and in "
    "`after` the ids whose results it needs. Whoever does it is given the task, your words and "
    "those results, and nothing else. Sub-tasks that need nothing of each other go side by side. "
    f"There are at most {MOST}, and no two the same."
)
_AGAIN: Final = (
    "You are given your last plan. It cannot be carried out as it is: {problems}. Reply with the "
    "whole plan again, mended."
)


async def planned(
    flow: Flow, question: str, planner: str, skills: Sequence[str], given: Given
) -> Plan:
    """The plan of this agent, whose workers have these skills, as far as it can be carried out."""
    there = f"The skills there are: {', '.join(skills)}." if skills else "Leave the skill out."
    says = "\n\n".join(each for each in (question, SPLIT, there) if each)
    reply = await flow.ask(planner, says, *given, optional=True)
    if reply.missing:
        return Plan()
    plan = read_plan(reply.data, skills)
    if plan.problems:
        _noted(flow, "sent back", plan.problems)
        told = _AGAIN.format(problems="; ".join(plan.problems))
        again = await flow.ask(planner, f"{says}\n\n{told}", *given, reply, optional=True)
        mended = read_plan(again.data, skills)
        if mended.tasks:
            plan = mended
            _noted(flow, "could not be used", plan.problems)
    _noted(flow, "mended", plan.mended)
    if plan.left_out:
        flow.without(", ".join(plan.left_out), f"a plan has at most {MOST} tasks")
    return plan


def _noted(flow: Flow, what: str, sentences: Sequence[str]) -> None:
    for sentence in sentences:
        flow.note(f"{what}: {sentence}")
