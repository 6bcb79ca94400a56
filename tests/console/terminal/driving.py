"""Drives the console as a person would: keys go in, and what is on the screen tells what came."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tests.cli.command import COMMAND, Shell
from tests.cli.terminal import Terminal

CTRL_C, CTRL_E, CTRL_S, ESCAPE, BACKSPACE = "\x03", "\x05", "\x13", "\x1b", "\x7f"
STANDING = ("--rehearse", "--speed", "0", "--paused")

_OSC = re.compile(rb"\x1b\](\d*)[^\x07\x1b]*")


def console(
    shell: Shell,
    *words: str,
    columns: int = 120,
    rows: int = 36,
    command: Sequence[str] = COMMAND,
    more: Mapping[str, str] | None = None,
) -> Terminal:
    """The command in a terminal that is large enough for all panels side by side."""
    return Terminal(shell, *words, columns=columns, rows=rows, more=more, command=command)


def seen(terminal: Terminal, *texts: str) -> None:
    """Read on until all of these are on the screen."""
    terminal.until(lambda: all(text in terminal.text for text in texts))


def unseen(terminal: Terminal, text: str) -> None:
    """Read on until this is not on the screen any more."""
    terminal.until(lambda: text not in terminal.text)


def shown(terminal: Terminal, text: str) -> None:
    """Read on until the line on top says this: which run, and how it stands."""
    terminal.until(lambda: bool(terminal.lines) and text in terminal.lines[0])


def run_on(terminal: Terminal) -> str:
    """The id of the run that is on the screen."""
    found = re.search(r"run (\w{9})\b", terminal.text)
    assert found is not None, terminal.text
    return found[1]


def left(terminal: Terminal, code: int) -> list[str]:
    """Read on to the end, which leaves the terminal as it was; what is in the scrollback then."""
    assert terminal.ended() == code, terminal.text
    assert terminal.wrongs() == []
    return terminal.lines


def orders(terminal: Terminal) -> set[int]:
    """The numbers of the operating system commands that were written to the terminal."""
    return {int(found) for found in _OSC.findall(terminal.written)}
