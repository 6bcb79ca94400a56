"""A run that was left is taken up where it was: by its record alone, by one process at a time."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from orchtui.domain import events as e
from orchtui.domain.model import Answer, Hear
from orchtui.domain.prompts import Request
from orchtui.domain.state import RunState, fold
from orchtui.domain.state.lifecycle import STEP_OVER
from orchtui.engine.engine import Engine, LiveRun
from orchtui.engine.ownership import this_process
from orchtui.errors import OwnershipLost, RunIsOwned, UsageError
from orchtui.journal import MemoryJournal, NewRun
from orchtui.recipes.loader import LoadedRecipe
from orchtui.session import Record, Settings, load
from tests.engine.here import Here, here

DEAD = this_process().rpartition(":")[0] + ":0"  # its number is ours now
REHEARSE = Settings(rehearse=True, speed=0)

RECIPE = """
name: relay
task: Carry it over.
models: {any: rehearsal/any, spare: rehearsal/spare}
agents:
  scout: {does: Looks., reply: {found: str, confidence: 0..1}}
  left: {does: Goes left., fallback: spare}
  right: Goes right.
  down: {does: Never comes back., optional: true, limits: {seconds: 0.01}}
  judge: Decides.
flow:
  - scout
  - parallel: [left, right, down]
  - if: scout.confidence > 0.5
    then:
      - judge: Who won?
rehearsal:
  scout: [{found: A way through the reeds., confidence: 0.8}]
  left: [Left of the reeds the ground is soft.]
  right: [Right of them it is stone.]
  judge: [The right one.]
