"""Sends one command to the process that owns a run, and tells what came of it."""

from __future__ import annotations

import asyncio
import json as jsonlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from orchtui.cli import options, texts
from orchtui.cli.terminal import put, say
from orchtui.commands.catalogue import Option, Spec
from orchtui.commands.parser import typed_option
from orchtui.domain import events as e
from orchtui.errors import UsageError
from orchtui.session import Session, command, edited

DONE, REFUSED = 0, 1


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed after a command, by name."""

    values: Mapping[str, object]

    def word(self, name: str) -> str:
        """A word that was typed, or nothing."""
        return str(self.values.get(name) or "")

    def option(self, option: Option) -> str | float | bool | None:
        """An option's value, of its kind."""
        value = self.values[option.name]
        return bool(value) if option.flag else typed_option(option, str(value))

    @property
    def database(self) -> Path | None:
        """The database that was named, if it is there."""
        named = self.values.get("db")
        return options.existing(named if isinstance(named, Path) else None)


def give(run: str, spec: Spec, values: Mapping[str, object]) -> int:
    """Give a command as it was typed; the exit code."""
    typed = Typed(values)
    target = typed.word("target")
    if values.get("target") is not None and not target.strip():
        # As of a variable that is not set: it must not mean the run, nor whatever comes first.
        raise UsageError(
            f"the {spec.target} is empty: name one"
            + ("" if spec.needs_target else ", or leave it out")
        )
    given = command(
        spec.verb,
        target,
        _text(run, spec, typed),
        {each.name: typed.option(each) for each in spec.options if values[each.name]},
        typed.word("reason"),
    )
    seconds = typed.values.get("timeout")
    within = seconds if isinstance(seconds, float) else math.inf
    answer = asyncio.run(_send(typed.database, run, given, within))
    if typed.values.get("json"):
        put(jsonlib.dumps(answer.model_dump(mode="json"), ensure_ascii=False))
    elif answer.done:
        put(f"done: {answer.said}" if answer.said else "done")
    else:
        say(f"orchtui: refused: {answer.said}")
    return DONE if answer.done else REFUSED


async def _send(
    database: Path | None, run: str, given: e.CommandGiven, within: float
) -> e.CommandAnswered:
    async with Session.open(database) as session:
        return await session.send(run, given, within)


def _text(run: str, spec: Spec, typed: Typed) -> str:
    """The text that goes with the command, wherever it is written."""
    written = typed.word("text")
    if typed.values.get("editor"):
        begun = texts.read(written) if written else _begun(run, spec, typed)
        written = edited(begun)
    elif written:
        written = texts.read(written)
    if spec.needs_text and not written.strip():
        raise UsageError(
            f"{spec.verb} needs a text: write {spec.text}, - for standard input, @FILE"
            + (", or --editor" if "editor" in typed.values else "")
        )
    return written


def _begun(run: str, spec: Spec, typed: Typed) -> str:
    """What the editor shows first: the reply that stands, where one is to be replaced."""
    if spec.text != "REPLY":
        return ""

    async def reply() -> str:
        async with Session.open(typed.database) as session:
            record = await session.record(run)
        step = record.state.steps.get(typed.word("target"))
        return record.texts.read(step.reply.text) if step and step.reply else ""

    return asyncio.run(reply())
