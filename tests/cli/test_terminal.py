"""What a person sees: narration that lives, signals from the keyboard, tables that fit."""

from __future__ import annotations

import json
import re

import pytest

from tests.cli.command import Shell
from tests.cli.terminal import Terminal


def test_a_run_is_told_as_it_goes_and_leaves_only_what_is_over(shell: Shell) -> None:
    words = ("run", "--headless", "pair.yaml", "--rehearse", "--speed", "1", "--limit", "cost=0.05")
    with Terminal(shell, *words) as terminal:
        terminal.until(lambda: "✔ writer" in terminal.text and "critic  " in terminal.text)
        terminal.until(lambda: "1 of 2 steps" in terminal.text or "1 of 3 steps" in terminal.text)
        assert re.search(r"^[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] critic +\d\.\d s", terminal.text, re.M)
        assert re.search(r"\$0\.0000\d+ of \$0\.0500 +\d+ tokens +\d\.\d s", terminal.text)
        assert terminal.cursor_is_hidden()

        assert terminal.ended() == 0
        assert not terminal.cursor_is_hidden()
        head, *lines = terminal.lines
        assert head.endswith("rehearsal: costs are pretended")
        assert [line.split()[:2] for line in lines] == [
            ["✔", "writer"],
            ["✔", "critic"],
            ["✔", "editor"],
            [],
            ["Hello,", "and"],
            [],
            ["✔", "done"],
            ["next", "orchtui"],
        ]


def test_ctrl_c_leaves_a_run_that_can_be_resumed_and_a_sane_terminal(fresh: Shell) -> None:
    words = ("run", "--headless", "pair.yaml", "--rehearse", "--speed", "1")
    with Terminal(fresh, *words) as terminal:
        terminal.until(lambda: "✔ writer" in terminal.text)
        terminal.type("\x03")

        assert terminal.ended() == 130
        assert not terminal.cursor_is_hidden()
        assert terminal.modes_now() == terminal.modes
        assert "⏸ leaving  Ctrl+C" in terminal.text
        assert "⏸ interrupted  1 of" in terminal.text
        resume = re.search(r"orchtui (resume \w+)$", terminal.text, re.M)
    assert resume is not None
    assert fresh.orchtui(*resume[1].split()).out == "Hello, and welcome.\n"


def test_a_second_ctrl_c_ends_even_a_flow_that_never_waits(fresh: Shell) -> None:
    words = ("run", "--headless", "spin.yaml", "--rehearse", "--speed", "0")
    with Terminal(fresh, *words) as terminal:
        terminal.until(lambda: "spinning" in terminal.text)
        while terminal.code is None:
            # Two that come at once may count as one, and each takes away what was written last.
            terminal.type("\x03")
            terminal.watch(1.0)

        assert terminal.ended() == 130
        assert not terminal.cursor_is_hidden()
        assert "ended at once; orchtui resume" in terminal.text
    (row,) = map(json.loads, fresh.orchtui("runs", "--json").out.splitlines())
    assert row["status"] == "interrupted"


@pytest.mark.parametrize(
    ("environment", "never"), [({"TERM": "dumb"}, rb"\x1b"), ({"NO_COLOR": "1"}, rb"\x1b\[3\dm")]
)
def test_a_terminal_that_cannot_or_must_not_is_not_painted(
    shell: Shell, environment: dict[str, str], never: bytes
) -> None:
    words = ("run", "--headless", "pair.yaml", "--rehearse", "--speed", "0")
    with Terminal(shell, *words, more=environment) as run:
        assert run.ended() == 0
        assert "✔ editor" in run.text
        assert not re.search(never, run.written)


@pytest.mark.parametrize("columns", [100, 80, 50])
def test_a_table_fits_its_terminal_and_keeps_what_matters_most(shell: Shell, columns: int) -> None:
    shell.orchtui("run", "pair.yaml", "Grüße 世界 " * 30, "--rehearse", "--speed", "0")
    with Terminal(shell, "runs", "-n", "3", columns=columns) as terminal:
        assert terminal.ended() == 0
        head, *rows = [line for line in terminal.lines if not line.startswith("… and more")]

    assert len(rows) == 3
    assert {"run", "status", "task"} <= set(head.split())
    assert rows[0].endswith("…")


def test_deleting_many_asks_first_and_takes_no_for_an_answer(shell: Shell) -> None:
    with Terminal(shell, "prune", "--older-than", "0s") as terminal:
        terminal.until(lambda: "older than 0s? [y/N]" in terminal.text)
        terminal.type("n\n")

        assert terminal.ended() == 0
        assert "nothing was deleted" in terminal.text
    assert shell.orchtui("show", "last").code == 0
