"""The short form of a reply schema: `{summary: str, sources: [str], confidence: 0..1}`.

A word of the table is a type; `0..1` is a number between two bounds and `int 1..5` a whole one;
`yes | no` is a choice of words; a list of one thing is a list of such things; keys and values nest,
and `?` after a name makes it optional. What a schema then asks of replies is `domain.reply`'s.
"""

from __future__ import annotations

import re
from typing import Final

from orchtui.domain.preview import nearest
from orchtui.domain.reply_schema import Choice, Flag, ListOf, Number, Record, Schema, Text
from orchtui.recipes.names import field_problem
from orchtui.recipes.reader import YamlReader
from orchtui.recipes.yaml import Keyed, Listing, Scalar, plain

_TYPES: Final[dict[str, Schema]] = {
    "str": Text(),
    "int": Number(whole=True),
    "float": Number(),
    "bool": Flag(),
}
_OTHER_WORDS: Final = {
    "string": "str",
    "text": "str",
    "integer": "int",
    "number": "float",
    "double": "float",
    "boolean": "bool",
    "flag": "bool",
    "list": "[str]",
    "array": "[str]",
    "object": "keys and values",
    "dict": "keys and values",
}
_RANGE: Final = re.compile(
    r"(?:(int|float)\s+)?(-?\d{1,15}(?:\.\d+)?)\s*\.\.\s*(-?\d{1,15}(?:\.\d+)?)"
)
_FORMS: Final = "str, int, float, bool, a range 0..1, a choice a | b, or a list [str]"


def record(reader: YamlReader) -> Record:
    """The fields a reply must have, as they stand here."""
    fields: dict[str, Schema] = {}
    optional: set[str] = set()
    if not isinstance(reader.tree, Keyed):
        reader.expected("the reply's fields, such as {summary: str}; for plain text leave it out")
        return Record({})
    for key, value in reader.entries():
        name = key.removesuffix("?")
        if problem := field_problem(name):
            reader.reading.note(problem, reader.key_place(key))
        elif name in fields:
            reader.reading.note(f"{name} is there twice", reader.key_place(key))
        fields[name] = _schema(value)
        if key != name:
            optional.add(name)
    return Record(fields, frozenset(optional))


def _schema(reader: YamlReader) -> Schema:
    match reader.tree:
        case Keyed():
            return record(reader)
        case Listing(items=(only,)):
            return ListOf(_schema(reader.below(only)))
        case Listing():
            reader.problem("a list names the one thing it is of, such as [str]")
            return ListOf(Text())
        case Scalar(value=str() as written):
            return _word(reader, written.strip())
    reader.expected(f"one of {_FORMS}")
    return Text()


def _word(reader: YamlReader, written: str) -> Schema:
    if written in _TYPES:
        return _TYPES[written]
    if "|" in written:
        return _choice(reader, [word.strip() for word in written.split("|")])
    if match := _RANGE.fullmatch(written):
        return _range(reader, match)
    if instead := _OTHER_WORDS.get(written.lower()):
        reader.problem(f"{written} is not known here; write {instead}")
    elif ".." in written:
        reader.problem(f"{written} is no range; write 0..1, or int 1..5 for whole numbers")
    else:
        near = nearest(written, _TYPES)
        hint = near if "did you mean" in near else f"; write {_FORMS}"
        reader.problem(f"{written} is not known here{hint}")
    return Text()


def _choice(reader: YamlReader, words: list[str]) -> Schema:
    if not all(words) or len(set(words)) < len(words):
        reader.problem("a choice is of different words with | between them, such as yes | no")
    elif types := [word for word in words if word in _TYPES]:
        reader.problem(f"a choice is of words, and {types[0]} is a type; write one type only")
    elif set(words) == {"true", "false"}:
        reader.problem("write bool for true or false")
    elif all(isinstance(plain(word), int | float) for word in words):
        reader.problem(f"a choice is of words, not numbers; write int {words[0]}..{words[-1]}")
    return Choice(tuple(words))


def _range(reader: YamlReader, match: re.Match[str]) -> Schema:
    low, high = float(match[2]), float(match[3])
    if low >= high:
        reader.problem(f"a range goes from the lesser to the greater; {match[0]} does not")
    whole = match[1] == "int"
    if whole and not (low.is_integer() and high.is_integer()):
        reader.problem(f"a range of whole numbers has whole bounds; {match[0]} has not")
    return Number(whole=whole, low=low, high=high)
