"""What goes wrong in a rehearsal, on request: which faults there are, and when one strikes.

A fault either alters a reply that is whole otherwise, or ends the attempt in place of it. Every
attempt draws for itself, so that a retry may succeed; asking for one fault more moves no other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from types import MappingProxyType
from typing import Final

from orchtui.domain.data import Data
from orchtui.domain.preview import nearest
from orchtui.domain.reply_schema import Choice, Flag, ListOf, Record, Schema, read
from orchtui.errors import ModelError, ModelFault, UsageError


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


@dataclass(frozen=True, slots=True)
class Altered:
    """A fault of what is said: a reply comes, and it is not the one it should be."""

    about: str
    alter: Callable[[str, Record | None, Random], str]


@dataclass(frozen=True, slots=True)
class Broken:
    """A fault of the connection: it ends the attempt, at once or midway, perhaps after silence."""

    about: str
    kind: ModelFault
    message: str
    midway: bool = False
    silent: bool = False

    def error(self, model: str) -> ModelError:
        """What the attempt on a model ends with."""
        return ModelError(self.kind, f"{model} {self.message} (rehearsed by --chaos)")


Fault = Altered | Broken

# The first that strikes is the one that counts, in this order.
FAULTS: Final[Mapping[str, Fault]] = MappingProxyType(
    {
        "timeout": Broken(
            "never begins to answer",
            "timeout",
            "never began to answer: give the step a limit in seconds, and a fallback",
            silent=True,
        ),
        "hang": Broken(
            "stops in the middle of its answer and stays silent",
            "timeout",
            "stopped in the middle of its answer: give the step a limit in seconds, and a fallback",
            midway=True,
            silent=True,
        ),
        "ratelimit": Broken(
            "refuses a call because there were too many",
            "rate_limit",
            "was asked too often: wait a little, or let fewer steps run at once (limits: parallel)",
        ),
        "server": Broken(
            "says that it failed",
            "server",
            "failed on its side with 500: try again, or give the agent a fallback",
        ),
        "disconnect": Broken(
            "closes the connection in the middle of its answer",
            "disconnected",
            "closed the connection in the middle of its answer: try again",
            midway=True,
        ),
        "truncated": Broken(
            "ends its answer without saying that it is whole",
            "truncated",
            "ended its answer without a finish reason, so it may lack its end: try again",
            midway=True,
        ),
        "malformed": Altered("gives a reply that cannot be read", malformed),
        "disagree": Altered("replies with the opposite choice", contradicted),
    }
)


def parse_chaos(written: str) -> dict[str, float]:
    """`timeout=0.1,malformed=0.05` as how likely each fault is in one attempt."""
    chances: dict[str, float] = {}
    for part in filter(None, (part.strip() for part in written.split(","))):
        name, _, chance = (side.strip() for side in part.partition("="))
        if name not in FAULTS:
            raise UsageError(f"--chaos knows no fault {name!r}{nearest(name, FAULTS)}")
        if name in chances:
            raise UsageError(f"--chaos names {name} twice: give it one chance, such as {name}=0.1")
        chances[name] = _chance(name, chance)
    return chances


def _chance(name: str, written: str) -> float:
    try:
        chance = float(written)
    except ValueError:
        chance = -1.0
    if not 0 <= chance <= 1:
        said = repr(written) if written else "nothing"
        raise UsageError(
            f"--chaos {name}: {said} is not a chance from 0 to 1; write, say, {name}=0.1"
        )
    return chance


def struck(chances: Mapping[str, float], rng: Random) -> Fault | None:
    """The fault of one attempt, if any; it draws as often whatever is asked for."""
    draws = {name: rng.random() for name in FAULTS}
    return next((FAULTS[name] for name in FAULTS if draws[name] < chances.get(name, 0.0)), None)
