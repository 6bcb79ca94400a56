"""However the console ends, the terminal is as it was and the run can be taken up again."""

from __future__ import annotations

import json
import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import Popen

import pytest

from tests.cli.command import Shell
from tests.cli.terminal import ALTERNATE, Terminal
from tests.console.terminal.driving import console, left, run_on, seen, shown

SLOWLY = ("run", "slow.yaml", "--rehearse", "--speed", "1")


def is_under_way(terminal: Terminal) -> str:
    """Read on until one step is done and the next is being answered; the run's id."""
    terminal.until(lambda: bool(re.search(r"✔ writer +done", terminal.text)))
    seen(terminal, "narrator", "running")
    return run_on(terminal)


@contextmanager
def held(shell: Shell) -> Iterator[Popen[str]]:
    """A run that is held in a process without a terminal, ended at the latest when this is left."""
    words = ("run", "slow.yaml", "--rehearse", "--speed", "0", "--break", "narrator")
    with shell.begin(*words) as owner:
        assert owner.stderr is not None
        try:
            assert any("⏸ paused" in line for line in owner.stderr)
            yield owner
        finally:
            owner.kill()


def is_left(shell: Shell, run: str) -> None:
    (row,) = map(json.loads, shell.orchtui("runs", "--json").out.splitlines())
    assert (row["run"], row["status"], row["done"]) == (run, "interrupted", 1)


def goes_on_from_there(shell: Shell, run: str) -> None:
    """Take the run up again: it comes to its end, and what was paid for is not asked again."""
    resumed = shell.orchtui("resume", run)
    assert resumed.code == 0, resumed.err
    assert asked(shell, run) == ["writer", "narrator", "narrator"]


def asked(shell: Shell, run: str) -> list[str]:
    """Who was asked, in that order."""
    events = map(json.loads, shell.orchtui("show", run, "--raw").out.splitlines())
    return [each["path"] for each in events if each["kind"] == "step.asked"]


# -- from outside ----------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_a_sane_terminal_and_a_run_that_goes_on(
    shell: Shell, number: signal.Signals
) -> None:
    with console(shell, *SLOWLY) as terminal:
        run = is_under_way(terminal)
        terminal.signal(number)
        told = left(terminal, 128 + number)
    assert told[0] == f"● slow  run {run}"
    assert told[1].startswith("⏸ interrupted  1 of 2 steps")
    assert told[-1] == f"  next     orchtui resume {run}"
    is_left(shell, run)


def test_a_window_that_is_closed_leaves_a_run_that_goes_on(shell: Shell) -> None:
    with console(shell, *SLOWLY) as terminal:
        run = is_under_way(terminal)
        terminal.hang_up()
        assert terminal.ended() == 128 + signal.SIGHUP
    goes_on_from_there(shell, run)


def test_an_attached_console_outlives_the_owner_and_takes_its_run_up(shell: Shell) -> None:
    with held(shell) as owner, console(shell, "attach") as terminal:
        shown(terminal, "● attached")
        run = run_on(terminal)
        owner.kill()
        owner.communicate()
        shown(terminal, "no process")
        terminal.type("R")
        seen(terminal, f"Resume run {run} here?")
        terminal.type("r")
        shown(terminal, "● live")
        terminal.type("c")
        shown(terminal, "✔ done")
        terminal.type("q")
        left(terminal, 0)
    assert asked(shell, run) == ["writer", "narrator"]


@pytest.mark.parametrize(("number", "times"), [(signal.SIGTERM, 1), (signal.SIGHUP, 3)])
def test_a_signal_while_it_is_being_opened_ends_it_too(
    shell: Shell, number: signal.Signals, times: int
) -> None:
    """That a terminal goes away is told by several."""
    with console(shell, *SLOWLY) as terminal:
        terminal.until(lambda: terminal.screen.has(ALTERNATE))
        for _ in range(times):
            terminal.signal(number)
        left(terminal, 128 + number)


def test_home_is_left_at_a_signal(shell: Shell) -> None:
    with console(shell) as terminal:
        seen(terminal, "1 Runs", "2 Recipes")
        terminal.signal(signal.SIGTERM)
        assert left(terminal, 128 + signal.SIGTERM) == []


