"""The JSON Schema of recipe files, for editors; made of the tables that recipes are read by.

Patterns declare their keys in the same way, so that a new one is in the schema as soon as it is
registered.
"""

from __future__ import annotations

from typing import Final

from orchtui.domain.data import Data
from orchtui.domain.node import Form
from orchtui.domain.recipe_keys import FUNCTION, NAME, PARTS, TEXT, Key, Keys, refers
from orchtui.patterns import FORMS
from orchtui.patterns.settlement import STRATEGIES
from orchtui.patterns.step import OPTIONS
from orchtui.recipes.key_reference import (
    AGENT,
    AGENT_LIMITS,
    CONTEXT,
    EXAMPLE,
    GROUP_LIMITS,
    LIMITS,
    RECIPE,
)
from orchtui.recipes.python_code import FOR_MODELS

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


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
            "options": _object(OPTIONS),
            "context": _object(CONTEXT),
            "settle": _settle(),
            "group_limits": _object(GROUP_LIMITS),
            **{f"form_{name}": _form(form) for name, form in FORMS.items()},
        },
    }


def _properties(keys: Keys) -> dict[str, Data]:
    return {name: {"description": key.about, **key.shape} for name, key in keys.items()}


def _settle() -> dict[str, Data]:
    named = ", ".join(STRATEGIES)
    by: Keys = {"by": Key(f"The strategy: {named}.", NAME, needed=True)}
    keys = {name: key for way in STRATEGIES.values() for name, key in way.keys.items()}
    return {"anyOf": [{"description": f"{named}.", "type": "string"}, _object({**by, **keys})]}


def _object(keys: Keys) -> dict[str, Data]:
    return {
        "type": "object",
        "properties": _properties(keys),
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
    return {"anyOf": [agent, PARTS, *forms, step]}


def _form(form: Form) -> dict[str, Data]:
    return {"description": form.about, **_object(form.keys)}
