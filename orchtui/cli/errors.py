"""How a command ends: what it says on stderr, and its exit code.

A person's mistake is one message and 2. What orchtui did not expect is one line, without local
variables, and a file with the details, secrets taken out.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn, cast

from orchtui.cli.fast_path import plain
from orchtui.cli.output import Unread, let_go, ready, say
from orchtui.errors import Divergence, OrchtuiError, RecipeError, UsageError

FAILED, USAGE, DIVERGED, INTERRUPTED = 1, 2, 5, 130


def guarded(words: Sequence[str]) -> NoReturn:
    """Carry out one command line to its end, and leave the process."""
    ready()
    try:
        sys.exit(_ended(words))
    finally:
        let_go()


def _ended(words: Sequence[str]) -> int:
    """The exit code; what went wrong is told, to whoever still reads."""
    try:
        return _carried_out(words)
    except OrchtuiError as error:
        with suppress(OSError):
            _tell(error)
        return _code(error)
    except Unread:
        return 0
    except KeyboardInterrupt:
        with suppress(OSError):
            say("orchtui: interrupted")
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last line of defence tells, and hides nothing
        with suppress(OSError):
            _crashed(error)
        return FAILED


def _carried_out(words: Sequence[str]) -> int:
    if (at_once := plain(words)) is not None:
        at_once()
        return 0
    import typer

    from orchtui.cli.app import app

    # What typer finds wrong has a common base that it does not name.
    mistyped = cast("type[typer.BadParameter]", typer.BadParameter.__mro__[2])
    try:
        code = app(list(words), prog_name="orchtui", standalone_mode=False)
    except mistyped as error:
        error.show()
        return USAGE
    except typer.Abort:
        raise KeyboardInterrupt from None
    return code if isinstance(code, int) else 0


def _tell(error: OrchtuiError) -> None:
    if isinstance(error, RecipeError) and len(error.problems) > 1:
        for problem in error.problems:
            say(str(problem))
        say(f"orchtui: {len(error.problems)} problems in the recipe; nothing was run")
        return
    say(f"orchtui: {error}")


def _code(error: OrchtuiError) -> int:
    if isinstance(error, Divergence):
        return DIVERGED
    return USAGE if isinstance(error, UsageError) else FAILED


def _crashed(error: Exception) -> None:
    import tempfile
    import traceback

    from orchtui.domain.redact import Redactor, secrets_in

    redact = Redactor(secrets_in(os.environ))
    told = redact("".join(traceback.format_exception(error)))
    with tempfile.NamedTemporaryFile(
        "w", prefix="orchtui-", suffix=".txt", delete=False, encoding="utf-8", errors="replace"
    ) as report:
        report.write(told)
    say(f"orchtui: this should not have happened: {redact(f'{type(error).__name__}: {error}')}")
    say(f"orchtui: the details, without any values, are in {report.name}; please report them")