def test_it_can_be_stopped_and_continued(shell: Shell) -> None:
    def is_stopped(process: int) -> bool:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "T"

    with console(shell, "run", "slow.yaml", "--rehearse", "--speed", "0", "--paused") as terminal:
        shown(terminal, "paused before writer")
        terminal.signal(signal.SIGTSTP)
        terminal.until(lambda: is_stopped(terminal.process))
        terminal.until(lambda: not terminal.wrongs())
        terminal.signal(signal.SIGCONT)
        shown(terminal, "paused before writer")
        terminal.type("c")
        shown(terminal, "✔ done")
        terminal.type("q")
        left(terminal, 0)


# -- from inside -----------------------------------------------------------------------------------

SECRET, LOCAL = "sk-live-0123456789abcdef", "what-a-local-variable-holds"

BREAKING = f"""
import asyncio, os, sys
from orchtui.cli import main
from orchtui.console.panels import header

def broken(view):
    if view.state.done and view.state.in_flight():
        local = "{LOCAL[:10]}" + "{LOCAL[10:]}"
        raise RuntimeError("broken by " + os.environ["OPENAI_API_KEY"])
"""
IN_A_PANEL = """
rows = header.rows
header.rows = lambda view, width: broken(view) or rows(view, width)
main()
"""
AT_A_KEY = """
from orchtui.console.screens.run_actions import RunActions
RunActions.perform = lambda actions, name: broken(actions.view)
main()
"""
IN_A_WORKER = """
from orchtui.console.run_source import Here
feed = Here.feed
async def feeding(source):
    fed = asyncio.ensure_future(feed(source))
    while not fed.done():
        broken(source.view)
        await asyncio.sleep(0.02)
Here.feed = feeding
main()
"""


@pytest.mark.parametrize(
    ("where", "keys"),
    [(IN_A_PANEL, ""), (AT_A_KEY, "v"), (IN_A_WORKER, "")],
    ids=["panel", "key", "worker"],
)
def test_a_defect_is_told_without_any_values_and_leaves_a_run_that_goes_on(
    shell: Shell, where: str, keys: str
) -> None:
    command = (sys.executable, "-c", BREAKING + where)
    more = {"OPENAI_API_KEY": SECRET, "TMPDIR": str(shell.folder)}
    with console(shell, *SLOWLY, command=command, more=more) as terminal:
        if keys:
            is_under_way(terminal)
            terminal.type(keys)
        told = "\n".join(left(terminal, 1))
        written = terminal.written
    assert "this should not have happened: RuntimeError: broken by" in told
    resume = re.search(r"orchtui resume (\w+)", told)
    assert resume is not None
    is_left(shell, resume[1])
    (report,) = shell.folder.glob("orchtui-*.txt")
    details = report.read_text(encoding="utf-8")
    assert "RuntimeError: broken by" in details
    assert "in broken" in details
    for value in (SECRET, LOCAL):
        assert value not in details
        assert value.encode() not in written


HANGING = (
    BREAKING
    + """
rows = header.rows
def hanging(view, width):
    while view.state.done and view.state.in_flight():
        view.clock = 1.0
    return rows(view, width)
header.rows = hanging
main()
"""
)


def test_a_second_signal_ends_a_console_that_hangs(shell: Shell) -> None:
    command = (sys.executable, "-c", HANGING)
    with console(shell, *SLOWLY, command=command) as terminal:
        shown(terminal, "slow  run")
        run = run_on(terminal)
        until(shell, lambda shows: '"kind":"step.asked","path":"narrator"' in shows, run)
        while terminal.code is None:  # two that come at once count as one
            terminal.signal(signal.SIGTERM)
            terminal.watch(0.2)
        assert terminal.code == 128 + signal.SIGTERM
        assert terminal.wrongs() == []
    goes_on_from_there(shell, run)


def until(shell: Shell, holds: Callable[[str], bool], run: str) -> None:
    """Look at the record until something is in it."""
    while not holds(shell.orchtui("show", run, "--raw").out):
        pass


@pytest.mark.parametrize("verb", [("replay", "nothing"), ("run", "bad.yaml", "--rehearse")])
def test_a_mistake_is_told_once_the_terminal_is_back(shell: Shell, verb: tuple[str, ...]) -> None:
    with console(shell, *verb) as terminal:
        assert any(line.startswith("orchtui: ") for line in left(terminal, 2))
