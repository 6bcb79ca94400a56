"""`critique`: one does the work, others review it, until nothing they object to is grave enough.

An objection is open until its reviewer looks again and no longer has it; what is open in the end is
on the record, and work that is not approved makes the run partial.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from orchtui.domain.data import Data
from orchtui.domain.flow import Flow, Reply, StepError
from orchtui.domain.limits import Limits
from orchtui.domain.node import Form, Node, Place, Reader
from orchtui.domain.preview import Sketch, nearest
from orchtui.domain.recipe_keys import GROUP_LIMITS, NAME, PART, TEXT, WHOLE, Key, Keys
from orchtui.domain.sanitize import first_line
from orchtui.domain.scope import Stage
from orchtui.patterns.acceptance import CHECKS, checked
from orchtui.patterns.gives_option import gives_all, handing_on
from orchtui.patterns.member import Given, Member, Seat, ask_all, is_part, seat, seats

REVIEW: Final = "review"
SCALE: Final = ("minor", "major", "critical")
MAJOR: Final = "major"
FIELDS: Final = ("approved", "objections")
LOOK: Final = (
    "Review the work you are given. Say whether it is `approved`, and list your `objections`: "
    "each with `what` is wrong, its `severity` (minor, major or critical), and `where`."
)
_SAID: Final = 160
_NO_REASON: Final = "does not approve, and does not say why"


@dataclass(frozen=True, slots=True)
class Objection:
    """What one reviewer finds wrong, how grave it is, and where."""

    who: str
    what: str
    severity: str = MAJOR
    where: str = ""

    def blocks(self, least: str) -> bool:
        """Whether it is at least as grave as this."""
        return SCALE.index(self.severity) >= SCALE.index(least)

    def __str__(self) -> str:
        place = f", at {self.where}" if self.where else ""
        return f"{self.who} ({self.severity}{place}): {self.what}"


@dataclass(frozen=True, slots=True)
class Review:
    """A reviewer's reply that could be used."""

    reply: Reply
    objections: tuple[Objection, ...] = ()


@dataclass(slots=True)
class Bench:
    """The reviewers, and what each said last; a review stands until its reviewer looks again."""

    flow: Flow
    ask: str
    reviewers: tuple[Member, ...]
    severity: str
    last: dict[int, Review] = field(default_factory=dict)

    @property
    def open(self) -> tuple[Objection, ...]:
        """Every objection that stands, in the order of the reviewers."""
        return tuple(each for n in sorted(self.last) for each in self.last[n].objections)

    @property
    def approved(self) -> bool:
        """Whether nothing stands that is grave enough."""
        return not any(each.blocks(self.severity) for each in self.open)

    @property
    def objecting(self) -> list[Reply]:
        """The reviews that have open objections."""
        return [self.last[n].reply for n in sorted(self.last) if self.last[n].objections]

    async def review(self, work: Reply) -> bool:
        """Have the work reviewed by all, side by side; whether anybody did."""
        told = f"{LOOK}\n\nThe work was to be this: {self.ask}" if self.ask else LOOK
        with self.flow.group(REVIEW):  # no round: a reviewer may well say the same of new work
            replies = await ask_all(self.flow, self.reviewers, told, [work])
        answered = False
        for n, (member, reply) in enumerate(zip(self.reviewers, replies, strict=True)):
            if reply.missing:
                continue
            if (review := read_review(member.name, reply)) is None:
                why = f"{reply.path} says neither {' nor '.join(FIELDS)}"
                self.flow.without(f"the review of {member.name}", why)
                continue
            self.last[n], answered = review, True
        return answered


def read_review(who: str, reply: Reply) -> Review | None:
    """The review in a reply, unless it has neither a verdict nor objections to go by."""
    data = reply.data or {}
    approved, written = data.get("approved"), data.get("objections")
    said = written if isinstance(written, list) else [written] if _says(written) else []
    objections = tuple(each for item in said if (each := _objection(who, item)) is not None)
    if not objections and approved is False:
        objections = (Objection(who, _NO_REASON),)
    usable = objections or isinstance(approved, bool) or written == []
    return Review(reply, objections) if usable else None


def _objection(who: str, item: Data) -> Objection | None:
    """One objection, if it says anything; without a `what`, what else it says is what it says."""
    if not isinstance(item, dict):
        return Objection(who, _line(item)) if _says(item) else None
    severity, where = _line(item.get("severity")).casefold(), _line(item.get("where"))
    texts = [_line(item.get("what")), *map(_line, item.values())]
    what = next((text for text in texts if text), "")
    severity = severity if severity in SCALE else MAJOR
    return Objection(who, what, severity, where) if what else None


def _says(item: Data) -> bool:
    return isinstance(item, str | dict) and bool(item)


def _line(value: Data) -> str:
    return "" if value is None else first_line(str(value), _SAID)


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
