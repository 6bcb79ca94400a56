"""`ctl` and `tail`: hold, change and follow a run that another process carries out.

`ctl` has a command for each entry of the catalogue, made from it: its argument, its options and its
help are nowhere else.
"""

from __future__ import annotations

import asyncio
import json as jsonlib
import math
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import Parameter, Signature
from pathlib import Path
from typing import Annotated

import typer

from orchtui.cli import options
from orchtui.cli.options import Database, Json, RunName
from orchtui.cli.output import put, say
from orchtui.commands.catalogue import CATALOGUE, Option, Spec
from orchtui.commands.parser import typed_option
from orchtui.domain import events as e
from orchtui.errors import UsageError
from orchtui.session import Session, command, edited

Reason = Annotated[
    str, typer.Option("--reason", metavar="TEXT", help="A word on why, kept in the record.")
]
Timeout = Annotated[
    float,
    typer.Option(
        "--timeout", metavar="SECONDS", min=0.1, help="How long to wait for what comes of it."
    ),
]
Editor = Annotated[
    bool, typer.Option("--editor", help="Write the text in your editor ($VISUAL or $EDITOR).")
]
_TEXT_HELP = "Words, - for standard input, or @FILE (@@ for a text that begins with @)."


def chosen(context: typer.Context, run: RunName) -> None:
    """Command a live run, from any shell; what came of it is printed.

    Exits with 0 when it is done, and with 1 and the reason when it is refused.

    orchtui ctl last pause
    orchtui ctl last say editor "Keep it short." --reason "the first draft was long"
    orchtui ctl last override writer @reply.json
    """
    context.obj = run


def arguments(spec: Spec) -> list[Parameter]:
    """What is typed after a command of the catalogue: target, text, options."""
    found = [_parameter("context", typer.Context)]
    if spec.target:
        about = typer.Argument(metavar=spec.target, show_default=False)
        default = Parameter.empty if spec.needs_target else None
        found.append(_parameter("target", Annotated[str | None, about], default))
    if spec.text:
        must = spec.needs_text and not may_edit(spec)
        about = typer.Argument(metavar=spec.text, help=_TEXT_HELP, show_default=False)
        found.append(_parameter("text", Annotated[str, about], Parameter.empty if must else ""))
    found += [_option(each) for each in spec.options]
    if may_edit(spec):
        found.append(_parameter("editor", Editor, False))
    found.append(_parameter("reason", Reason, ""))
    found.append(_parameter("timeout", Timeout, 10.0))
    found.append(_parameter("json", Json, False))
    found.append(_parameter("db", Database, None))
    return found


def may_edit(spec: Spec) -> bool:
    """Whether a command's text may be written in an editor: one for somebody, no condition."""
    return bool(spec.text and spec.target)


def _parameter(name: str, kind: object, default: object = Parameter.empty) -> Parameter:
    return Parameter(name, Parameter.KEYWORD_ONLY, annotation=kind, default=default)


def _option(option: Option) -> Parameter:
    flag = f"--{option.name}"
    if option.flag:
        about = typer.Option(flag, help=option.about)
        return _parameter(option.name, Annotated[bool, about], False)
    metavar = "N" if option.number else "TEXT"
    about = typer.Option(flag, metavar=metavar, help=option.about)
    return _parameter(option.name, Annotated[str, about], "")


def _help(spec: Spec) -> str:
    """One line on what it does, and when it is not possible."""
    told = spec.about + (f"\n\nRefused when {spec.refused}." if spec.refused else "")
    return "\n\n".join([told, *(f"orchtui ctl last {each}" for each in spec.examples)])


def _command(spec: Spec) -> Callable[..., None]:
    def given(context: typer.Context, **typed: object) -> None:
        sys.exit(give(str(context.obj), spec, typed))

    found = arguments(spec)
    given.__dict__["__signature__"] = Signature(found)
    given.__annotations__ = {each.name: each.annotation for each in found}
    return given


def ctl() -> typer.Typer:
    """The group of all commands, each made from its entry in the catalogue."""
    group = typer.Typer(rich_markup_mode=None, add_completion=False)
    group.callback()(chosen)
    for spec in CATALOGUE.values():
        group.command(spec.verb, help=_help(spec), short_help=spec.about)(_command(spec))
    return group


def tail(run: RunName, json: Json = False, db: Database = None) -> None:
    """Follow a run that another process carries out, from its start to its summary.

    It tells what orchtui run would have told, and leaves with the run's exit code. Ctrl+C ends the
    following, never the run.

    orchtui tail last
    orchtui tail last --json | jq .kind
    """
    from orchtui.cli.commands.tail import follow

    follow(options.existing(db), run, json=json)


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
        begun = options.read(written) if written else _begun(run, spec, typed)
        written = edited(begun)
    elif written:
        written = options.read(written)
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
