"""Live runs by way of the session: the engine is on another thread, a front sees what it wrote."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from orchtui.domain import events as e
from orchtui.domain.model import Answer, Hear
from orchtui.domain.prompts import Request
from orchtui.domain.state import RunState, apply_turn, fold
from orchtui.session import Live, Session, Settings, command, load

RECIPE = """
name: pair
task: Say something about the sea.
models: {any: somebody/tiny}
api_base: http://127.0.0.1:1/v1
agents: {one: Says it., two: Says what comes after.}
flow: [one, two]
"""


class Held:
    """A model that answers when it may; it lives on the engine's thread."""

    def __init__(self) -> None:
        self.may, self.began = threading.Event(), threading.Event()
        self.threads: set[int] = set()

    async def answer(self, request: Request, hear: Hear) -> Answer:
        self.threads.add(threading.get_ident())
        hear("The sea ")
        self.began.set()
        await asyncio.to_thread(self.may.wait)
        return Answer("The sea comes.", 10, 10)

    async def close(self) -> None:
        """Nothing is held."""


@pytest.fixture
def model() -> Held:
    return Held()


@pytest.fixture
async def session(tmp_path: Path, model: Held) -> AsyncIterator[Session]:
    (tmp_path / "pair.yaml").write_text(RECIPE)
    async with Session.open(tmp_path / "runs.db", provider=model) as session:
        yield session
        model.may.set()  # no thread is left waiting


class Front:
    """Somebody who folds what is committed, on this thread."""

    def __init__(self, live: Live) -> None:
        self.state, self.turns, self._turned = RunState(), [*live.recorded], asyncio.Event()
        self.threads: set[int] = set()
        for turn in live.recorded:
            apply_turn(self.state, turn)
        live.watchers.append(self._turn)

    def _turn(self, turn: e.Turn) -> None:
        self.threads.add(threading.get_ident())
        self.turns.append(turn)
        apply_turn(self.state, turn)
        self._turned.set()

    async def until(self, path: str, status: str) -> None:
        while path not in self.state.steps or self.state.steps[path].status != status:
            self._turned.clear()
            await self._turned.wait()


async def begun(session: Session, tmp_path: Path) -> tuple[Live, Front]:
    live = await session.start(load(str(tmp_path / "pair.yaml")), Settings())
    return live, Front(live)


async def test_a_front_is_told_of_every_committed_turn_on_its_own_thread(
    session: Session, model: Held, tmp_path: Path
) -> None:
    live, front = await begun(session, tmp_path)
    model.may.set()
    outcome = await session.carry_out(live)
    assert outcome.status == front.state.status == "done"
    record = await session.record(live.id)
    assert list(record.turns) == front.turns
    assert front.threads == {threading.get_ident()}
    assert model.threads.isdisjoint(front.threads)


async def test_a_run_goes_on_while_its_front_does_nothing(
    session: Session, model: Held, tmp_path: Path
) -> None:
    live, front = await begun(session, tmp_path)
    task = asyncio.create_task(session.carry_out(live))
    await front.until("one", "running")
    await asyncio.to_thread(model.began.wait)
    assert live.heard("one") == "The sea "
    answered = asyncio.create_task(live.command(command("pause")))
    await asyncio.sleep(0)
    model.may.set()
    assert (await answered).done
    await live.paused()
    assert (await session.find(live.id)).summary.status == "paused"
    await live.command(command("kill"))
    assert (await task).status == "stopped"


async def test_a_defect_in_who_watches_ends_the_run_and_is_raised(
    session: Session, model: Held, tmp_path: Path
) -> None:
    live, _ = await begun(session, tmp_path)

    def breaks(_turn: e.Turn) -> None:
        raise ZeroDivisionError("a panel")

    live.watchers.append(breaks)
    with pytest.raises(ZeroDivisionError, match="a panel"):
        await session.carry_out(live)
    assert (await session.record(live.id)).state.status == "interrupted"


async def test_a_front_that_is_cancelled_leaves_its_run_in_good_order(
    session: Session, tmp_path: Path
) -> None:
    live, front = await begun(session, tmp_path)
    task = asyncio.create_task(session.carry_out(live))
    await front.until("one", "running")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    record = await session.record(live.id)
    assert record.state.status == "interrupted"
    assert record.row.owner == ""


async def test_a_letter_is_stored_without_its_secrets(
    session: Session, model: Held, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "sk-" + "a1B2" * 10
    live, front = await begun(session, tmp_path)
    task = asyncio.create_task(session.carry_out(live))
    await front.until("one", "running")
    given = command("say", "two", f"use {secret}\x1b]52;c;x\x07")
    assert (await session.send(live.id, given)).done
    model.may.set()
    await task
    stored = await asyncio.to_thread(everything, tmp_path)
    assert secret.encode() not in stored
    assert b"\x1b]52" not in stored


def everything(folder: Path) -> bytes:
    """All that is on disk."""
    return b"".join(file.read_bytes() for file in folder.glob("runs.db*"))


HANDED_OVER = """
name: pair
task: Say something about the sea.
agents: {one: Says it., two: Says what comes after., three: Says the last of it.}
flow: [one, two, three]
"""


async def over(session: Session, run: str) -> None:
    """Wait until no process has the run any more."""
    for _ in range(3000):
        if not await session.is_live(run):
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"run {run} does not end")


@pytest.mark.parametrize("held", [False, True])
async def test_a_run_is_handed_over_to_a_process_of_its_own(tmp_path: Path, held: bool) -> None:
    (tmp_path / "pair.yaml").write_text(HANDED_OVER)
    async with Session.open(tmp_path / "runs.db") as session:
        settings = Settings(rehearse=True, speed=5.0, paused=held)
        live = await session.start(load(str(tmp_path / "pair.yaml")), settings)
        front = Front(live)
        carried_out = asyncio.create_task(session.carry_out(live))
        await front.until("one", "ready" if held else "running")
        left = await session.hand_over(live, carried_out)
        assert left.run == live.id
        assert (await carried_out).status == "interrupted"
        if held:
            assert (await session.find(live.id)).summary.status == "paused"
            await session.send(live.id, command("continue"))
        await over(session, live.id)
        record = await session.record(live.id)
    assert (record.state.status, record.state.epoch) == ("done", 2)
    assert record.state == fold(record.turns)
    asked = [len(step.attempts) for step in record.state.steps.values()]
    assert asked == [1, 1, 1], "nothing was asked twice"


async def test_a_run_that_is_over_is_not_handed_over(tmp_path: Path) -> None:
    async with Session.open(tmp_path / "runs.db") as session:
        live = await session.start(load("hello"), Settings(rehearse=True, speed=0))
        carried_out = asyncio.create_task(session.carry_out(live))
        await carried_out
        assert "is over" in (await session.hand_over(live, carried_out)).complaint
