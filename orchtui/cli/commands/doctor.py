"""`doctor`: is everything here that orchtui needs, and what to do where it is not."""

from __future__ import annotations

import os
import shutil
import sys

import typer

from orchtui.cli.options import Database
from orchtui.cli.output import is_screen, painted, put_as_is

_MARKS = {"good": ("✔", "green"), "note": ("·", "dim"), "bad": ("✗", "red")}


def doctor(db: Database = None) -> None:
    """Check the installation, the database, the keys and the terminal; say what to mend.

    Exits with 1 when something that orchtui needs is not as it must be.
    """
    import asyncio

    from orchtui.cli.output import described
    from orchtui.session import examine

    findings = [(each.verdict, each.what, each.said) for each in asyncio.run(examine(db))]
    findings.append(("note", "terminal", _terminal()))
    lines = described([(what, said) for _, what, said in findings])
    for (verdict, _, _), line in zip(findings, lines, strict=True):
        mark, colour = _MARKS[verdict]
        put_as_is(f"{painted(mark, colour)} {line}")
    if any(verdict == "bad" for verdict, _, _ in findings):
        raise typer.Exit(1)


def _terminal() -> str:
    if not is_screen(sys.stderr):
        return "none here: a run is told in plain lines"
    size = shutil.get_terminal_size()
    colours = "without colours (NO_COLOR)" if os.environ.get("NO_COLOR") else "in colours"
    term = os.environ.get("TERM", "")
    return f"{term}, {size.columns}x{size.lines}, {sys.stderr.encoding}, {colours}"
