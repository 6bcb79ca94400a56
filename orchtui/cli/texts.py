"""Where a text that goes with a command comes from: the words, a pipe or a file."""

from __future__ import annotations

import sys
from pathlib import Path

from orchtui.errors import UsageError


def read(typed: str) -> str:
    """The text itself; `-` is standard input, `@FILE` a file, `@@…` begins with one @."""
    if typed == "-":
        return sys.stdin.buffer.read().decode("utf-8", "replace").rstrip("\n")
    if typed.startswith("@@"):
        return typed[1:]
    if not typed.startswith("@"):
        return typed
    try:
        text = Path(typed[1:]).expanduser().read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise UsageError(
            f"{typed[1:]} cannot be read: {error.strerror}; a text that begins with @ is "
            "written with @@"
        ) from error
    return text.rstrip("\n")
