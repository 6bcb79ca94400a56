"""Reviews: what each reviewer objects to, how grave that is, and what of it is still open.

A reviewer replies with `approved` or `objections`, or both. What can be read is read: an objection
that is only a text, or whose severity is none of the scale, is a major one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from orchtui.domain.data import Data
from orchtui.domain.flow import Flow, Reply
from orchtui.domain.sanitize import first_line
from orchtui.patterns.member import Member, ask_all

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
