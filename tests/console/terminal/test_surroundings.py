"""The console in what it finds around itself: settings, other terminals, and none at all."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping

import pytest

from tests.cli.command import Shell
from tests.cli.terminal import REPORTING, Terminal
from tests.console.terminal.driving import (
    ESCAPE,
    STANDING,
    console,
    left,
    run_on,
    seen,
    shown,
    unseen,
)

PAINTED = re.compile(rb"\x1b\[([\d;]+)m")
ONCE = ("run", "pair.yaml", "--rehearse", "--speed", "0")
HELD = ("run", "pair.yaml", *STANDING)
SETTINGS = "ORCHTUI_SETTINGS"


def settings(shell: Shell, text: str) -> Mapping[str, str]:
    """The environment in which these are the settings."""
    file = shell.folder / "settings.yaml"
    file.write_text(text, encoding="utf-8")
    return {SETTINGS: str(file)}


def has_runs(shell: Shell) -> bool:
    return shell.database.exists() and bool(shell.orchtui("runs", "--json").out)


# -- the terminal ----------------------------------------------------------------------------------


def test_a_dumb_terminal_is_told_in_lines(shell: Shell) -> None:
    with console(shell, *ONCE, more={"TERM": "dumb"}) as terminal:
        assert terminal.ended() == 0
        assert b"\x1b" not in terminal.written
        assert "Hello, and welcome." in terminal.lines
    for verb in ((), ("home",), ("replay", "last")):
        with console(shell, *verb, more={"TERM": "dumb"}) as terminal:
            assert terminal.ended() == 2
            assert b"\x1b" not in terminal.written
            assert "the console needs a terminal" in terminal.text


def test_without_colours_there_are_only_greys_and_state_is_told_all_the_same(shell: Shell) -> None:
    with console(shell, *HELD, more={"NO_COLOR": "1", "COLORTERM": "truecolor"}) as terminal:
        shown(terminal, "⏸ paused before writer")
        seen(terminal, "◌ writer", "planned")
        terminal.type("qs")
        left(terminal, 130)
    assert {shade for shade in shades(terminal) if len({*shade}) > 1} == set()


def shades(terminal: Terminal) -> Iterator[tuple[int, ...]]:
    """Every colour that was painted with, as red, green and blue; no other kind is known of."""
    for codes in {*PAINTED.findall(terminal.written)}:
        numbers = iter(map(int, codes.split(b";")))
        for number in numbers:
            if number in (38, 48):
                assert next(numbers) == 2
                yield next(numbers), next(numbers), next(numbers)
            else:
                assert number < 30 or number in (39, 49)


@pytest.mark.parametrize("by", ["language", "settings"])
def test_in_ascii_there_is_no_other_letter(shell: Shell, by: str) -> None:
    more = {"LANG": "C"} if by == "language" else settings(shell, "glyphs: ascii\n")
    with console(shell, *HELD, more=more) as terminal:
        shown(terminal, "paused before writer")
        assert terminal.text.isascii(), terminal.text
        terminal.type("?")
        seen(terminal, "Control the run")
        assert terminal.text.isascii(), terminal.text
        terminal.type(ESCAPE)
        unseen(terminal, "Control the run")
        terminal.type("qs")
        left(terminal, 130)


def test_stdin_that_is_no_terminal_opens_no_console(shell: Shell) -> None:
    with piped(shell, "run pair.yaml --rehearse --speed 0 </dev/null") as terminal:
        assert terminal.ended() == 0
        assert "Hello, and welcome." in terminal.lines
        assert b"\x1b[?1049h" not in terminal.written
    with piped(shell, "replay last </dev/null") as terminal:
        assert terminal.ended() == 2
        assert "orchtui show last" in terminal.text


def test_stdout_that_is_a_pipe_gets_the_reply_alone(shell: Shell) -> None:
    with piped(shell, "run pair.yaml --rehearse --speed 0 >reply.txt") as terminal:
        assert terminal.ended() == 0
        assert b"\x1b[?1049h" not in terminal.written
        assert "✔ editor" in terminal.text
    assert (shell.folder / "reply.txt").read_text(encoding="utf-8") == "Hello, and welcome.\n"


def piped(shell: Shell, line: str) -> Terminal:
    """A line of a shell in a terminal."""
    return console(shell, command=("sh", "-c", f"{sys.executable} -m orchtui {line}"))


# -- settings --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("theme: nrod", "there is no theme nrod; did you mean nord?"),
        ("mouse: perhaps", "mouse"),
        ("keys: {stepp: s}", "there is no action stepp; did you mean step?"),
        ("theme: [", "settings.yaml"),
    ],
)
def test_a_mistake_in_the_settings_is_told_before_anything_is_run(
    shell: Shell, text: str, told: str
) -> None:
    with console(shell, *ONCE, columns=250, more=settings(shell, text)) as terminal:
        assert left(terminal, 2)
        assert str(shell.folder / "settings.yaml") in terminal.lines[0]
        assert told in terminal.text
    assert not has_runs(shell)


def test_keys_are_what_the_settings_make_of_them(shell: Shell) -> None:
    more = settings(shell, "keys: {step: f10, leave: 'ctrl+x', help: h}\ntheme: nord\n")
    with console(shell, *HELD, more=more) as terminal:
        shown(terminal, "paused before writer")
        seen(terminal, "h help")
        terminal.type("q")
        terminal.type("\x1b[21~")
        shown(terminal, "paused after writer")
        terminal.type("\x18s")
        left(terminal, 130)


@pytest.mark.parametrize("mouse", ["true", "false"])
def test_the_mouse_is_left_to_the_terminal_where_that_is_set(shell: Shell, mouse: str) -> None:
    more = settings(shell, f"mouse: {mouse}\n")
    with console(shell, more=more) as terminal:
        seen(terminal, "1 Runs")
        reports = [mode for mode in REPORTING if mode != 1004 and terminal.screen.has(mode)]
        assert bool(reports) == (mouse == "true")
        terminal.type("q")
        left(terminal, 0)


def test_a_console_that_only_looks_changes_nothing(shell: Shell) -> None:
    with console(shell, *HELD) as owner:
        shown(owner, "paused before writer")
        run = run_on(owner)
        with console(shell, "attach", run, "--readonly") as terminal:
            shown(terminal, "● attached")
            for key in ("s", "x", "b", "i", "o", "m", " ", ":continue\r"):
                terminal.type(key)
            seen(terminal, "the console is read-only")
            terminal.type("q")
            left(terminal, 0)
        owner.type("qs")
        left(owner, 130)
    assert "command.given" not in shell.orchtui("show", run, "--raw").out
