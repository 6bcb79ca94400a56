"""The command line: stdout is data, stderr is narration. Knows only the session.

`orchtui`, `--help` and `--version` are answered from a table, at once; the rest of the command line
is imported when a verb is typed.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import cast

from orchtui.cli.help_page import HOME, answered

__all__ = ["main"]


def main() -> None:
    """Run one command; every error ends in one clear message and its exit code."""
    words = sys.argv[1:]
    if not words and sys.stdin.isatty() and sys.stdout.isatty():
        words = [HOME]
    if answer := answered(words):
        print(answer)
        return
    from orchtui.cli import errors

    errors.guarded(lambda: _run(words))


def _run(words: Sequence[str]) -> int:
    """Run a command line: by the fast path where it can, else by the whole of typer."""
    from orchtui.cli.fast_path import plain
    from orchtui.exit_codes import ExitCode

    if (command := plain(words)) is not None:
        command()
        return ExitCode.DONE
    import typer

    from orchtui.cli.app import app

    # What typer finds wrong has a common base that it does not name.
    mistyped = cast("type[typer.BadParameter]", typer.BadParameter.__mro__[2])
    try:
        code = app(list(words), prog_name="orchtui", standalone_mode=False)
    except mistyped as error:
        error.show()
        return ExitCode.USAGE
    except typer.Abort:
        raise KeyboardInterrupt from None
    return code if isinstance(code, int) else ExitCode.DONE
