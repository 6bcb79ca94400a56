"""`ctl` and `tail`: hold, change and follow a run that another process carries out.

`ctl` has a command for each entry of the catalogue, made from it: its argument, its options and its
help are nowhere else.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from inspect import Parameter, Signature
from typing import Annotated

import typer

from orchtui.cli import options
from orchtui.cli.options import Database, Json, RunName
from orchtui.commands.catalogue import CATALOGUE, Option, Spec

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
        from orchtui.cli.commanding import give

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
    from orchtui.cli.follow import follow

    follow(options.existing(db), run, json=json)
