"""The command line: stdout is data, stderr is narration. Knows only the session.

Asking what there is (`orchtui`, `--help`, `--version`) is answered from a table, at once; the rest
of the command line is loaded when a verb is typed.
"""

from __future__ import annotations

import sys

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

    errors.guarded(words)
