"""A run never has two owners: who was frozen while another took it over finds out, and says so."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchtui.domain.model import Answer, Hear
from orchtui.domain.prompts import Request
from orchtui.engine.ownership import SILENT_AFTER
from orchtui.errors import RunIsOwned
from orchtui.session import Session
from tests.acceptance import recipes
from tests.acceptance.storm import check_re_executes


class AtOnce:
    """Answers at once."""

    async def answer(self, request: Request, hear: Hear) -> Answer:
        return Answer(f"{request.agent} is awake.", 1, 1)

    async def close(self) -> None:
        pass


@pytest.fixture
def frozen(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """An owner that was stopped in the midst of its run."""
    recipe, database = recipes.write(tmp_path, recipes.TEAM), str(tmp_path / "runs.db")
    command = [sys.executable, "-m", "tests.acceptance.sleeper", database, recipe]
    owner = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    assert owner.stdout is not None
    assert owner.stdout.readline() == "asked\n"
    owner.send_signal(signal.SIGSTOP)
    os.waitpid(owner.pid, os.WUNTRACED)
    yield owner
    owner.kill()
    owner.communicate()


def seems_silent_for(database: Path, seconds: float) -> None:
    """Set the heartbeat back, as it will look when so much time has passed."""
    connection = sqlite3.connect(database)
    with connection:
        connection.execute("UPDATE run SET updated = updated - ?", (seconds,))
    connection.close()


async def test_an_owner_that_was_frozen_while_another_took_over_writes_nothing_and_says_so(
    tmp_path: Path, frozen: subprocess.Popen[str]
) -> None:
    database = tmp_path / "runs.db"
    async with Session.open(database, provider=AtOnce()) as session:
        with pytest.raises(RunIsOwned, match=f"by process {frozen.pid}"):
            await session.resume("last")
        seems_silent_for(database, SILENT_AFTER)
        outcome = await session.carry_out(await session.resume("last"))
        assert outcome.status == "done"
        before = await session.record("last")
        assert before.row.epoch == 2
        frozen.send_signal(signal.SIGCONT)
        said, _ = frozen.communicate("wake up\n")
        assert "taken over by another process" in said
        assert said.startswith("lost: ")
        after = await session.record("last")
    assert (after.turns, after.row) == (before.turns, before.row)
    check_re_executes(after)


async def test_an_owner_that_only_paused_for_breath_keeps_its_run(
    tmp_path: Path, frozen: subprocess.Popen[str]
) -> None:
    async with Session.open(tmp_path / "runs.db", provider=AtOnce()) as session:
        with pytest.raises(RunIsOwned):
            await session.resume("last")
        assert frozen.stdin is not None
        frozen.send_signal(signal.SIGCONT)
        said, _ = frozen.communicate("\n" * 10)
        assert said.splitlines()[-1] == "done"
        assert (await session.record("last")).row.epoch == 1
