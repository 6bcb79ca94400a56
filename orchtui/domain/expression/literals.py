"""The values written out in an expression: numbers, texts, true, false and null."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from orchtui.domain.expression.nodes import Literal
from orchtui.domain.expression.operations import LARGEST
from orchtui.domain.expression.tokens import Token, misread

__all__ = ["CONSTANTS", "number", "quoted", "word"]

CONSTANTS: Final[Mapping[str, bool | None]] = MappingProxyType(
    {"true": True, "True": True, "false": False, "False": False, "null": None, "None": None}
)

_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES: Final[Mapping[str, str]] = MappingProxyType(
    {"n": "\n", "t": "\t", "\\": "\\", '"': '"', "'": "'"}
)


def number(text: str, token: Token) -> Literal:
    """The number a token is, unless it is beyond what is worked with."""
    whole = token.text.isdigit()
    value = int(token.text) if whole else float(token.text)
    if value > LARGEST if whole else value == float("inf"):
        message = "this number is too large; the largest whole number is 10**18"
        raise misread(text, token.start, message)
    return Literal(value, start=token.start, end=token.end)


def quoted(text: str, token: Token) -> Literal:
    """What stands between the quotes, its escapes undone."""
    body = token.text[1:-1]
    for escape in _ESCAPE.finditer(body):
        if escape[1] not in _ESCAPES:
            at = token.start + 1 + escape.start()
            raise misread(text, at, r"""expected \n, \t, \\, \" or \' after the backslash""")
    value = _ESCAPE.sub(lambda escape: _ESCAPES[escape[1]], body)
    return Literal(value, start=token.start, end=token.end)


def word(token: Token) -> Literal:
    """The constant a word stands for."""
    return Literal(CONSTANTS[token.text], start=token.start, end=token.end)
