"""Replies for agents the recipe gives no lines to: plausible values by the names of their fields.

The words are taken from the prompt, so that a reader sees what a step was about. What comes out is
always a good reply by the schema.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from random import Random
from typing import Final

from orchtui.domain.data import Data
from orchtui.domain.reply_schema import Choice, Flag, ListOf, Number, Record, Schema, Text

_READ_AT_MOST: Final = 600
_MARKUP: Final = re.compile(r'<[^>]*>|"\w+":|\w+://\S+')
_WORD: Final = re.compile(r"[^\W\d_]{4,24}")
_EMPTY_WORDS: Final = frozenset(
    _WORD.findall(
        """about above after again against also another answer because been before being
        below between both check claim could decide describe does doing down during each
        else every explain find first form from further gather give given have here
        improve into judge just keep last least less like list made make many merge more
        most much must name need next none nothing once only other over please rank
        reply rewrite said same says shall should show some such summarise summarize
        task text than that their them then there these they think this those through
        under until upon very want were what when where which while will with within
        without would write your"""
    )
)
_NO_WORDS: Final = ("matter", "question", "answer")
_SENTENCES: Final = (
    "Two things decide this: {a} and {b}.",
    "What is said about {a} can be checked, and it holds.",
    "The weak point is {a}; it deserves a second look.",
    "Whoever asks about {a} will ask about {b} next.",
    "Without {b}, little of what is said about {a} would stand.",
    "On {a} there is one open question, and it concerns {b}.",
    "Start from {a}, and {b} becomes easier to explain.",
    "Keep the part on {a}; {b} can be said in a line.",
)


def invented(schema: Record | None, prompt: str, rng: Random) -> str:
    """A reply made up from the prompt's own words: an object by the schema, or a few sentences."""
    writer = _Writer(_words(prompt), rng)
    if schema is None:
        return writer.sentences(rng.randint(2, 4))
    return json.dumps(_value(schema, "", writer, rng), ensure_ascii=False)


def _words(prompt: str) -> list[str]:
    """The words that carry a prompt, each once, as they first come."""
    plain = _MARKUP.sub(" ", prompt[:_READ_AT_MOST]).lower()
    words = dict.fromkeys(_WORD.findall(plain))
    return [word for word in words if word not in _EMPTY_WORDS] or list(_NO_WORDS)


class _Writer:
    """Goes round the words and the sentences from a place that chance has chosen."""

    def __init__(self, words: list[str], rng: Random) -> None:
        self._words = words
        self._next_word = rng.randrange(len(words))
        self._next_sentence = rng.randrange(len(_SENTENCES))

    def word(self) -> str:
        self._next_word += 1
        return self._words[self._next_word % len(self._words)]

    def two_words(self, between: str = " ") -> str:
        """Neighbours; the second is the first of the next two, so that few repeat."""
        first, second = self.word(), self._words[(self._next_word + 1) % len(self._words)]
        return first if first == second else first + between + second

    def sentence(self) -> str:
        self._next_sentence += 1
        sentence = _SENTENCES[self._next_sentence % len(_SENTENCES)]
        return sentence.format(a=self.word(), b=self.word())

    def sentences(self, count: int) -> str:
        return " ".join(self.sentence() for _ in range(count))


_SHORT_TEXTS: Final[Mapping[str, Callable[[_Writer], str]]] = (
    dict.fromkeys(("headline", "idea", "name", "title"), lambda w: w.two_words().title())
    | dict.fromkeys(("keyword", "phrase", "query", "tag", "term", "topic"), _Writer.two_words)
    | dict.fromkeys(
        ("citation", "link", "reference", "source", "url"),
        lambda w: f"https://example.org/{w.two_words('-')}",
    )
    | {"email": lambda w: f"{w.word()}@example.org", "id": lambda w: w.two_words("-")}
)
_SURE: Final = frozenset({"certainty", "confidence"})
_SURE_RANGE: Final = (0.7, 0.95)


def _value(schema: Schema, name: str, writer: _Writer, rng: Random) -> Data:
    match schema:
        case Text():
            short = _SHORT_TEXTS.get(name.rpartition("_")[2].removesuffix("s"))
            return short(writer) if short else writer.sentence()
        case Flag():
            return rng.random() < 0.8
        case Number():
            return _number(schema, name, rng)
        case Choice(options):
            # Recipes name the good outcome first; most replies should let a run go its usual way.
            return options[0] if rng.random() < 0.7 else rng.choice(options)
        case ListOf(item):
            return [_value(item, name, writer, rng) for _ in range(rng.randint(2, 4))]
        case Record(fields):
            return {field: _value(inner, field, writer, rng) for field, inner in fields.items()}


def _number(schema: Number, name: str, rng: Random) -> int | float:
    low = schema.low if schema.low is not None else min(1.0, schema.high or 1.0)
    high = schema.high if schema.high is not None else low + 9
    if name in _SURE and low < _SURE_RANGE[1] and high > _SURE_RANGE[0]:
        chosen = rng.uniform(max(low, _SURE_RANGE[0]), min(high, _SURE_RANGE[1]))
    else:
        chosen = low + (high - low) * rng.uniform(0.4, 0.9)
    if schema.whole:
        return max(math.ceil(low), min(math.floor(high), round(chosen)))
    return max(low, min(high, round(chosen, 2)))
