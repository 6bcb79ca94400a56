"""Commands on live runs: what they do to calls, to time, to the record, and across processes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from orchtui.domain import events as e
from orchtui.domain.flow import Flow
from orchtui.domain.money import shown
from orchtui.domain.reply_schema import Choice, Record
from orchtui.domain.state import fold
from orchtui.errors import OwnershipLost
from orchtui.journal import Journal, MemoryJournal, open_journal
from orchtui.recipes.loader import LoadedRecipe
from orchtui.session import Settings, load
from tests.engine.building import (
    RUN,
    TEAM,
    Says,
    Stage,
    agent,
    chain,
    of,
    other_tasks,
    side_by_side,
)
from tests.engine.controlling import at_the_keys, command
from tests.engine.here import Here, here

REHEARSED = Settings(rehearse=True, speed=0, paused=True, on_gate="wait", on_limit="ask")

RECIPE = """
name: relay
task: Carry it over.
models: {any: rehearsal/any, spare: rehearsal/spare}
agents:
  scout: {does: Looks., reply: {found: str, confidence: 0..1}}
  left: Goes left.
  right: Goes right.
  judge: Decides.
flow:
  - scout
  - parallel: [left, right]
  - {gate: "Publish this?", default: approve}
  - judge
rehearsal:
  scout: [{found: A way through the reeds., confidence: 0.8}]
  left: [Left of the reeds the ground is soft.]
  right: [Right of them it is stone.]
  judge: [The right one.]
