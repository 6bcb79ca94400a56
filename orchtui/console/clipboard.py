"""Taking along what is seen: to the clipboard, and to files of one's own."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from orchtui.console.text.row import plain
from orchtui.console.widgets.row_list import Sheet

if TYPE_CHECKING:
    from orchtui.console.screens.run_actions import Acting

_MOST_COPIED = 100_000


def copy(acting: Acting, *, whole: bool) -> None:
    """Copy the row that is pointed at, or all that the focused panel shows.

    A terminal need not let itself be told, and does not say: so the text is in a file as well.
    """
    sheet = _sheet(acting)
    if sheet is None:
        acting.tell("nothing is focused: tab goes to a panel", "warn")
        return
    pointed = sheet.pointed.plain.strip()
    text = pointed if pointed and not whole and sheet.points else plain(sheet.rows)
    file = Path(tempfile.gettempdir()) / f"orchtui-copied-{os.getuid()}.txt"
    kept = ""
    with suppress(OSError):
        _write(file, text)
        kept = f", and in {file}"
    acting.screen.app.copy_to_clipboard(text[:_MOST_COPIED])
    lines = text.count("\n") + 1
    acting.tell(f"copied {lines} line{'s' if lines > 1 else ''} to the clipboard{kept}")


def export(acting: Acting) -> None:
    """Write what the focused panel shows to a new file in the current folder."""
    sheet = _sheet(acting)
    if sheet is None:
        acting.tell("nothing is focused: tab goes to a panel", "warn")
        return
    file = _new(Path.cwd(), f"orchtui-{acting.view.run}-{acting.screen.looking.name_of(sheet)}")
    try:
        _write(file, plain(sheet.rows) + "\n")
    except OSError as error:
        acting.tell(f"{file.name} cannot be written: {error.strerror}", "bad")
        return
    acting.tell(f"written to {file.name}")


def _sheet(acting: Acting) -> Sheet | None:
    focused = acting.screen.focused
    return focused if isinstance(focused, Sheet) else None


def _new(folder: Path, stem: str) -> Path:
    """A name that nothing has yet: what is there is never written over."""
    file, number = folder / f"{stem}.txt", 1
    while file.exists():
        number += 1
        file = folder / f"{stem}-{number}.txt"
    return file


def _write(file: Path, text: str) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(file, flags, 0o600), "w", encoding="utf-8") as opened:
        opened.write(text)
