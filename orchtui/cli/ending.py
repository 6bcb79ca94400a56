"""How a command ends: what it says on stderr, and its exit code.

A person's mistake is one message and 2. What orchtui did not expect is one line, without local
variables, and a file with the details, secrets taken out.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import NoReturn

from orchtui.errors import Divergence, OrchtuiError, UsageError

USAGE, FAILED, DIVERGED, INTERRUPTED = 2, 1, 5, 130


def guarded(command: Callable[[], object]) -> NoReturn:
    """Run a command to its end, and leave the process."""
    try:
        command()
    except OrchtuiError as error:
        say(f"orchtui: {error}")
        sys.exit(_code(error))
    except BrokenPipeError:
        _forget_stdout()
        sys.exit(0)
    except KeyboardInterrupt:
        say("orchtui: interrupted")
        sys.exit(INTERRUPTED)
    except Exception as error:  # noqa: BLE001 - the last line of defence tells, and hides nothing
        sys.exit(_crashed(error))
    sys.exit(0)


def say(line: str) -> None:
    """One line of narration."""
    print(line, file=sys.stderr, flush=True)


def _code(error: OrchtuiError) -> int:
    if isinstance(error, Divergence):
        return DIVERGED
    return USAGE if isinstance(error, UsageError) else FAILED


def _forget_stdout() -> None:
    """Nobody reads stdout any more: keep the interpreter from complaining of it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _crashed(error: Exception) -> int:
    import tempfile
    import traceback

    from orchtui.domain.redact import Redactor, secrets_in

    redact = Redactor(secrets_in(os.environ))
    told = redact("".join(traceback.format_exception(error)))
    with tempfile.NamedTemporaryFile(
        "w", prefix="orchtui-", suffix=".txt", delete=False, encoding="utf-8"
    ) as report:
        report.write(told)
    say(f"orchtui: this should not have happened: {redact(f'{type(error).__name__}: {error}')}")
    say(f"orchtui: the details, without any values, are in {report.name}; please report them")
    return FAILED