"""


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[Journal]:
    journal = await open_journal(tmp_path / "stage.db")
    yield journal
    await journal.close()


@pytest.fixture
def relay(tmp_path: Path) -> LoadedRecipe:
    (tmp_path / "relay.yaml").write_text(RECIPE)
    return load(str(tmp_path / "relay.yaml"))


@pytest.fixture
async def session(tmp_path: Path) -> AsyncIterator[Here]:
    async with here(tmp_path / "runs.db") as session:
        yield session


# -- pausing and going on ------------------------------------------------------------------------


async def test_pausing_has_two_phases_both_on_record(journal: Journal) -> None:
    stage = Stage(side_by_side, journal=journal)
    stage.clock.hold()
    async with at_the_keys(stage) as keys:
        await stage.model.begun.wait()
        assert await keys.do("pause") == "done"
        assert keys.state.status == "pausing"
        stage.clock.release()
        await keys.until_paused()
        assert {step.status for step in keys.state.steps.values()} == {"held"}
        assert await keys.do("continue") == "done"
        assert (await keys.end()).status == "done"
    events = await stage.recorded()
    (pausing,) = of(e.RunPausing, events)
    assert isinstance(pausing, e.RunPausing)
    assert pausing.in_flight == ("first", "second", "third")
    assert pausing.reserved > 0
    assert len(of(e.RunPaused, events)) == 1


async def test_pausing_now_ends_the_calls_and_keeps_what_they_had_said(journal: Journal) -> None:
    stage = Stage(chain, {"first": [Says(first="Once upon a ", after=5), Says()]}, journal=journal)
    stage.clock.hold()
    async with at_the_keys(stage) as keys:
        await stage.model.begun.wait()
        assert await keys.do("pause", now=True) == "done"
        await keys.until_paused()
        assert not stage.model.open
        assert keys.status("first") == "ready"
        assert await keys.do("continue") == "done"
        stage.clock.release()
        assert (await keys.end()).status == "done"
    (ended,) = of(e.AttemptEnded, await stage.recorded())
    assert isinstance(ended, e.AttemptEnded)
    assert (ended.text, ended.estimated) == ("Once upon a ", True)
    assert ended.cost > 0
    assert [each.asked.attempt for each in keys.state.steps["first"].attempts] == [1, 2]


async def test_step_next_and_finish_from_a_paused_start(session: Here, relay: LoadedRecipe) -> None:
    live = session.start(relay, REHEARSED)
    async with at_the_keys(live) as keys:
        await keys.until_paused()
        assert not keys.state.asked
        assert await keys.do("step") == "done"
        await keys.until_paused()
        assert keys.status("scout") == "held"
        assert await keys.do("finish") == "refused: scout is not in a group"
        assert await keys.do("next") == "done"
        await keys.until_paused()
        assert (keys.status("scout"), keys.status("left"), keys.status("right")) == (
            "done",
            "held",
            "held",
        )
        assert await keys.do("step", "left") == "refused: left is not ready: it is held"
        assert await keys.do("continue") == "done"
        await keys.until(lambda state: state.open_gates)
        (gate,) = keys.state.open_gates
        assert await keys.do("answer", choice="approve") == f"done: {gate}"
        assert (await keys.end()).status == "done"


async def test_finish_holds_the_run_once_the_group_has_ended(journal: Journal) -> None:
    async def grouped(flow: Flow, task: str) -> object:
        with flow.group("panel"):
            both = await flow.together(flow.ask("first", task), flow.ask("second", task))
        return await flow.ask("third", "end", *both)

    stage = Stage(grouped, journal=journal, started={"paused": True})
    async with at_the_keys(stage) as keys:
        await keys.until_paused()
        assert await keys.do("finish", "panel/first") == "done: until panel ends"
        await keys.until_paused()
        assert keys.status("panel/second") == "done"
        assert keys.status("third") == "ready"


async def test_breakpoints_from_the_start_and_set_on_the_way(
    session: Here, relay: LoadedRecipe
) -> None:
    live = session.start(relay, replace(REHEARSED, paused=False, breakpoints=("scout:after",)))
    async with at_the_keys(live) as keys:
        await keys.until_paused()
        assert keys.status("scout") == "held"
        assert await keys.do("break", text="judge if scout.confidence > 0.5") == "done: b2"
        assert await keys.do("break", text="left once") == "done: b3"
        assert await keys.do("unbreak", "b3") == "done"
        await keys.do("continue")
        await keys.until(lambda state: state.open_gates)
        await keys.do("answer", choice="approve")
        await keys.until_paused()
        assert keys.status("judge") == "ready"
        assert {name: point.hits for name, point in keys.state.breakpoints.items()} == {
            "b1": 1,
            "b2": 1,
        }


# -- kill, retry, override, say, answer, limit ---------------------------------------------------


async def test_a_killed_step_is_gone_and_what_it_cost_is_on_record(journal: Journal) -> None:
    script = {"second": [Says(first="As I was saying", after=1e6)]}
    stage = Stage(side_by_side, script, journal=journal)
    stage.clock.hold()
    before = other_tasks()
    async with at_the_keys(stage) as keys:
        await keys.until(lambda _: len(stage.model.open) == 3)
        with_calls = other_tasks()
        told = await keys.do("kill", "second")
        assert "second" not in stage.model.open, "it is gone when the answer is there"
        assert keys.status("second") == "cancelled"
        assert len(other_tasks()) < len(with_calls)
        stage.clock.release()
        state = await keys.end()
    over = state.steps["second"].attempts[0].over
    assert isinstance(over, e.AttemptEnded)
    assert told == f"done: second is gone, it cost {shown(over.cost, estimated=True)}"
    assert (over.text, over.estimated) == ("As I was saying", True)
    assert 0 < over.cost < state.cost
    assert (state.status, state.reserved) == ("failed", 0)
    assert other_tasks() <= before


async def test_killing_the_run_leaves_no_call_open(journal: Journal) -> None:
    stage = Stage(side_by_side, journal=journal)
    stage.clock.hold()
    async with at_the_keys(stage) as keys:
        await keys.until(lambda _: len(stage.model.open) == 3)
        assert (await keys.do("kill")).count("is gone, it cost ~$") == 3
        assert not stage.model.open
        state = await keys.end()
    assert (state.status, state.why) == ("stopped", "killed by me")
    assert not stage.model.open
    assert len(of(e.AttemptEnded, await stage.recorded())) == 3


async def test_a_running_step_is_asked_again_at_once_and_otherwise(journal: Journal) -> None:
    script = {"first": [Says("no", after=9), Says("yes", first="well, ", after=2)]}
    stage = Stage(chain, script, journal=journal)
    stage.clock.hold()
    async with at_the_keys(stage) as keys:
        await stage.model.begun.wait()
        assert await keys.do("retry", "first", "In one word.", temperature=0.2) == "done"
        await keys.until(lambda state: state.steps["first"].attempts[0].over)
        stage.clock.release()
        state = await keys.end()
    assert state.status == "done"
    assert state.steps["first"].reply is not None
    assert state.steps["first"].reply.text == "well, yes"
    again = stage.model.asked[1]
    assert (again.attempt, again.temperature) == (2, 0.2)
    assert "In one word." in again.user


async def test_a_held_reply_is_replaced_if_the_other_fits(journal: Journal) -> None:
    verdict = Record({"verdict": Choice(("yes", "no"))})
    team = [agent("first", reply=verdict), *TEAM[1:]]
    stage = Stage(
        chain, {"first": [Says('{"verdict": "no"}')]}, agents=team, journal=journal,
        started={"breakpoints": ("first:after",)},
    )  # fmt: skip
    async with at_the_keys(stage) as keys:
        await keys.until_paused()
        told = await keys.do("override", "first", '{"verdict": "perhaps"}')
        assert told.startswith("refused: the reply does not fit first: ")
        assert await keys.do("override", "first", '{"verdict": "yes"}') == "done"
        await keys.do("continue")
        assert (await keys.end()).status == "done"
    assert '"yes"' in stage.model.asked[1].user
    assert await keys.do("override", "first", "{}") == "refused: the run is done"


async def test_what_is_said_is_in_the_agents_next_prompt_once(journal: Journal) -> None:
    stage = Stage(chain, journal=journal, started={"paused": True})
    async with at_the_keys(stage) as keys:
        await keys.until_paused()
        assert await keys.do("say", "second", "Mind the gap.") == "done"
        await keys.do("continue")
        await keys.end()
    prompts = {request.agent: request.user for request in stage.model.asked}
    assert "Mind the gap." in prompts["second"]
    assert "Mind the gap." not in prompts["first"] + prompts["third"]


async def test_a_limit_that_is_reached_is_raised_on_the_way(journal: Journal) -> None:
    stage = Stage(chain, journal=journal, started={"on_limit": "ask"}, steps=2)
    async with at_the_keys(stage) as keys:
        await keys.until(lambda state: state.open_gates)
        assert (
            await keys.do("limit", steps=1.0) == "refused: steps is at 2 already: 1 is below that"
        )
        assert await keys.do("answer", choice="extend") == "done: limit"
        assert (await keys.end()).status == "done"
    assert keys.state.limits["steps"] == 4


# -- time ----------------------------------------------------------------------------------------

SLOW = {"first": [Says(after=20)], "second": [Says(after=20)]}


async def test_time_that_a_run_is_paused_does_not_count(journal: Journal) -> None:
    stage = Stage(
        chain, SLOW, journal=journal, started={"breakpoints": ("first:after",)}, seconds=50
    )
    async with at_the_keys(stage) as keys:
        await keys.until_paused()
        longer = asyncio.get_running_loop().create_future()
        stage.clock.call_later(10_000, lambda: longer.set_result(None))
        await longer
        await keys.do("continue")
        state = await keys.end()
    assert (state.status, state.seconds) == ("done", 41.0)


async def test_a_hanging_step_let_through_singly_still_meets_the_deadline(journal: Journal) -> None:
    script = {"first": [Says(after=1e6)]}
    stage = Stage(chain, script, journal=journal, started={"paused": True}, seconds=30)
    async with at_the_keys(stage) as keys:
        await keys.until_paused()
        longer = asyncio.get_running_loop().create_future()
        stage.clock.call_later(10_000, lambda: longer.set_result(None))
        await longer
        assert await keys.do("step") == "done"
        state = await keys.end()
    assert (state.status, state.seconds) == ("limited", 30.0)


@pytest.mark.parametrize(("seconds", "status"), [(10.0, "limited"), (60.0, "done"), (None, "done")])
async def test_a_deadline_moves_with_its_limit(
    journal: Journal, seconds: float | None, status: str
) -> None:
    stage = Stage(chain, SLOW, journal=journal, seconds=30)
    stage.clock.hold()
    async with at_the_keys(stage) as keys:
        await stage.model.begun.wait()
        assert await keys.do("limit", seconds=seconds) == "done"
        stage.clock.release()
        state = await keys.end()
    assert (state.status, state.seconds) == (status, seconds if status == "limited" else 41.0)


async def test_a_deadline_that_was_extended_comes_again(journal: Journal) -> None:
    script = {"first": [Says(after=1e6)]}
    stage = Stage(chain, script, journal=journal, started={"on_limit": "extend=2"}, seconds=20)
    state = await stage.carry_out()
    assert (state.status, state.seconds) == ("limited", 80.0)
    assert [limit.allowed for limit in state.limits_reached] == [20, 40, 80]


async def test_who_is_asked_about_the_time_is_asked_once(journal: Journal) -> None:
    stage = Stage(chain, SLOW, journal=journal, started={"on_limit": "ask"}, seconds=15)
    async with at_the_keys(stage) as keys:
        await keys.until(lambda state: state.open_gates)
        assert await keys.do("say", "third", "Nearly there.") == "done"
        assert list(keys.state.open_gates) == ["limit"]
        assert await keys.do("answer", choice="extend") == "done: limit"
        await keys.until(lambda state: "limit.2" in state.open_gates)
        assert await keys.do("answer", choice="partial") == "done: limit.2"
        state = await keys.end()
    assert (state.status, len(state.limits_reached)) == ("partial", 2)


# -- left and taken up again ---------------------------------------------------------------------


async def test_taken_up_again_a_paused_run_stands_as_it_stood(
    session: Here, relay: LoadedRecipe
) -> None:
    live = session.start(relay, replace(REHEARSED, limits={"steps": 9}))
    async with at_the_keys(live) as keys:
        await keys.until_paused()
        await keys.do("break", text="judge")
        await keys.do("break", text="on:failed")
        await keys.do("unbreak", "b2", off=True)
        await keys.do("limit", steps=5.0, cost=2.0)
        await keys.do("say", "judge", "Be kind.")
        await keys.do("override", "left", "Left is closed.")
        await keys.do("next")
        await keys.until_paused()
        live.interrupt("enough for today")
        before = await keys.end()
    assert before.status == "interrupted"
    again = await session.resume(live.id)
    async with at_the_keys(again) as keys:
        await keys.until_paused()
        state = keys.state
        assert (state.breakpoints, state.limits) == (before.breakpoints, before.limits)
        assert state.waiting_words == before.waiting_words
        assert keys.status("scout") == "held"
        await keys.do("continue")
        await keys.until(lambda state: state.open_gates)
        again.interrupt("once more")
        await keys.end()
    third = await session.resume(live.id)
    async with at_the_keys(third) as keys:
        await keys.until(lambda state: state.status == "running")
        assert len(keys.state.open_gates) == 1
        await keys.do("answer", choice="approve")
        await keys.until_paused()
        assert keys.status("judge") == "ready"
        assert keys.state.steps["left"].overridden is not None
        await keys.do("continue")
        assert (await keys.end()).status == "done"
    record = await session.record(live.id)
    assert record.state == fold(record.turns)
    asked = [x.path for turn in record.turns for x in turn.events if isinstance(x, e.StepAsked)]
    assert asked == ["scout", "right", "judge"]


async def test_interrupted_while_pausing_it_is_paused_once_what_was_in_flight_is_there(
    session: Here, relay: LoadedRecipe
) -> None:
    live = session.start(relay, REHEARSED)
    async with at_the_keys(live) as keys:
        await keys.until_paused()
        await keys.do("step")
        assert keys.state.status == "pausing"
        live.interrupt("in the midst of it")
        await keys.end()
    again = await session.resume(live.id)
    async with at_the_keys(again) as keys:
        await keys.until_paused()
        assert keys.status("scout") == "held"
        assert again.recorded


# -- commands themselves -------------------------------------------------------------------------


async def test_the_same_command_twice_is_carried_out_once(journal: Journal) -> None:
    stage = Stage(chain, journal=journal, started={"paused": True})
    async with at_the_keys(stage) as keys:
        await keys.until_paused()
        step = command("step")
        answers = await asyncio.gather(stage.run.command(step), stage.run.command(step))
        await keys.until_paused()
        assert [*answers, await stage.run.command(step)] == [answers[0]] * 3
        assert stage.model.agents == ["first"]


async def test_who_stops_waiting_for_an_answer_does_no_harm(journal: Journal) -> None:
    stage = Stage(chain, journal=journal, started={"paused": True})
    async with at_the_keys(stage) as keys:
        await keys.until_paused()
        waiting = asyncio.create_task(stage.run.command(command("say", "first", "Hello.")))
        await asyncio.sleep(0)
        waiting.cancel()
        await keys.do("continue")
        assert (await keys.end()).status == "done"
    assert "Hello." in stage.model.asked[0].user


async def test_a_run_that_is_not_there_takes_no_commands(journal: Journal) -> None:
    stage = Stage(chain, journal=journal)
    answer = await stage.run.command(command("pause"))
    assert (answer.done, answer.said) == (False, "the run has not begun")
    await stage.carry_out()
    answer = await stage.run.command(command("pause"))
    assert (answer.done, answer.said) == (False, "the run is done")
    assert not of(e.CommandGiven, await stage.recorded())


async def test_a_command_to_a_run_that_was_taken_over_is_answered_and_not_done() -> None:
    journal = MemoryJournal()
    stage = Stage(chain, journal=journal, started={"paused": True})
    async with at_the_keys(stage) as keys:
        await keys.until_paused()
        await journal.claim(RUN, 1, "host:2:2", stage.run.state.summary, lambda _: None)
        assert (
            await keys.do("continue") == "refused: this process has left the run: resume it first"
        )
        with pytest.raises(OwnershipLost):
            await keys.end()
    assert not of(e.CommandGiven, await stage.recorded())


LONG = "All of this in one breath. " * 30
ESCAPES = "\x1b[2Jcleared\x07"


@pytest.mark.parametrize(
    "text", [LONG, "#AAAAAAAAAAAAAAAAAAAAAA", ESCAPES], ids=["long", "like an address", "escapes"]
)
async def test_what_a_person_says_is_kept_whole_and_harmless(
    session: Here, relay: LoadedRecipe, text: str
) -> None:
    live = session.start(relay, REHEARSED)
    async with at_the_keys(live) as keys:
        await keys.until_paused()
        assert await keys.do("say", "scout", text) == "done"
        assert await keys.do(ESCAPES, ESCAPES) == "refused: there is no command ␛[2Jcleared␇"
        await keys.do("kill")
        await keys.end()
    record = await session.record(live.id)
    (said,) = (x for turn in record.turns for x in turn.events if isinstance(x, e.Said))
    assert record.texts.read(said.text) == (text if text != ESCAPES else "␛[2Jcleared␇")
