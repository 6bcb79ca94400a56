"""The JSON Schema of recipe files, for editors; made of the tables that recipes are read by.

What a pattern takes is learnt by letting it read a place that notes which keys are allowed there,
so that a new pattern is in the schema as soon as it is registered.
"""

from __future__ import annotations

import inspect
from typing import Final

from orchtui.config.keys import (
    AGENT,
    AGENT_LIMITS,
    CONDITION,
    EXAMPLE,
    FLAG,
    FUNCTION,
    LIMITS,
    RECIPE,
    TEXT,
    Keys,
    Shape,
    list_of,
    refers,
)
from orchtui.config.probe import allowed_keys
from orchtui.config.python_agent import FOR_MODELS
from orchtui.domain.data import Data
from orchtui.domain.pattern import ReadPattern
from orchtui.patterns import FORMS
from orchtui.patterns.step import OPTIONS

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"

_PART: Final = refers("part")
_SHAPES: Final[dict[str, Shape]] = {
    "sequence": list_of(_PART),
    "parallel": list_of(_PART),
    "then": _PART,
    "else": _PART,
    "fallback": _PART,
    "if": CONDITION,
    "accept": CONDITION,
    "says": TEXT,
    "name": TEXT,
    "note": TEXT,
    "gate": TEXT,
    "default": TEXT,
    "limits": refers("agent_limits"),
    "optional": FLAG,
}
_NEEDED: Final = {"if": ("then",)}
_ABOUT: Final = {
    "then": "The part that runs when the condition holds.",
    "else": "The part that runs when it does not.",
    "says": "The instruction of this step.",
    "name": "A name for this part, to tell it from others.",
    "limits": "What this step may use, over all its attempts.",
    "default": "What is answered at the gate where nobody is there to ask.",
    "optional": "Whether the run goes on without this reply.",
    "accept": "A condition on the outcome of this part.",
    "fallback": "The part that runs when this one fails or is not accepted.",
}


def json_schema() -> dict[str, Data]:
    """What a recipe file may hold, as JSON Schema."""
    return {
        "$schema": DRAFT,
        "title": "orchtui recipe",
        **_object(RECIPE),
        "$defs": {
            "agent": _agent(),
            "limits": _object(LIMITS),
            "agent_limits": _object(AGENT_LIMITS),
            "example": _object(EXAMPLE),
            "reply": _reply(),
            "field": _field(),
            "python": _python(),
            "part": _part(),
            "options": {
                "type": "object",
                "properties": _properties(OPTIONS),
                "additionalProperties": False,
            },
            **{f"form_{name}": _form(name, read) for name, read in FORMS.items()},
        },
    }


def _object(keys: Keys) -> dict[str, Data]:
    return {
        "type": "object",
        "properties": {name: {"description": key.about, **key.shape} for name, key in keys.items()},
        "required": [name for name, key in keys.items() if key.needed],
        "additionalProperties": False,
    }


def _agent() -> dict[str, Data]:
    either: list[Data] = [{"required": ["python", key]} for key in FOR_MODELS]
    return {**_object(AGENT), "not": {"anyOf": either}}


def _reply() -> dict[str, Data]:
    return {
        "description": "Fields by name; `?` after a name makes it optional.",
        "type": "object",
        "minProperties": 1,
        "additionalProperties": refers("field"),
    }


def _field() -> dict[str, Data]:
    return {
        "description": "str, int, float, bool, 0..1, int 1..5, a | b, [str], or fields.",
        "anyOf": [
            {"type": "string"},
            {"type": "array", "minItems": 1, "maxItems": 1, "items": refers("field")},
            refers("reply"),
        ],
    }


def _python() -> dict[str, Data]:
    return {
        "type": "object",
        "properties": {
            "python": {
                "description": "A file beside the recipe and an async function in it.",
                **FUNCTION,
            }
        },
        "required": ["python"],
        "additionalProperties": False,
    }


def _part() -> dict[str, Data]:
    forms: list[Data] = [refers(f"form_{name}") for name in FORMS]
    step: dict[str, Data] = {
        "description": "One agent and its instruction or options.",
        "type": "object",
        "minProperties": 1,
        "properties": _properties(OPTIONS),
        "additionalProperties": {"anyOf": [TEXT, refers("options")]},
        "not": {"anyOf": [{"required": [name]} for name in (*FORMS, "python")]},
    }
    agent: dict[str, Data] = {"description": "An agent, asked once.", "type": "string"}
    return {"anyOf": [agent, list_of(_PART), *forms, step]}


def _form(name: str, read: ReadPattern) -> dict[str, Data]:
    told = inspect.getdoc(read) or f"The {name} form."
    properties = _properties(allowed_keys(read))
    properties[name] = {"description": told, **_SHAPES.get(name, {})}
    return {
        "type": "object",
        "properties": properties,
        "required": [name, *_NEEDED.get(name, ())],
        "additionalProperties": False,
    }


def _properties(keys: tuple[str, ...]) -> dict[str, Data]:
    about: dict[str, Shape] = {key: {"description": told} for key, told in _ABOUT.items()}
    return {key: about.get(key, {}) | _SHAPES.get(key, {}) for key in keys}
