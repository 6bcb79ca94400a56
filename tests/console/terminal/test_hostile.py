"""Hostile text of models, recipes and people drives no real terminal, wherever it is shown."""

from __future__ import annotations

import base64
import json
import re

from tests.cli.command import Shell
from tests.cli.terminal import Terminal
from tests.console.hostile import HOSTILE, harmful
from tests.console.terminal.driving import console, left, orders, seen, shown, unseen

RECIPE = """\
name: hostile
about: Says what it is told.
task: Do harm.
agents:
  imp: {does: Says what it is told., python: "harm.py:say"}
flow: {python: harm.py:harm}
"""
HARM = """\
import json, pathlib

TEXTS = json.loads(pathlib.Path(__file__).with_name("texts.json").read_text())

def say(asked):
    return TEXTS[int(asked.says.partition(" ")[0])]

async def harm(flow, task):
    said = [await flow.ask("imp", f"{n} {text}", optional=True) for n, text in enumerate(TEXTS)]
    for text in TEXTS:
        flow.note(text[:1000])
    about = " ".join(text[:200] for text in TEXTS)
    await flow.gate(f"Let it in? {about}", "yes", "no", default="no", name="door")
    return said[0]
"""
SEQUENCE = re.compile(rb"\x1b\[[<-?]?[\d;]*[ -/]*[@-~]")
"""What moves, paints and asks the terminal for what it can do: it changes nothing that lasts."""

ORDER = re.compile(rb"\x1b\](?:52;c;[\w+/=]*|22;[a-z-]*)(?:\x07|\x1b\\)")
"""A copy, and another shape of the mouse's pointer."""

CLIPBOARD, POINTER = 52, 22
TABS = 9


def settled(terminal: Terminal, number: int) -> None:
    """Read on until every key so far has been taken: the next command is told to be unknown."""
    terminal.type(f":x{number}\r")
    seen(terminal, f"no command x{number}")


def is_framed(terminal: Terminal) -> bool:
    """Whether whatever stands in a panel ends where the panel does."""
    return all(line.endswith(("│", "╮", "╯")) for line in terminal.lines if line[0] in "│╭╰")


def test_what_is_said_changes_neither_title_nor_clipboard_nor_the_picture(shell: Shell) -> None:
    (shell.folder / "hostile.yaml").write_text(RECIPE, encoding="utf-8")
    (shell.folder / "harm.py").write_text(HARM, encoding="utf-8")
    (shell.folder / "texts.json").write_text(json.dumps([*HOSTILE.values()]), encoding="utf-8")
    task = HOSTILE["clipboard"] + HOSTILE["c1"] + HOSTILE["bidi"] + HOSTILE["textual markup"]
    more = {"TMPDIR": str(shell.folder)}

    words = ("run", "hostile.yaml", task, "--rehearse", "--speed", "0")
    with console(shell, *words, more=more) as terminal:
        seen(terminal, "Let it in?")
        terminal.type("5")
        for number in range(TABS):
            terminal.type("]")
            settled(terminal, number)
            assert is_framed(terminal), terminal.text
        terminal.type("2" + "l" * len(HOSTILE))
        seen(terminal, f"3 imp.{len(HOSTILE)} ")
        steps = range(2, len(HOSTILE) + 1)
        for key, way in (("h", steps[-2::-1]), ("l", steps[1:]), ("h", steps[-2::-1])):
            for number in way:
                terminal.type(key)
                seen(terminal, f"3 imp.{number} ")
                assert is_framed(terminal), terminal.text
            terminal.type("]")
        terminal.type("/owned\r")
        seen(terminal, "places")
        terminal.type("g")
        seen(terminal, "Let it in?", "yes")
        terminal.type("1")
        shown(terminal, "◐ partial")
        assert orders(terminal) <= {POINTER}

        terminal.type("5Y")
        seen(terminal, "copied")
        assert CLIPBOARD in orders(terminal)
        (copied,) = re.findall(rb"\x1b\]52;c;([^\x07\x1b]*)", terminal.written)
        assert base64.b64decode(copied).decode() == (
            next(shell.folder.glob("orchtui-copied-*.txt")).read_text(encoding="utf-8")
        )
        terminal.type("q")
        left(terminal, 1)
        is_harmless(terminal, {POINTER, CLIPBOARD})

    with console(shell, more=more) as terminal:
        seen(terminal, "1 run", "hostile")
        terminal.type("/owned\r")
        seen(terminal, "places in 1 run")
        terminal.type("\r")
        shown(terminal, "recorded")
        terminal.type("q")
        unseen(terminal, "recorded")
        terminal.type("q")
        left(terminal, 0)
        is_harmless(terminal, {POINTER})


def is_harmless(terminal: Terminal, allowed: set[int]) -> None:
    """Nothing but text, colours and movement was written."""
    assert orders(terminal) <= allowed
    for line in (
        SEQUENCE.sub(b"", ORDER.sub(b"", terminal.written)).decode().replace("\r", "\n").split("\n")
    ):
        assert harmful(line) == ""
