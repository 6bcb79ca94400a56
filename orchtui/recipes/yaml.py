"""YAML text to a tree with places, by rules a person can predict, or a problem in plain words.

Only what YAML 1.2's core calls a number, true, false or null is one: `on`, `yes` and `1_000` are
text, and so is whatever is quoted. No tag ever makes an object. The tree is built from the parser's
events, so that neither depth nor aliases can make it larger than it may be.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import yaml
from yaml.reader import ReaderError

from orchtui.errors import Problem, RecipeError


@dataclass(frozen=True, slots=True)
class Told:
    """A message, and the place it is about."""

    message: str
    line: int = 1
    column: int = 1


_OPENED, _BROKE = True, False

_COMPLAINTS: Final[tuple[tuple[str, str, bool], ...]] = (
    (
        r"quoted scalar.*unexpected end of stream",
        "the quotes opened here are never closed",
        _OPENED,
    ),
    (
        r"unknown escape character|quoted scalar.*did not find expected hex",
        r"a backslash in double quotes needs \\, \", \n or \t after it; or use single quotes",
        _BROKE,
    ),
    (
        r"flow sequence.*(?:did not find expected|expected) ','",
        "the list opened here with [ is never closed with ], or a comma is missing in it",
        _OPENED,
    ),
    (
        r"flow mapping.*(?:did not find expected|expected) ','",
        "the braces opened here with { are never closed with }, or a comma is missing in them",
        _OPENED,
    ),
    (
        r"mapping values are not allowed",
        "a colon cannot stand here: put a text that holds ': ' in quotes, or mend the indentation",
        _BROKE,
    ),
    (
        r"block mapping|could not find expected ':'",
        "expected a key with a colon here; check indentation, quotes and brackets",
        _BROKE,
    ),
    (
        r"block collection",
        "expected another '- ' of the list here; check the indentation",
        _BROKE,
    ),
    (
        r"expected node content|expected the node content",
        "a value is missing here, or a bracket or comma is too much",
        _BROKE,
    ),
    (r"found a tab", "a tab cannot indent YAML; use spaces", _BROKE),
    (
        r"document start",
        "the text goes on after its end: put it in quotes, or give it a key",
        _BROKE,
    ),
)


def in_plain_words(error: Exception, text: str) -> Told:
    """What a parser's error means, and where."""
    if isinstance(error, ReaderError):
        return _character(error.character, text)
    if isinstance(error, UnicodeEncodeError):
        return _character(ord(error.object[error.start]), text)
    if isinstance(error, yaml.MarkedYAMLError):
        return _marked(error, text)
    return Told("this cannot be read as YAML; check quotes, brackets and indentation")


def _marked(error: yaml.MarkedYAMLError, text: str) -> Told:
    broke = error.problem_mark or error.context_mark
    opened = error.context_mark or broke
    said = f"{error.context or ''}: {error.problem or ''}"
    if broke is None or opened is None:
        return Told(f"this is not YAML: {said.strip(': ')}")
    if "cannot start any token" in said:
        return Told(_cannot_start(_letter(text, broke)), broke.line + 1, broke.column + 1)
    for pattern, message, at_opening in _COMPLAINTS:
        if re.search(pattern, said):
            mark = opened if at_opening else broke
            return Told(message, mark.line + 1, mark.column + 1)
    return Told(f"this is not YAML: {said.strip(': ')}", broke.line + 1, broke.column + 1)


def _letter(text: str, mark: yaml.Mark) -> str:
    lines = text.splitlines()
    line = lines[mark.line] if mark.line < len(lines) else ""
    return line[mark.column] if mark.column < len(line) else ""


def _cannot_start(letter: str) -> str:
    if letter == "\t":
        return "a tab cannot indent YAML; use spaces"
    return f"a text cannot start with {letter} unless it is in quotes"


def _character(code: int | str | bytes, text: str) -> Told:
    letter = chr(code) if isinstance(code, int) else str(code)
    before, _, _ = text.partition(letter)
    line = before.count("\n") + 1
    column = len(before) - (before.rfind("\n") + 1) + 1
    name = f"U+{ord(letter):04X}" if len(letter) == 1 else "a character"
    return Told(f"{name} is no letter and cannot stand in a recipe; take it out", line, column)


Plain = None | bool | int | float | str


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value: what it means, and the text that was written for it."""

    value: Plain
    written: str
    line: int
    column: int
    block: bool = False

    @property
    def kind(self) -> str:
        """What this is, in a reader's words."""
        if self.value is None:
            return "nothing"
        if isinstance(self.value, bool):
            return self.written
        return f"the number {self.written}" if isinstance(self.value, int | float) else "text"


@dataclass(frozen=True, slots=True)
class Listing:
    """A list."""

    items: tuple[Tree, ...]
    line: int
    column: int

    @property
    def kind(self) -> str:
        """What this is, in a reader's words."""
        return "a list"


@dataclass(frozen=True, slots=True)
class Entry:
    """A key, where it stands, and its value."""

    key: str
    line: int
    column: int
    value: Tree


@dataclass(frozen=True, slots=True)
class Keyed:
    """Keys with values, in the order written."""

    entries: Mapping[str, Entry]
    line: int
    column: int

    @property
    def kind(self) -> str:
        """What this is, in a reader's words."""
        return "keys and values"


