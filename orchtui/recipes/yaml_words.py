"""What a YAML parser complains of, in the words of a person, with where to look.

Both parsers of PyYAML are understood; each row of the table is a pattern of their message, what to
say instead, and whether the place meant is where something was opened rather than where it broke.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import yaml
from yaml.reader import ReaderError


@dataclass(frozen=True, slots=True)
class Told:
    """A message, and the place it is about."""

    message: str
    line: int = 1
    column: int = 1


_OPENED, _BROKE = True, False

_WORDS: Final[tuple[tuple[str, str, bool], ...]] = (
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
    for pattern, message, at_opening in _WORDS:
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
