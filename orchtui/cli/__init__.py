"""The command line: stdout is data, stderr is narration. Knows only the session.

Asking what there is (`orchtui`, `--help`, `--version`) is answered from a table, at once; the rest
of the command line is loaded when a verb is typed.
"""

from __future__ import annotations

import sys

from orchtui.cli.overview import answered

__all__ = ["app", "main"]


def main() -> None:
    """Run one command; every error ends in one clear message and its exit code."""
    if answer := answered(sys.argv[1:]):
        print(answer)
        return
    from orchtui.cli import ending

    ending.guarded(sys.argv[1:])


def __getattr__(name: str) -> object:
    """`orchtui.cli.app` is the whole command line, built when somebody asks for it."""
    if name == "app":
        from orchtui.cli.verbs import app

        return app
    raise AttributeError(f"module {__name__} has no attribute {name}")
