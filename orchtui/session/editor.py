"""A text taken to the editor that a person has set, and back."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from orchtui.errors import UsageError


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
                f"the editor failed ({how}): nothing was sent; set VISUAL or EDITOR to another "
                f"one than {editor[0]}"
            ) from error
        return file.read_text(encoding="utf-8", errors="replace").rstrip("\n")
