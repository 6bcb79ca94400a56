"""Keys of a recipe as a table: what each is for, and the form of its value as JSON Schema.

Sections of a recipe, and every pattern, declare theirs so; they are read by it, and the schema for
editors is made of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from orchtui.domain.data import Data

Shape = dict[str, Data]


@dataclass(frozen=True, slots=True)
class Key:
    """What a key is for, the form of its value as JSON Schema, and whether it must be there."""

    about: str
    shape: Shape
    needed: bool = False


Keys = Mapping[str, Key]

TEXT: Final[Shape] = {"type": ["string", "number", "boolean"]}
CONDITION: Final[Shape] = {"type": ["string", "boolean"]}
FLAG: Final[Shape] = {"type": "boolean"}
WHOLE: Final[Shape] = {"type": "integer", "minimum": 1}
AMOUNT: Final[Shape] = {"type": "number", "exclusiveMinimum": 0}
FUNCTION: Final[Shape] = {
    "type": "string",
    "pattern": r"^[A-Za-z0-9_.-]+\.py:[A-Za-z_][A-Za-z0-9_]*$",
}
WORDS: Final[Shape] = {"type": "array", "minItems": 1, "items": {"type": "string"}}


def refers(name: str) -> Shape:
    """A form that is described elsewhere in the schema."""
    return {"$ref": f"#/$defs/{name}"}


def map_of(shape: Shape) -> Shape:
    """Any keys, each with a value of one form."""
    return {"type": "object", "minProperties": 1, "additionalProperties": shape}


def list_of(shape: Shape) -> Shape:
    """A list of one form."""
    return {"type": "array", "minItems": 1, "items": shape}


NAME: Final[Shape] = {"type": "string"}
SHARE: Final[Shape] = {"type": "number", "minimum": 0, "maximum": 1}


def either(*shapes: Shape) -> Shape:
    """One of several forms."""
    return {"anyOf": list(shapes)}


PART: Final = refers("part")
PARTS: Final = list_of(PART)
GROUP_LIMITS: Final = refers("group_limits")
SETTLE: Final = refers("settle")
