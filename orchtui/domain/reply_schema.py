"""What a good reply looks like: the short form of a schema, and reading a model's text by it.

A schema is a tree of small frozen values. Each can check plain data, describe itself to a model in
words and to an editor as JSON Schema. `read` finds the data in a model's text and says in one
sentence what is wrong with it. Whatever a model writes, reading it never fails.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from orchtui.domain.data import Data
from orchtui.domain.sanitize import clean


@dataclass(frozen=True, slots=True)
class Text:
    """Any text."""

    def problem(self, value: Data, at: str) -> str:
        """What is wrong with the value, or nothing."""
        return "" if isinstance(value, str) else f"{at} must be text, not {_said(value)}"

    def described(self) -> str:
        """The schema as a model is told it."""
        return "text"

    def json_schema(self) -> dict[str, Data]:
        """The schema as JSON Schema."""
        return {"type": "string"}


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def problem(self, value: Data, at: str) -> str:
        """What is wrong with the value, or nothing."""
        return "" if isinstance(value, bool) else f"{at} must be true or false, not {_said(value)}"

    def described(self) -> str:
        """The schema as a model is told it."""
        return "true or false"

    def json_schema(self) -> dict[str, Data]:
        """The schema as JSON Schema."""
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Number:
    """A number, whole or not, perhaps between two bounds."""

    whole: bool = False
    low: float | None = None
    high: float | None = None

    def problem(self, value: Data, at: str) -> str:
        """What is wrong with the value, or nothing."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return f"{at} must be {self.described()}, not {_said(value)}"
        good = (
            _is_finite(value)
            and (not self.whole or value == int(value))
            and (self.low is None or value >= self.low)
            and (self.high is None or value <= self.high)
        )
        return "" if good else f"{at} must be {self.described()}, not {_said(value)}"

    def described(self) -> str:
        """The schema as a model is told it."""
        name = "a whole number" if self.whole else "a number"
        if self.low is None or self.high is None:
            return name
        return f"{name} from {_plain(self.low)} to {_plain(self.high)}"

    def json_schema(self) -> dict[str, Data]:
        """The schema as JSON Schema."""
        schema: dict[str, Data] = {"type": "integer" if self.whole else "number"}
        if self.low is not None and self.high is not None:
            schema |= {"minimum": self.low, "maximum": self.high}
        return schema


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    options: tuple[str, ...]

    def problem(self, value: Data, at: str) -> str:
        """What is wrong with the value, or nothing."""
        return (
            "" if value in self.options else f"{at} must be {self.described()}, not {_said(value)}"
        )

    def described(self) -> str:
        """The schema as a model is told it."""
        return "one of " + ", ".join(json.dumps(option) for option in self.options)

    def json_schema(self) -> dict[str, Data]:
        """The schema as JSON Schema."""
        return {"type": "string", "enum": list(self.options)}


@dataclass(frozen=True, slots=True)
class ListOf:
    """Any number of one thing."""

    item: Schema

    def problem(self, value: Data, at: str) -> str:
        """What is wrong with the value, or nothing."""
        if not isinstance(value, list):
            return f"{at} must be a list, not {_said(value)}"
        problems = (self.item.problem(item, f"{at}[{n}]") for n, item in enumerate(value))
        return next((problem for problem in problems if problem), "")

    def described(self) -> str:
        """The schema as a model is told it."""
        return f"list of {self.item.described()}"

    def json_schema(self) -> dict[str, Data]:
        """The schema as JSON Schema."""
        return {"type": "array", "items": self.item.json_schema()}


@dataclass(frozen=True, slots=True)
class Record:
    """Named fields; those in `optional` may be left out."""

    fields: Mapping[str, Schema]
    optional: frozenset[str] = frozenset()

    def problem(self, value: Data, at: str) -> str:
        """What is wrong with the value, or nothing."""
        if not isinstance(value, dict):
            return f"{at} must be an object, not {_said(value)}"
        prefix = "" if at == "the reply" else f"{at}."
        for name, schema in self.fields.items():
            if value.get(name) is None:
                if name not in self.optional:
                    return f"{prefix}{name} is missing: it must be {schema.described()}"
            elif problem := schema.problem(value[name], f"{prefix}{name}"):
                return problem
        extra = next((name for name in value if name not in self.fields), None)
        return f"{prefix}{extra} is not asked for" if extra is not None else ""

    def described(self) -> str:
        """The schema as a model is told it."""
        inner = ", ".join(
            f"{json.dumps(name)}{'?' if name in self.optional else ''}: {schema.described()}"
            for name, schema in self.fields.items()
        )
        return f"{{{inner}}}"

    def json_schema(self) -> dict[str, Data]:
        """The schema as JSON Schema."""
        return {
            "type": "object",
            "properties": {name: schema.json_schema() for name, schema in self.fields.items()},
            "required": [name for name in self.fields if name not in self.optional],
            "additionalProperties": False,
        }


Schema = Text | Flag | Number | Choice | ListOf | Record


def _is_finite(number: float) -> bool:
    """Whether a float can hold the number: not NaN, not infinite, not hundreds of digits."""
    try:
        return math.isfinite(number)
    except OverflowError:
        return False


def _said(value: Data) -> str:
    shown = json.dumps(value, ensure_ascii=False)
    return shown if len(shown) <= 60 else shown[:57] + "..."


def _plain(number: float) -> str:
    return f"{number:g}"


@dataclass(frozen=True, slots=True)
class Reading:
    """A reply as read by its schema: the data, or what is wrong."""

    data: dict[str, Data] | None = None
    problem: str = ""

    @property
    def confidence(self) -> float | None:
        """How sure the agent says it is, where it says so."""
        value = self.data.get("confidence") if self.data else None
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return float(value) if _is_finite(value) else None


_FENCED = re.compile(r"```(?:json)?[^\S\n]*\n(.*?)```", re.DOTALL)
_OPENS = re.compile(r'\{\s*"')


def read(text: str, schema: Record | None) -> Reading:
    """A model's text by its schema; without one, any text that says something is good."""
    if schema is None:
        return Reading() if text.strip() else Reading(problem="the reply is empty")
    try:
        found = _find_object(text)
        if found is not None:
            found = {clean(name): _harmless(value) for name, value in found.items()}
            return Reading(found, schema.problem(found, "the reply"))
    except RecursionError:  # nested deeper than anybody would mean it
        pass
    return Reading(problem=f"the reply must be one JSON object: {schema.described()}")


def _harmless(value: Data) -> Data:
    """The value without what JSON's escapes can smuggle past the cleaning of the text."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_harmless(item) for item in value]
    if isinstance(value, dict):
        return {clean(name): _harmless(item) for name, item in value.items()}
    return value


def _find_object(text: str) -> dict[str, Data] | None:
    """The JSON object in a text: all of it, or one in a fence, or the first that stands there."""
    fenced = _FENCED.search(text)
    for candidate in (text, fenced[1] if fenced else ""):
        if (found := _parsed(candidate.strip())) is not None:
            return found
    opens = _OPENS.search(text)
    start = opens.start() if opens else text.find("{")
    if start < 0:
        return None
    try:
        value, _ = json.JSONDecoder().raw_decode(text, start)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _parsed(text: str) -> dict[str, Data] | None:
    if not text.startswith("{"):
        return None
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
