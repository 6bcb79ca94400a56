"""`critique`: one does the work, others review it, until nothing they object to is grave enough.

An objection is open until its reviewer looks again and no longer has it; what is open in the end is
on the record, and work that is not approved makes the run partial.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from orchtui.domain.flow import Flow, Reply, StepError
from orchtui.domain.limits import Limits
from orchtui.domain.node import Form, Node, Place, Reader
from orchtui.domain.preview import Sketch, nearest
from orchtui.domain.recipe_keys import GROUP_LIMITS, NAME, PART, TEXT, WHOLE, Key, Keys
from orchtui.domain.scope import Stage
from orchtui.patterns.checked import CHECKS, checked
from orchtui.patterns.handing_on import gives_all, handing_on
from orchtui.patterns.member import Given, Member, Seat, is_part, seat, seats
from orchtui.patterns.reviews import FIELDS, LOOK, MAJOR, REVIEW, SCALE, Bench, Objection

CRITIQUE, WORK = "critique", "work"
ROUNDS = 3
FACTS = ("approved", "rounds", "open")

_MEND: Final = (
    "You are given your last work, and the reviews that object to it. Do the work again, whole, "
    "with what they object to mended."
)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The last work, whether it was approved, after how many rounds, what is still open, and the
    reviews that say so.
    """

    reply: Reply
    approved: bool
    rounds: int
    open: tuple[Objection, ...] = ()
    why: str = ""
    reviews: tuple[Reply, ...] = ()

    @property
    def facts(self) -> dict[str, object]:
        """What a condition can read of it, beside the reply."""
        return {"approved": self.approved, "rounds": self.rounds, "open": len(self.open)}

    @property
    def how(self) -> str:
        """How it ended, in a few words."""
        count = _counted(len(self.open), "objection")
        if self.approved:
            return f"approved in round {self.rounds}" + (f", {count} open" if self.open else "")
        came_to = f"{count} open" if self.open else "not approved"
        after = f"{came_to} after {_counted(self.rounds, 'round')}"
        return f"{after}: {self.why}" if self.why else after


async def critique(
    flow: Flow,
    ask: str,
    implementer: Member,
    reviewers: Sequence[Member],
    given: Given = (),
    *,
    rounds: int = ROUNDS,
    severity: str = MAJOR,
    name: str = CRITIQUE,
    limits: Limits | None = None,
) -> Reviewed:
    """Have the work done, and done again until no open objection is as grave as `severity`."""
    with flow.group(name, pattern=CRITIQUE, limits=limits) as group:
        bench = Bench(flow, ask, tuple(reviewers), severity)
        done = await _worked(bench, implementer, given, rounds)
        done = replace(done, open=bench.open, reviews=tuple(bench.objecting))
        group.how = done.how
        for each in done.open:
            flow.note(f"open: {each}")
        if not done.approved:
            flow.without(f"approval of {implementer.name}", done.how)
    return done


