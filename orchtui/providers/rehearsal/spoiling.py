"""How a good reply is made a bad one: cut or broken beyond reading, or turned to its opposite."""

from __future__ import annotations

import json
from random import Random

from orchtui.domain.data import Data
from orchtui.domain.reply_schema import Choice, Flag, ListOf, Record, Schema, read


def malformed(text: str, schema: Record | None, rng: Random) -> str:
    """The reply as nobody can read it: cut short, or broken; a plain text comes out empty."""
    if schema is None:
        return ""
    broken = text.replace('":', '"', 1) if rng.random() < 0.5 else text
    return broken if broken != text else text[: max(1, int(len(text) * 0.6))].rstrip("}] \n`")


def contradicted(text: str, schema: Record | None, _rng: Random) -> str:
    """The reply with every choice and every yes or no turned; a plain text says that it objects."""
    if schema is None:
        return f"I see it otherwise. {text}"
    reading = read(text, schema)
    if reading.data is None or reading.problem:
        return text
    return json.dumps(_turned(reading.data, schema), ensure_ascii=False)


def _turned(value: Data, schema: Schema) -> Data:
    match schema, value:
        case Choice(options), str():
            return options[(options.index(value) + 1) % len(options)]
        case Flag(), bool():
            return not value
        case ListOf(item), list():
            return [_turned(each, item) for each in value]
        case Record(fields), dict():
            return {name: _turned(each, fields[name]) for name, each in value.items()}
    return value
