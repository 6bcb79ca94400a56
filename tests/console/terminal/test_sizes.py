"""A window may have any size and change it at any moment: the picture is whole afterwards."""

from __future__ import annotations

import random

import pytest

from tests.cli.command import Shell
from tests.cli.terminal import Terminal
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

TALKING = ("run", "talker.yaml", "--rehearse", "--speed", "1")


def whole(terminal: Terminal) -> None:
    """Read on until the last line is where it belongs, and every frame above it is closed."""
    terminal.until(
        lambda: (
            len(terminal.lines) == terminal.screen.lines
            and "? help" in terminal.lines[-1]
            and is_framed(terminal)
        )
    )


def is_framed(terminal: Terminal) -> bool:
    """Whether every line of a panel begins and ends as the panel does."""
    return all(
        line.startswith(("│", "╭", "╰")) and line.endswith(("│", "╮", "╯"))
        for line in panels(terminal)
    )


def panels(terminal: Terminal) -> list[str]:
    """The lines between the header and the last, but for the tabs' names."""
    return [line for line in terminal.lines[2:-1] if "Disagreements" not in line]


def test_a_storm_of_sizes_while_it_streams_leaves_a_whole_picture(shell: Shell) -> None:
    random_ = random.Random(7)
    sizes = [(random_.randint(1, 200), random_.randint(1, 60)) for _ in range(60)]
    with console(shell, *TALKING) as terminal:
        seen(terminal, "noch ein Wort")
        for columns, rows in [*sizes, (40, 12), (1, 1), (1, 60), (200, 1), (120, 36)]:
            terminal.resize(columns, rows)
            terminal.read(0.01)
        shown(terminal, "talker  run")
        whole(terminal)
        terminal.type("qs")
        assert "orchtui resume" in left(terminal, 130)[-1]


def test_each_size_is_drawn_for_itself(shell: Shell) -> None:
    with console(shell, "run", "pair.yaml", *STANDING) as terminal:
        shown(terminal, "paused before writer")
        for columns, rows in [(80, 24), (200, 50), (60, 18), (99, 30), (120, 36)]:
            terminal.resize(columns, rows)
            seen(terminal, "pair  run", "? help", "writer")
            whole(terminal)
        terminal.type("qs")
        left(terminal, 130)


@pytest.mark.parametrize("words", [("run", "pair.yaml", *STANDING), ()], ids=["run", "home"])
def test_forty_by_twelve_says_what_is_needed(shell: Shell, words: tuple[str, ...]) -> None:
    with console(shell, *words, columns=40, rows=12) as terminal:
        seen(terminal, "60 columns", "Enlarge the window")
        terminal.resize(80, 24)
        unseen(terminal, "Enlarge the window")
        seen(terminal, "? help")
        terminal.resize(40, 12)
        seen(terminal, "60 columns", "Enlarge the window")
        terminal.type("qs")
        left(terminal, 130 if words else 0)


def test_eighty_by_twenty_four_works_whole(shell: Shell) -> None:
    with console(shell, "run", "gated.yaml", *STANDING, columns=80, rows=24) as terminal:
        shown(terminal, "paused before writer")
        run = run_on(terminal)
        terminal.type("1")
        seen(terminal, "1 Agents")
        terminal.type("4")
        seen(terminal, "4 Timeline")
        terminal.type("2:break editor\r")
        seen(terminal, "Breakpoints 1")
        terminal.type("c")
        seen(terminal, "Publish this?")
        terminal.type("g1")
        shown(terminal, "paused before editor")
        terminal.type("?")
        seen(terminal, "Control the run")
        terminal.type(ESCAPE)
        unseen(terminal, "Control the run")
        terminal.type("c")
        shown(terminal, "✔ done")
        terminal.type("q")
        assert left(terminal, 0)[0] == f"● gated  run {run}"