async def _worked(bench: Bench, implementer: Member, given: Given, rounds: int) -> Reviewed:
    """The rounds: work, then reviews of it."""
    flow, asked = bench.flow, bench.ask
    work: Reply | None = None
    for number in range(1, rounds + 1):
        with flow.round():
            reply = await implementer.ask(flow, asked, given)
        if reply.missing:
            if work is None:
                raise StepError(reply.path, reply.missing)
            why = f"{implementer.name} did not mend it: {reply.missing}"
            return Reviewed(work, False, number - 1, why=why)
        work = reply
        if not await bench.review(work):
            return Reviewed(work, False, number, why="nobody reviewed the last work")
        if bench.approved:
            return Reviewed(work, True, number)
        given, asked = [work, *bench.objecting], f"{bench.ask}\n\n{_MEND}".strip()
    if work is None:
        raise StepError(implementer.name, "no round of work was allowed: give it one or more")
    return Reviewed(work, False, rounds)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Critique:
    """A critique as it stands in a recipe."""

    ask: str
    implementer: Seat
    reviewers: tuple[Seat, ...]
    place: Place
    rounds: int = ROUNDS
    severity: str = MAJOR
    name: str = CRITIQUE
    limits: Limits | None = None
    gives_all: bool = False

    async def run(self, stage: Stage) -> Stage:
        """Have the work done and reviewed, on what came before it."""
        inner = replace(stage, says="")
        done = await critique(
            stage.flow,
            stage.asked(self.ask).says,
            self.implementer.member(inner),
            [seat.member(inner) for seat in self.reviewers],
            stage.given,
            rounds=self.rounds,
            severity=self.severity,
            name=self.name,
            limits=self.limits,
        )
        handles = [stage.flow.handle(each) for each in (done.reply, *done.reviews)]
        after = stage.came_to(self.name, handles[0], **done.facts)
        return replace(after, given=tuple(handles)) if self.gives_all else after

    def sketch(self, sketch: Sketch) -> Sketch:
        """Draw the work and its reviews, and the next round of both if it is not approved."""
        inner = sketch.within(self.name)
        work, reviews = self._round(inner)
        ends = [work]
        if self.rounds > 1:
            given = (*work.given, *reviews.given)
            again = replace(inner, given=given).under("it is not approved")
            ends.append(self._round(again.rounds(self.rounds, drawn=2))[0])
        done = inner.either(ends)
        known = {**sketch.known, **{n: p for n, p in done.known.items() if p in done.given}}
        after = replace(
            done, scope=sketch.scope, known=known, perhaps=sketch.perhaps, doubtful=sketch.doubtful
        ).came_to(self.name, FACTS)
        return replace(after, given=(*after.given, *reviews.given)) if self.gives_all else after

    def _round(self, sketch: Sketch) -> tuple[Sketch, Sketch]:
        held = self.implementer.sketch(sketch.within("round"), self.ask)
        work = replace(held, scope=sketch.scope)
        bench = work.within(REVIEW)
        seated = enumerate(self.reviewers)
        reviews = [seat.sketch(bench.beside(n), LOOK) for n, seat in seated]
        for each in reviews:
            self._check(each)
        return work, replace(bench.joined(reviews), scope=sketch.scope)

    def _check(self, review: Sketch) -> None:
        """Note a reviewer whose reply can never be read as a review."""
        for path in review.given:
            who = review.sheet.steps[path].agent
            schema = review.sheet.schemas.get(who)
            if schema is None or not set(FIELDS) & set(schema.fields):
                problem = (
                    f"{who} reviews, so its reply: needs approved: bool, or objections: "
                    "[{what: str, severity: minor | major | critical}], or both"
                )
                review.sheet.problems.append((self.place, problem))


KEYS: Final[Keys] = {
    "critique": Key("Who does the work: an agent, or a part.", PART, needed=True),
    "reviewers": Key("Who reviews it: agents, or names with an agent or a part.", {}, needed=True),
    "ask": Key("What the work is to be; what came before it, if left out.", TEXT),
    "rounds": Key("How many times the work is done at most; 3 if left out.", WHOLE),
    "severity": Key(
        "The least severity that blocks: minor, major (if left out) or critical.",
        {"enum": list(SCALE)},
    ),
    "name": Key("A name for the critique: a group of the graph, and its outcome.", NAME),
    "limits": Key("What the whole critique may use.", GROUP_LIMITS),
    **handing_on("the reviews that have open objections"),
    **CHECKS,
}


def read(reader: Reader) -> Node:
    """`critique: IMPLEMENTER` and `reviewers: [...]`, with `severity:`, `rounds:` beside them."""
    reader.allow(*KEYS)
    keys = reader.keys
    if "reviewers" not in keys:
        reader.problem("a critique needs reviewers: one agent or more that review the work")
    told = reader.at("critique")
    return checked(
        reader,
        Critique(
            reader.at("ask").text() if "ask" in keys else "",
            seat(WORK if told.keys or is_part(told) else told.text(), told),
            seats(reader.at("reviewers")) if "reviewers" in keys else (),
            reader.at("reviewers").place,
            reader.at("rounds").count() if "rounds" in keys else ROUNDS,
            _severity(reader.at("severity")) if "severity" in keys else MAJOR,
            reader.at("name").text() if "name" in keys else CRITIQUE,
            reader.at("limits").group_limits() if "limits" in keys else None,
            gives_all(reader),
        ),
    )


def _severity(reader: Reader) -> str:
    said = reader.text()
    if said in SCALE:
        return said
    reader.problem(f"there is no severity {said}{nearest(said, SCALE)}")
    return MAJOR


FORM: Final = Form("Work is reviewed and mended until nothing grave is objected to.", KEYS, read)
