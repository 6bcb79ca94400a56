"""Cuts the text of an expression into tokens, and shows a reader where it went wrong.

Only the signs of the language are known here; those of other languages (`&&`, `=`, `**`)
are recognised to say what to write in their place. How tokens go together is `parse`'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from orchtui.errors import ExpressionError

__all__ = ["Token", "misread", "shown", "tokens_of"]

LONGEST_TEXT: Final = 1_000
_WINDOW: Final = 36

Kind = Literal["number", "text", "name", "sign", "end"]

_WORD_SIGNS: Final = frozenset({"and", "or", "not", "in"})

_TOKEN: Final = re.compile(
    r"""
      (?P<space> \s+ )
    | (?P<number> [0-9]+ (?: \.[0-9]+ )? (?: [eE][+-]?[0-9]+ )? )
    | (?P<text> " (?: [^"\\] | \\. )* " | ' (?: [^'\\] | \\. )* ' )
    | (?P<name> [^\W\d] \w* )
    | (?P<foreign> \*\* | // | <> | === | !== | => | && | \|\| )
    | (?P<sign> == | != | <= | >= | [-+*/<>().,\[\]] )
    """,
    re.VERBOSE | re.DOTALL,
)

_INSTEAD: Final[Mapping[str, str]] = MappingProxyType(
    {
        "=": "write == to compare",
        "===": "write == to compare",
        "!==": "write !=",
        "<>": "write !=",
        "=>": "write >=",
        "&&": "write and",
        "&": "write and",
        "||": "write or",
        "|": "write or",
        "!": "write not",
        "**": "there are no powers here; multiply",
        "//": "write round(a / b)",
        "%": "there is no remainder here",
        "{": "there are no mappings here; compare key by key",
        '"': 'this text has no closing "',
        "'": "this text has no closing '",
        "“": 'write straight quotes, "',
        "”": 'write straight quotes, "',
        "\u2018": "write straight quotes, '",
        "\u2019": "write straight quotes, '",
        ";": "one condition only; join two with and, or",
    }
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign, and where it stands."""

    kind: Kind
    text: str
    start: int
    end: int

    @property
    def sign(self) -> str:
        """The sign or operator word this is, or nothing."""
        return self.text if self.kind == "sign" else ""

    def __str__(self) -> str:
        return shown(self.text) if self.text else "the end"


def shown(text: str) -> str:
    """The text on one line, what cannot be printed left blank, character for character."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def misread(text: str, at: int, message: str) -> ExpressionError:
    """What is wrong, with the text and a caret under the place."""
    first = max(0, at - _WINDOW) if len(text) > 2 * _WINDOW else 0
    last = at + _WINDOW if len(text) > 2 * _WINDOW else len(text)
    before = ("…" if first else "") + shown(text[first:at])
    after = shown(text[at:last]) + ("…" if last < len(text) else "")
    caret = " " * len(before) + "^"
    return ExpressionError(f"{message}\n  {before}{after}\n  {caret}", at)


def tokens_of(text: str) -> Iterator[Token]:
    """The tokens in order, the last of kind `end`."""
    if len(text) > LONGEST_TEXT:
        message = f"this is longer than {LONGEST_TEXT:,} characters; shorten it"
        raise misread(text, LONGEST_TEXT, message)
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise misread(text, at, _unknown(text[at]))
        word = match.group()
        end = match.end()
        match match.lastgroup:
            case "number":
                yield Token("number", word, at, end)
            case "text":
                yield Token("text", word, at, end)
            case "name":
                yield Token("sign" if word in _WORD_SIGNS else "name", word, at, end)
            case "sign":
                yield Token("sign", word, at, end)
            case "foreign":
                raise misread(text, at, f"{word} is not known here: {_INSTEAD[word]}")
        at = end
    yield Token("end", "", at, at)


def _unknown(letter: str) -> str:
    if letter in "\"'":
        return _INSTEAD[letter]
    name = letter if letter.isprintable() else f"U+{ord(letter):04X}"
    instead = _INSTEAD.get(letter, "take it out")
    return f"{name} is not known here: {instead}"
