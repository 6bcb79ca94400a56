"""Whole sessions, as people have them: a run is held, stepped, mended, finished, and replayed."""

from __future__ import annotations

import json
import re
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.checks.lock import ROOT
from tests.cli.command import COMMAND, Shell, signalled
from tests.console.terminal.driving import (
    BACKSPACE,
    CTRL_C,
    CTRL_E,
    CTRL_S,
    ESCAPE,
    STANDING,
    console,
    left,
    run_on,
    seen,
    shown,
    unseen,
)

MINE = {"summary": "It is mine.", "sources": ["[1] myself"], "confidence": 0.9}


def test_a_run_is_held_stepped_mended_by_hand_finished_and_replayed(
    shell: Shell, editor: Path
) -> None:
    (shell.folder / "written").write_text(json.dumps(MINE))
    words = ("run", "research-article", *STANDING)
    with console(shell, *words, more={"EDITOR": str(editor)}) as terminal:
        shown(terminal, "paused before researcher")
        terminal.type(":break editor\r")
        seen(terminal, "Breakpoints 1")
        terminal.type("n")
        shown(terminal, "paused after researcher")

        terminal.type("o")
        seen(terminal, "The reply of researcher, in your words", '"confidence": 0.91')
        terminal.type(BACKSPACE * 4)
        seen(terminal, "the reply must be one JSON object")
        terminal.type(CTRL_S)
        seen(terminal, "not sent: ", "The reply of researcher")
        terminal.type(CTRL_E)
        seen(terminal, "It is mine.")
        terminal.type(CTRL_S)
        unseen(terminal, "in your words")
        seen(terminal, "override researcher")

        terminal.type("c")
        shown(terminal, "paused before editor")
        terminal.type("s")
        shown(terminal, "paused after editor")
        terminal.type("c")
        shown(terminal, "✔ done")
        run = run_on(terminal)
        terminal.type("q")
        head, end, door = left(terminal, 0)
    assert head == f"● research-article  run {run}"
    assert end.startswith("✔ done  5 of 5 steps  $0.")
    assert door == f"  next     orchtui replay {run}"
    assert "It is mine." in shell.orchtui("show", run, "--step", "researcher").out

    with console(shell, "replay", "last") as terminal:
        shown(terminal, "recorded")
        terminal.type("t0%\r")
        shown(terminal, "○ new")
        terminal.type("s")
        shown(terminal, "paused before researcher")
        terminal.type("c")
        shown(terminal, "paused before editor")
        shown(terminal, "events ago")
        terminal.type(">>>>> ")
        seen(terminal, "playing at 32 times as fast")
        terminal.until(lambda: terminal.lines[0].endswith("recorded"))
        terminal.type("q")
        assert left(terminal, 0) == [head, end, door]


@pytest.mark.parametrize("fails", ["exit 3", "read it"], ids=["by itself", "by ctrl+c"])
def test_an_editor_that_fails_gives_the_terminal_back(
    shell: Shell, editor: Path, fails: str
) -> None:
    editor.write_text(f"#!/bin/sh\necho editing\n{fails}\n")
    words = ("run", "pair.yaml", *STANDING, "--break", "critic")
    with console(shell, *words, more={"EDITOR": str(editor)}) as terminal:
        shown(terminal, "paused before writer")
        terminal.type("o")
        seen(terminal, "The reply of writer, in your words")
        terminal.type("Mine." + CTRL_E)
        if fails == "read it":
            seen(terminal, "editing")
            assert terminal.wrongs() == []
            terminal.type(CTRL_C)
        seen(terminal, "the editor failed", "Mine.")
        terminal.type(CTRL_S)
        shown(terminal, "paused after writer")
        terminal.type("qs")
        left(terminal, 130)


def test_a_run_begun_at_home_is_seen_and_held_from_two_terminals(shell: Shell) -> None:
    with console(shell) as mine:
        seen(mine, "1 Runs", "2 Recipes")
        mine.type(":run gated.yaml Write of the sea.\r")
        seen(mine, "Run gated", "Write of the sea.", "rehearse")
        mine.type("r")
        seen(mine, "Publish this?")
        run = run_on(mine)
        mine.type("q")
        seen(mine, f"Leave run {run}?")
        mine.type(ESCAPE)
        unseen(mine, "Leave run")

        with console(shell, "attach", run) as theirs:
            shown(theirs, "● attached")
            seen(theirs, "Publish this?")
            theirs.type(" ")
            for each in (mine, theirs):
                shown(each, "⏸ paused")
            mine.type("g1")
            for each in (theirs, mine):
                unseen(each, "Publish this?")
            theirs.type("q")
            left(theirs, 0)
            assert f"run {run} goes on in a process of its own" in theirs.text

        mine.type("qs")
        seen(mine, "1 Runs", "interrupted")
        mine.type("c")
        shown(mine, "● live")
        mine.type("qd")
        seen(mine, "1 Runs", "paused")
        mine.type("q")
        told = left(mine, 0)
        assert f"  next     orchtui attach {run}" in told

    with console(shell, "attach") as again:
        shown(again, "● attached")
        again.type(" ")
        shown(again, "✔ done")
        again.type("q")
        assert f"  next     orchtui replay {run}" in left(again, 0)


def test_what_is_typed_after_a_colon_is_no_command_however_fast(shell: Shell) -> None:
    with console(shell, "run", "pair.yaml", *STANDING) as terminal:
        shown(terminal, "paused before writer")
        terminal.type(":break critic --reason 'kill it now, xkr'\r")
        seen(terminal, "Breakpoints 1")
        terminal.type(":" + "say writer " + "xkcnsa" * 20 + "\r")
        seen(terminal, "say writer")
        terminal.type("qs")
        assert terminal.ended() == 130
    commands = re.findall(r'"verb": ?"(\w+)"', shell.orchtui("show", "last", "--raw").out)
    assert commands == ["break", "say"]


def test_what_is_typed_before_it_is_there_is_kept(shell: Shell) -> None:
    with console(shell, "run", "pair.yaml", *STANDING) as terminal:
        terminal.type(":break critic if cost > 0.5\r:say writer 1, 2. x!\rn")
        shown(terminal, "paused after writer")
        seen(terminal, "Breakpoints 1")
        terminal.type("qs")
        left(terminal, 130)
    record = shell.orchtui("show", "last", "--raw").out
    assert "critic if cost > 0.5" in record
    assert "1, 2. x!" in record


MAKE = ("make", "-s", "-C", str(ROOT), "-o", ".venv/.ready", f"BIN={Path(sys.executable).parent}")


@pytest.mark.parametrize("command", [(*COMMAND, "demo"), (*MAKE, "demo")], ids=["orchtui", "make"])
def test_the_demo_opens_the_console_on_a_terminal(shell: Shell, command: Sequence[str]) -> None:
    with console(shell, command=command) as terminal:
        shown(terminal, "research-article")
        seen(terminal, "1 Agents", "researcher")
        terminal.type("qs")
        code = terminal.ended()
        assert (code == 130) if command[0] != "make" else (code != 0)
        assert terminal.wrongs() == []
        assert "orchtui resume" in terminal.text


def test_the_demo_without_a_terminal_opens_none(shell: Shell) -> None:
    ended = signalled(shell.begin("demo"), signal.SIGINT, after="researcher")
    assert ended.code == 130
    assert "\x1b" not in ended.out + ended.err
