"""How a command ends: its errors on stderr, and its exit code.

A usage error is one message and exit code 2. An unexpected error is one line without local
variables, and a file with the details, secrets removed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn

from orchtui.cli.output import Unread, let_go, ready, say
from orchtui.errors import Divergence, OrchtuiError, RecipeError, UsageError
from orchtui.exit_codes import ExitCode


def guarded(command: Callable[[], int]) -> NoReturn:
    """Run one command and leave the process with its exit code."""
    ready()
    try:
        sys.exit(_exit_code(command))
    finally:
        let_go()


def _exit_code(command: Callable[[], int]) -> int:
    """Run a command and return its exit code; an error is printed if stderr is still read."""
    try:
        return command()
    except OrchtuiError as error:
        with suppress(OSError):
            _print(error)
        return _code(error)
    except Unread:
        return ExitCode.DONE
    except KeyboardInterrupt:
        with suppress(OSError):
            say("orchtui: interrupted")
        return ExitCode.INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last line of defence reports, and hides nothing
        with suppress(OSError):
            _report(error)
        return ExitCode.FAILED


def _print(error: OrchtuiError) -> None:
    if isinstance(error, RecipeError) and len(error.problems) > 1:
        for problem in error.problems:
            say(str(problem))
        say(f"orchtui: {len(error.problems)} problems in the recipe; nothing was run")
        return
    say(f"orchtui: {error}")


def _code(error: OrchtuiError) -> int:
    if isinstance(error, Divergence):
        return ExitCode.DIVERGED
    return ExitCode.USAGE if isinstance(error, UsageError) else ExitCode.FAILED


def _report(error: Exception) -> None:
    import tempfile
    import traceback

    from orchtui.domain.redact import Redactor, secrets_in

    redact = Redactor(secrets_in(os.environ))
    details = redact("".join(traceback.format_exception(error)))
    with tempfile.NamedTemporaryFile(
        "w", prefix="orchtui-", suffix=".txt", delete=False, encoding="utf-8", errors="replace"
    ) as report:
        report.write(details)
    say(f"orchtui: this should not have happened: {redact(f'{type(error).__name__}: {error}')}")
    say(f"orchtui: the details, without any values, are in {report.name}; please report them")
