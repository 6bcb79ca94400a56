"""Every verb, in one typer app.

Modules of a verb family hold the functions; what these need to do their work they import when they
do it, so that a verb loads no more than it uses.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated

import typer

from orchtui.cli.commands import cleanup, console, ctl, recipes, run, runs, show
from orchtui.cli.commands.doctor import doctor
from orchtui.cli.help_page import answered, overview, short
from orchtui.cli.output import put

app = typer.Typer(
    name="orchtui",
    help=overview().partition("\n")[0],
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        put(answered(["--version"]))
        raise typer.Exit


@app.callback()
def orchtui(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Which one it is.")
    ] = False,
) -> None:
    """Options that need no verb."""


def _help(function: Callable[..., None]) -> str:
    """The docstring; its examples are marked, so that they keep their lines."""
    paragraphs = inspect.cleandoc(function.__doc__ or "").split("\n\n")
    return "\n\n".join(
        f"\b\n{each}" if each.startswith(("orchtui ", "  ")) else each for each in paragraphs
    )


for function in (
    run.demo,
    run.run,
    run.resume,
    console.home,
    console.attach,
    console.replay,
    ctl.tail,
    runs.runs,
    show.show,
    recipes.recipes,
    recipes.check,
    recipes.new,
    recipes.schema,
    cleanup.rm,
    cleanup.prune,
    doctor,
):
    app.command(help=_help(function), short_help=short(function.__name__))(function)

app.add_typer(ctl.ctl(), name="ctl", help=_help(ctl.chosen), short_help=short("ctl"))