"""


@pytest.fixture
def relay(tmp_path: Path) -> LoadedRecipe:
    (tmp_path / "relay.yaml").write_text(RECIPE)
    return load(str(tmp_path / "relay.yaml"))


@pytest.fixture
async def session(tmp_path: Path) -> AsyncIterator[Here]:
    async with here(tmp_path / "runs.db") as session:
        yield session


async def carried_out(session: Here, relay: LoadedRecipe) -> Record:
    live = session.start(relay, REHEARSE)
    await session.carry_out(live)
    return await session.record(live.id)


class LastWords(MemoryJournal):
    """A journal whose former owner may commit once more, just after its record was read."""

    last_words: Callable[[], object] | None = None

    async def turns(self, run: str, after: int = 0) -> list[e.Turn]:
        read = await super().turns(run, after)
        say, self.last_words = self.last_words, None
        if say is not None:
            say()
            await self.settled()
        return read


async def left_after(
    record: Record, turns: Sequence[e.Turn], late: Sequence[e.Turn] = ()
) -> MemoryJournal:
    """What is on disk when a process is killed after these turns of a run."""
    journal, row = LastWords(), record.row
    run = NewRun(row.id, row.recipe, row.task, row.rehearsed, row.started, DEAD)
    lease = journal.create(run, fold(turns).summary, lambda _: None)

    def write(turns: Sequence[e.Turn]) -> None:
        for turn in turns:
            journal.append(lease, turn, record.texts.known)

    write(turns)
    await journal.settled()
    journal.last_words = lambda: write(late)
    return journal


def replies(state: RunState) -> dict[str, str]:
    return {step.path: step.reply.text for step in state.steps.values() if step.reply}


def asked(turns: Sequence[e.Turn]) -> list[str]:
    return [each.path for turn in turns for each in turn.events if isinstance(each, e.StepAsked)]


def interrupt_after(live: LiveRun, turns: int) -> None:
    heard: list[e.Turn] = []

    def count(turn: e.Turn) -> None:
        heard.append(turn)
        if len(heard) == turns:
            live.interrupt("far enough")

    live.watchers.append(count)


# -- where it was --------------------------------------------------------------------------------


async def test_killed_after_any_turn_a_run_ends_as_it_would_have_and_asks_nothing_twice(
    session: Here, relay: LoadedRecipe
) -> None:
    whole = await carried_out(session, relay)
    for cut in range(1, len(whole.turns)):
        prefix = whole.turns[:cut]
        before = fold(prefix)
        journal = await left_after(whole, prefix)
        live = await Engine(journal).resume(await journal.find("last"))
        state = await live.carry_out()
        assert (state.status, replies(state)) == (whole.state.status, replies(whole.state))
        later = (await journal.turns(live.id))[cut:]
        done = {path for path, step in before.steps.items() if step.status in STEP_OVER}
        assert not done & set(asked(later))
        repeated = set(asked(prefix)) & set(asked(later))
        assert repeated == {step.path for step in before.in_flight()}


async def test_interrupted_after_any_turn_a_run_is_resumed_to_the_same_end(
    session: Here, relay: LoadedRecipe
) -> None:
    whole = await carried_out(session, relay)
    for cut in range(1, len(whole.turns)):
        live = session.start(relay, REHEARSE)
        interrupt_after(live, cut)
        assert (await session.carry_out(live)).status == "interrupted"
        again = await session.resume(live.id)
        assert (await session.carry_out(again)).status == whole.state.status
        record = await session.record(live.id)
        assert replies(record.state) == replies(whole.state)
        assert record.state.epoch == 2


async def test_a_run_may_be_interrupted_and_resumed_many_times(
    session: Here, relay: LoadedRecipe
) -> None:
    whole = await carried_out(session, relay)
    live = session.start(relay, REHEARSE)
    times = 1
    interrupt_after(live, 2)
    while (await session.carry_out(live)).status == "interrupted":
        live = await session.resume(live.id)
        interrupt_after(live, 3)
        times += 1
    record = await session.record(live.id)
    assert replies(record.state) == replies(whole.state)
    assert record.state.epoch == times > 2


async def test_calls_that_were_lost_count_as_spent_at_what_was_set_aside(
    session: Here, relay: LoadedRecipe
) -> None:
    whole = await carried_out(session, relay)
    cut = next(n for n in range(len(whole.turns)) if len(fold(whole.turns[:n]).in_flight()) == 3)
    before = fold(whole.turns[:cut])
    set_aside = before.reserved
    assert set_aside > 0
    journal = await left_after(whole, whole.turns[:cut])
    live = await Engine(journal).resume(await journal.find("last"))
    state = await live.carry_out()
    assert state.cost == whole.state.cost + set_aside
    assert state.estimated
    lost = [path for path, step in state.steps.items() if any(a.lost for a in step.attempts)]
    assert lost == ["left", "right", "down"]


async def test_only_the_time_that_was_used_counts(session: Here, relay: LoadedRecipe) -> None:
    whole = await carried_out(session, relay)
    seconds = whole.state.seconds
    limited = replace(REHEARSE, limits={"seconds": seconds * 0.6})
    live = session.start(relay, limited)
    interrupt_after(live, 2)
    used = (await session.carry_out(live)).seconds
    assert 0 < used < seconds * 0.6
    outcome = await session.carry_out(await session.resume(live.id))
    assert outcome.status == "limited"
    assert outcome.seconds == pytest.approx(seconds * 0.6, abs=0.01)


async def test_a_resumed_run_hears_only_what_is_new_and_has_the_rest_as_its_record(
    session: Here, relay: LoadedRecipe
) -> None:
    live = session.start(relay, REHEARSE)
    interrupt_after(live, 3)
    await session.carry_out(live)
    again = await session.resume(live.id)
    heard: list[e.Turn] = []
    again.watchers.append(heard.append)
    await session.carry_out(again)
    assert isinstance(heard[0].events[0], e.RunResumed)
    assert [*again.recorded, *heard] == (await session.record(live.id)).turns


# -- by whom -------------------------------------------------------------------------------------


class Patient:
    """Says nothing until it may."""

    def __init__(self) -> None:
        self.asked, self.may_answer = asyncio.Event(), asyncio.Event()

    async def answer(self, request: Request, hear: Hear) -> Answer:
        self.asked.set()
        await self.may_answer.wait()
        return Answer('{"found": "reeds", "confidence": 0.3}', 1, 1)

    async def close(self) -> None:
        pass


async def test_a_run_is_not_resumed_while_its_owner_lives(tmp_path: Path) -> None:
    (tmp_path / "relay.yaml").write_text(RECIPE.replace("rehearsal/", "ollama/"))
    model = Patient()
    async with here(tmp_path / "runs.db", provider=model) as session:
        live = session.start(load(str(tmp_path / "relay.yaml")), Settings())
        task = asyncio.create_task(session.carry_out(live))
        await model.asked.wait()
        with pytest.raises(RunIsOwned, match=f"by process {os.getpid()}: stop that one"):
            await session.resume(live.id)
        model.may_answer.set()
        await task


@pytest.mark.parametrize("ended", ["done", "failed"])
async def test_a_run_that_is_over_is_not_resumed(session: Here, ended: str) -> None:
    settings = replace(REHEARSE, chaos={"malformed": 1.0}) if ended == "failed" else REHEARSE
    live = session.start(load("startup-ideas"), settings)
    assert (await session.carry_out(live)).status == ended
    with pytest.raises(UsageError, match=f"is over \\({ended}\\); orchtui run startup-ideas"):
        await session.resume(live.id)


async def test_of_two_who_take_a_run_up_at_once_one_is_refused(
    session: Here, relay: LoadedRecipe
) -> None:
    whole = await carried_out(session, relay)
    journal = await left_after(whole, whole.turns[:2])
    row = await journal.find("last")
    one, other = Engine(journal), Engine(journal)
    outcomes = await asyncio.gather(one.resume(row), other.resume(row), return_exceptions=True)
    assert [type(each) for each in outcomes].count(RunIsOwned) == 1
    (live,) = (each for each in outcomes if isinstance(each, LiveRun))
    assert (await live.carry_out()).status == whole.state.status


async def test_an_owner_that_wakes_up_after_a_takeover_writes_nothing_more(
    session: Here, relay: LoadedRecipe
) -> None:
    whole = await carried_out(session, relay)
    journal = await left_after(whole, whole.turns[:2])
    former = await Engine(journal).resume(await journal.find("last"))
    row = replace(await journal.find("last"), owner=DEAD)  # as it looks once it was silent too long
    heir = await Engine(journal).resume(row)
    with pytest.raises(OwnershipLost, match="taken over by another process"):
        await former.carry_out()
    assert (await heir.carry_out()).status == whole.state.status
    epochs = [
        event.epoch
        for turn in await journal.turns(heir.id)
        for event in turn.events
        if isinstance(event, e.RunResumed)
    ]
    assert epochs == [3]


async def test_what_the_former_owner_wrote_at_the_last_moment_is_taken_into_account(
    session: Here, relay: LoadedRecipe
) -> None:
    whole = await carried_out(session, relay)
    for cut in range(1, len(whole.turns) - 1):
        journal = await left_after(whole, whole.turns[:cut], late=whole.turns[cut : cut + 1])
        live = await Engine(journal).resume(await journal.find("last"))
        assert live.recorded == whole.turns[: cut + 1]
        assert replies(await live.carry_out()) == replies(whole.state)
        with pytest.raises(UsageError, match="is over"):  # so its record re-executes
            await Engine(journal).resume(await journal.find("last"))
