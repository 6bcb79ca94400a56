"""Reviews as replies: what a reviewer objects to, and how grave each objection is.

A reviewer replies with `approved` or `objections`, or both. What can be read is read: an objection
that is only a text, or whose severity is none of the scale, is a major one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from orchtui.domain.data import Data
from orchtui.domain.flow import Reply
from orchtui.domain.text import first_line

SCALE: Final = ("minor", "major", "critical")
MAJOR: Final = "major"
FIELDS: Final = ("approved", "objections")
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
        return f"{self.who} ({self.severity}): {self.what}{place}"


@dataclass(frozen=True, slots=True)
class Review:
    """A reviewer's reply that could be used."""

    reply: Reply
    objections: tuple[Objection, ...] = ()


def read_review(who: str, reply: Reply) -> Review | None:
    """The review in a reply, unless it has neither a verdict nor objections to go by."""
    data = reply.data or {}
    approved, written = data.get("approved"), data.get("objections")
    said = written if isinstance(written, list) else [] if written is None else [written]
    objections = tuple(each for item in said if (each := _objection(who, item)) is not None)
    if not objections and approved is False:
        objections = (Objection(who, _NO_REASON),)
    usable = objections or isinstance(approved, bool) or written == []
    return Review(reply, objections) if usable else None


def _objection(who: str, item: Data) -> Objection | None:
    """One objection, if it says anything."""
    if not isinstance(item, Mapping):
        what = _line(item)
        return Objection(who, what) if what else None
    severity, where = _line(item.get("severity")).casefold(), _line(item.get("where"))
    what = _line(item.get("what")) or where
    severity = severity if severity in SCALE else MAJOR
    return Objection(who, what, severity, where) if what else None


def _line(value: Data) -> str:
    return "" if value is None else first_line(str(value), _SAID)
