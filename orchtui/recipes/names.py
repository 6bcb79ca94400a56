"""What agents, parameters, fields and steps may be called, so that a condition can name them."""

from __future__ import annotations

import re
from typing import Final

from orchtui.domain.expression.functions import FUNCTIONS
from orchtui.patterns import FORMS
from orchtui.patterns.step import OPTIONS

_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_OF_CONDITIONS: Final = frozenset(
    {"and", "or", "not", "in", "true", "false", "null", "True", "False", "None", *FUNCTIONS}
)
_OF_REPLIES: Final = frozenset({"text", "missing"})
_OF_FLOWS: Final = frozenset(
    {*FORMS, *OPTIONS, "flow", "then", "else", "python", "task", "inputs", "unsettled"}
)


def name_problem(name: str) -> str:
    """Why an agent, a parameter or a step cannot have this name, or nothing."""
    if name in _OF_FLOWS | _OF_REPLIES | {"confidence"}:
        return f"{name} has a meaning of its own in recipes; choose another name"
    return _word_problem(name)


def label_problem(name: str) -> str:
    """Why a part of a flow cannot be called this, or nothing: a panel may be called panel."""
    return "" if name in FORMS else name_problem(name)


def field_problem(name: str) -> str:
    """Why a field of a reply cannot have this name, or nothing."""
    if name in _OF_REPLIES:
        return f"{name} is what conditions call the whole reply; choose another name"
    return _word_problem(name)


def _word_problem(name: str) -> str:
    if name in _OF_CONDITIONS:
        return f"{name} is a word of the conditions; choose another name"
    if not _WORD.fullmatch(name):
        return (
            "a name starts with a letter and has only letters a-z, digits and _, "
            f"at most 64: {name!r} does not"
        )
    return ""
