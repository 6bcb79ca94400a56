"""Who has a run: a living process, told from dead ones and from those that got its number since."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from orchtui.engine.ownership import SILENT_AFTER, is_alive, process_of, this_process

HOST = socket.gethostname()
JUST_NOW, LONG_AGO = 0.0, 1e6


@pytest.fixture
def unburied() -> Iterator[subprocess.Popen[bytes]]:
    """A process that is dead, and whose parent has not taken note."""
    process = subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.read()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    yield process
    process.stdout.close()
    process.wait()


def test_this_process_is_alive_however_long_it_has_been_silent() -> None:
    assert is_alive(this_process(), LONG_AGO)


def test_a_run_that_nobody_has_has_no_living_owner() -> None:
    assert not is_alive("", JUST_NOW)


def test_a_dead_process_is_dead_however_recent_its_heartbeat(
    unburied: subprocess.Popen[bytes],
) -> None:
    unburied.wait()
    assert not is_alive(f"{HOST}:{unburied.pid}:1", JUST_NOW)


def test_a_dead_process_is_dead_before_its_parent_has_taken_note(
    unburied: subprocess.Popen[bytes],
) -> None:
    with open(f"/proc/{unburied.pid}/stat") as stat:  # noqa: PTH123
        began = stat.read().rpartition(")")[2].split()[19]
    assert not is_alive(f"{HOST}:{unburied.pid}:{began}", JUST_NOW)


def test_another_process_that_was_given_the_same_number_is_not_the_owner() -> None:
    host, process, began = this_process().rsplit(":", 2)
    assert not is_alive(f"{host}:{process}:{int(began) - 1}", JUST_NOW)


def test_a_stopped_process_has_its_run_until_its_heartbeat_is_silent() -> None:
    process = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
    try:
        process.send_signal(signal.SIGSTOP)
        os.waitpid(process.pid, os.WUNTRACED)
        with open(f"/proc/{process.pid}/stat") as stat:  # noqa: PTH123
            began = stat.read().rpartition(")")[2].split()[19]
        owner = f"{HOST}:{process.pid}:{began}"
        assert is_alive(owner, SILENT_AFTER - 1)
        assert not is_alive(owner, SILENT_AFTER + 1)
        process.send_signal(signal.SIGCONT)
        os.waitpid(process.pid, os.WCONTINUED)
        assert is_alive(owner, LONG_AGO)
    finally:
        process.kill()
        process.wait()


def test_of_a_process_elsewhere_only_the_heartbeat_tells() -> None:
    assert is_alive("another-host:1:1", SILENT_AFTER - 1)
    assert not is_alive("another-host:1:1", SILENT_AFTER + 1)


def test_an_owner_is_named_to_people_by_its_process() -> None:
    assert process_of(this_process()) == str(os.getpid())
    assert process_of("another-host:12:3456") == "12 on another-host"
