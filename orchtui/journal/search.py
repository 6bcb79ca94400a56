"""What people type to search, and where a text says it.

Words are told apart as the full-text index does it: letters and digits, without case or accents.
`"several words"` is a phrase, `begin*` a beginning; nothing that can be typed is an error.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from orchtui.domain.events import (
    AnyEvent,
    AttemptEnded,
    AttemptFailed,
    Noted,
    RunStarted,
    StepPlanned,
    StepReplied,
)

_TYPED = re.compile(r'"([^"]*)"?(\*?)|([^\s"]+)')
_ACCENTS = "\u0300-\u036f"
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_ACCENTS}])*")
AROUND = 45


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that follow each other; with `prefix`, the last may go on."""

    words: tuple[str, ...]
    prefix: bool = False


def phrases(typed: str) -> tuple[Phrase, ...]:
    """What was typed, as phrases that must all be there; empty when no word is in it."""
    found = []
    for quoted, star, bare in _TYPED.findall(typed):
        words = tuple(fold(word) for word in _WORD.findall(quoted or bare))
        if words:
            found.append(Phrase(words, bool(star) or bare.endswith("*")))
    return tuple(found)


def fold(word: str) -> str:
    """A word without case and accents."""
    if word.isascii():
        return word.lower()
    bare = unicodedata.normalize("NFD", word.lower())
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def place(text: str, wanted: Sequence[Phrase]) -> tuple[int, int] | None:
    """Where the first phrase stands in a text that has them all, else `None`."""
    spans = [match.span() for match in _WORD.finditer(text)]
    words = [fold(text[start:end]) for start, end in spans]
    places = [_first(words, phrase) for phrase in wanted]
    if not places or any(at is None for at in places):
        return None
    first = places[0] or 0
    return spans[first][0], spans[first + len(wanted[0].words) - 1][1]


def _first(words: Sequence[str], phrase: Phrase) -> int | None:
    *whole, last = phrase.words
    size = len(phrase.words)
    for at in range(len(words) - size + 1):
        end = words[at + size - 1]
        fits = end.startswith(last) if phrase.prefix else end == last
        if fits and list(words[at : at + size - 1]) == whole:
            return at
    return None


def excerpt(text: str, wanted: Sequence[Phrase]) -> str:
    """A line of the text around the first phrase, cut at words."""
    start, end = place(text, wanted) or (0, 0)
    left = max(0, start - AROUND)
    right = min(len(text), end + AROUND)
    if left > 0:
        left = _after_space(text, left, start)
    if right < len(text):
        right = _before_space(text, right, end)
    line = " ".join(text[left:right].split())
    return f"{'…' if left > 0 else ''}{line}{'…' if right < len(text) else ''}"


def _after_space(text: str, at: int, stop: int) -> int:
    gap = text.find(" ", at, stop)
    return gap + 1 if gap >= 0 else at


def _before_space(text: str, at: int, stop: int) -> int:
    gap = text.rfind(" ", stop, at)
    return gap if gap >= 0 else at


@dataclass(frozen=True, slots=True)
class Saying:
    """A kept text that an event says, and what it is to whoever searches."""

    number: int
    path: str
    what: str
    kept: str


def sayings(events: Iterable[AnyEvent], first: int) -> Iterator[Saying]:
    """What these events say; `first` is the number of the first of them."""
    for number, event in enumerate(events, first):
        match event:
            case StepReplied() | AttemptFailed() | AttemptEnded():
                said = Saying(number, event.path, "reply", event.text)
            case StepPlanned():
                said = Saying(number, event.path, "prompt", event.says)
            case RunStarted():
                said = Saying(number, "", "task", event.task)
            case Noted():
                said = Saying(number, event.path, "note", event.text)
            case _:
                continue
        if said.kept:
            yield said
