"""Copies and exports: rows as text, to a private file or a new file in the current folder."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from orchtui.console.text.row import Row, plain

MOST_COPIED = 100_000
"""Characters that are sent to the terminal's clipboard at most."""


def copied_text(highlighted: Row, rows: Sequence[Row], *, whole: bool) -> str:
    """Return the text of the highlighted row, or of all rows."""
    text = highlighted.plain.strip()
    return text if text and not whole else plain(rows)


def keep_copy(text: str) -> str:
    """Write a copy to a private file, for not every terminal takes it; return where it is."""
    file = Path(tempfile.gettempdir()) / f"orchtui-copied-{os.getuid()}.txt"
    with suppress(OSError):
        _write(file, text)
        return str(file)
    return ""


def export(rows: Sequence[Row], stem: str) -> str:
    """Write rows to a new file in the current folder; return its name."""
    file = _new(Path.cwd(), stem)
    _write(file, plain(rows) + "\n")
    return file.name


def _new(folder: Path, stem: str) -> Path:
    """Return a name that no file has: nothing is overwritten."""
    file, number = folder / f"{stem}.txt", 1
    while file.exists():
        number += 1
        file = folder / f"{stem}-{number}.txt"
    return file


def _write(file: Path, text: str) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(file, flags, 0o600), "w", encoding="utf-8") as opened:
        opened.write(text)
