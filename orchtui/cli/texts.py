"""Where a text that goes with a command comes from: the words, a pipe, a file or an editor."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
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


def edited(text: str) -> str:
    """What somebody made of the text in their editor."""
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        editor = shlex.split(named)
    except ValueError as error:
        raise UsageError(
            f"the editor {named!r} cannot be read ({error}): set VISUAL or EDITOR to another one"
        ) from error
    with tempfile.TemporaryDirectory(prefix="orchtui-") as folder:
        file = Path(folder) / "text.md"
        file.write_text(text, encoding="utf-8")
        try:
            subprocess.run([*editor, str(file)], check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            how = error.strerror if isinstance(error, OSError) else f"exit {error.returncode}"
            raise UsageError(
                f"the editor {editor[0]} failed ({how}): nothing was sent; set VISUAL or EDITOR "
                "to another one"
            ) from error
        return file.read_text(encoding="utf-8", errors="replace").rstrip("\n")
