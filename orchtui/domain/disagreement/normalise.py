"""A value as comparisons see it: one text that equal values share, and what it is besides.

Numbers count as they are written, exactly: 0.1 and 0.2 are 0.1 apart, and 1 is 1.0. Texts count
whatever their case, spacing or Unicode form. Nothing here recurses, so no value is too deep.
"""

from __future__ import annotations

import json
import math
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from orchtui.domain.data import Data

_NO_NUMBER: Final = "?"


@dataclass(frozen=True, slots=True)
class Told:
    """A value as it is compared: `sound` unless it holds what is no number, which equals nothing.

    `number` and `items` are there where the value is a number or a list.
    """

    key: str = ""
    sound: bool = True
    number: Fraction | None = None
    items: frozenset[str] | None = None


def told(value: Data) -> Told:
    """The value as it is compared; null is a field left out, as it is to a reply's schema."""
    if value is None:
        return Told()
    words = _words(value)
    return Told(
        key="".join(words),
        sound=_NO_NUMBER not in words,
        number=None if isinstance(value, str | list | dict) else exact(value),
        items=frozenset("".join(_words(item)) for item in value)
        if isinstance(value, list)
        else None,
    )


def exact(number: float) -> Fraction | None:
    """A number as it is written; nothing for NaN, what is infinite, and true and false."""
    if isinstance(number, bool):
        return None
    if isinstance(number, int):
        return Fraction(number)
    return Fraction(repr(number)) if math.isfinite(number) else None


def folded(text: str) -> str:
    """The text without what does not matter: case, spacing, which Unicode form it came in."""
    once = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", text).casefold())
    return " ".join(unicodedata.normalize("NFKC", once.casefold()).split())


class _Sign(str):
    """What is written around values; being a text, it can wait its turn among them."""

    __slots__ = ()


def _words(value: Data) -> list[str]:
    words: list[str] = []
    waiting: list[Data] = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, list):
            words.append("[")
            waiting += [_Sign("]"), *reversed(each)]
        elif isinstance(each, dict):
            words.append("{")
            waiting.append(_Sign("}"))
            for name in sorted(each, reverse=True):
                waiting += [each[name], _Sign(f"{json.dumps(name)}:")]
        else:
            words += [each] if isinstance(each, _Sign) else [_word(each), ","]
    return words


def _word(value: bool | float | str | None) -> str:
    if isinstance(value, str):
        return json.dumps(folded(value))
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    number = exact(value)
    # In base 16, since Python refuses to write thousands of digits in base 10.
    return _NO_NUMBER if number is None else f"{number.numerator:x}/{number.denominator:x}"
