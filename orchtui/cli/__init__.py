"""The command line: stdout is data, stderr is narration. Knows only the session.

Modules of a verb family register their commands on `app`; what they need to do their work they
import when they do it, so that `--help` stays quick.
"""

from __future__ import annotations

import typer

from orchtui.cli import describe, ending, look, run, tidy
from orchtui.cli.doctor import doctor

__all__ = ["app", "main"]

app = typer.Typer(
    name="orchtui",
    help="The debugger for multi-agent LLM orchestrations.\n\n"
    "Begin with: orchtui demo. Then: orchtui run hello --rehearse, and orchtui show last.",
    epilog="Exit codes: 0 done, 1 failed or partial, 2 usage or recipe, 3 needs a person, "
    "4 a limit reached, 5 diverged, 6 the recipe's fail_if held, 130 interrupted.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

for command in (
    run.demo,
    run.run,
    run.resume,
    look.runs,
    look.show,
    tidy.rm,
    tidy.prune,
    describe.recipes,
    describe.check,
    describe.schema,
    describe.new,
    doctor,
):
    app.command()(command)


def main() -> None:
    """Run one command; every error ends in one clear message and its exit code."""
    ending.guarded(app)