@dataclass(frozen=True, slots=True)
class Absent:
    """What is asked for and does not stand there; whoever noticed has said so already."""

    line: int = 0
    column: int = 0

    @property
    def kind(self) -> str:
        """What this is, in a reader's words."""
        return "nothing"


Tree = Scalar | Listing | Keyed | Absent


LONGEST: Final = 500_000
DEEPEST: Final = 40
MOST: Final = 20_000

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CORE: Final = "tag:yaml.org,2002:"
_KNOWN_TAGS: Final = frozenset(
    f"{_CORE}{name}" for name in ("str", "int", "float", "bool", "null", "seq", "map")
)
_WORDS: Final[dict[str, Plain]] = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}
_WHOLE: Final = re.compile(r"[-+]?[0-9]{1,18}")
_NUMBER: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")


def tree_of(text: str, file: str = "") -> Tree:
    """What a YAML text says; a `RecipeError` shows where it cannot be read, and why."""
    text = text.removeprefix("\ufeff")
    try:
        if len(text) > LONGEST:
            raise _Wrong(f"the file is longer than {LONGEST:,} characters; shorten it", 1, 1)
        return _Builder(text).document()
    except _Wrong as wrong:
        problem = Problem(wrong.message, file, wrong.line, wrong.column)
    except (yaml.YAMLError, UnicodeError) as error:
        told = in_plain_words(error, text)
        problem = Problem(told.message, file, told.line, told.column)
    raise RecipeError([problem])


def plain(written: str) -> Plain:
    """What an unquoted word means."""
    if written in _WORDS:
        return _WORDS[written]
    if _WHOLE.fullmatch(written):
        return int(written)
    if _NUMBER.fullmatch(written) and math.isfinite(number := float(written)):
        return number
    return written


class _Wrong(Exception):
    def __init__(self, message: str, line: int, column: int) -> None:
        self.message, self.line, self.column = message, line, column
        super().__init__(message)


class _Builder:
    """One document, event by event."""

    def __init__(self, text: str) -> None:
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=_LOADER)
        self._anchors: dict[str, tuple[Tree, int, int]] = {}
        self._made = self._depth = 0

    def document(self) -> Tree:
        tree: Tree | None = None
        for event in self._events:
            if not isinstance(event, yaml.DocumentStartEvent):
                continue
            if tree is not None:
                raise _wrong("a recipe is one document: take out what follows ---", event)
            tree = self._tree(next(self._events))
        if tree is None:
            raise _Wrong("the file is empty; a recipe has at least agents and a flow", 1, 1)
        return tree

    def _tree(self, event: yaml.Event) -> Tree:
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        before = self._made
        self._count(1, event)
        _check_tag(event)
        tree = self._made_of(event)
        anchor = getattr(event, "anchor", None)
        if anchor:
            self._anchors[anchor] = tree, self._made - before, _height(tree)
        return tree

    def _made_of(self, event: yaml.Event) -> Tree:
        line, column = _place(event)
        if isinstance(event, yaml.ScalarEvent):
            as_text = bool(event.style) or event.tag in ("!", f"{_CORE}str")
            value = event.value if as_text else plain(event.value)
            return Scalar(value, event.value, line, column, event.style in ("|", ">"))
        self._depth += 1
        self._check_depth(self._depth, event)
        if isinstance(event, yaml.SequenceStartEvent):
            tree: Tree = Listing(tuple(self._items()), line, column)
        else:
            tree = Keyed(self._entries(), line, column)
        self._depth -= 1
        return tree

    def _items(self) -> Iterator[Tree]:
        for event in self._events:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            yield self._tree(event)

    def _entries(self) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        for event in self._events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if not isinstance(event, yaml.ScalarEvent):
                raise _wrong("a key must be a word, not a list or keys and values", event)
            key = event.value
            if key in entries:
                raise _wrong(
                    f"{key} stands here twice, first in line {entries[key].line}; keep one", event
                )
            self._count(1, event)
            line, column = _place(event)
            entries[key] = Entry(key, line, column, self._tree(next(self._events)))
        return entries

    def _alias(self, event: yaml.AliasEvent) -> Tree:
        found = self._anchors.get(event.anchor or "")
        if found is None:
            raise _wrong(
                f"nothing before this is marked &{event.anchor}; a text that starts with * "
                "goes in quotes",
                event,
            )
        tree, size, height = found
        self._count(size, event)
        self._check_depth(self._depth + height, event)
        return tree

    def _check_depth(self, depth: int, event: yaml.Event) -> None:
        if depth > DEEPEST:
            raise _wrong(f"this is nested more than {DEEPEST} deep; make it flatter", event)

    def _count(self, more: int, event: yaml.Event) -> None:
        self._made += more
        if self._made > MOST:
            raise _wrong(f"the recipe comes to more than {MOST:,} values; make it smaller", event)


def _height(tree: Tree) -> int:
    match tree:
        case Listing(items=items):
            return 1 + max(map(_height, items), default=0)
        case Keyed(entries=entries):
            return 1 + max((_height(entry.value) for entry in entries.values()), default=0)
    return 0


def _check_tag(event: yaml.Event) -> None:
    tag = getattr(event, "tag", None)
    if tag is not None and tag not in _KNOWN_TAGS and tag != "!":
        shown = tag.replace(_CORE, "!!")
        raise _wrong(
            f"tags such as {shown} mean nothing here; a text that starts with ! goes in quotes",
            event,
        )


def _wrong(message: str, event: yaml.Event) -> _Wrong:
    return _Wrong(message, *_place(event))


def _place(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)
