"""Runs whose agents are Python functions: beside models, alone, blocked, killed, taken up again."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from orchtui.domain import events as e
from orchtui.domain.model import Answer, Hear
from orchtui.domain.prompts import Request
from orchtui.domain.python_agent import Asked
from orchtui.engine.engine import Engine
from orchtui.engine.live_run import GRACE
from orchtui.engine.preparation import Settings, prepare
from orchtui.errors import UsageError
from orchtui.journal import open_journal
from orchtui.recipes.loader import LoadedRecipe
from orchtui.session import load
from tests.engine.building import of, other_tasks
from tests.engine.controlling import Keys, at_the_keys
from tests.engine.here import Here
from tests.providers.blocking import Blocked

PAGE = Path(__file__).parents[2] / "docs" / "recipes.md"
REHEARSED = Settings(rehearse=True, speed=0)
SOON = 0.01

RECIPE = """\
task: What are 12 and 30 together?
models: {quick: rehearsal/quick}
agents:
  adder: {does: Adds up., python: "checks.py:adds", reply: {total: int}}
  checker: {does: Checks the sum., python: "checks.py:sums", reply: {right: bool}}
flow: [adder, checker: Is it right?]
"""
CODE = """\
import re

async def adds(asked):
    return {"total": sum(map(int, re.findall("[0-9]+", asked.task)))}

def sums(asked):
    assert asked.says == "Is it right?"
    return {"right": asked.of("adder").data["total"] == 42}
"""
RIGHT = '{\n  "right": true\n}'

# The functions of this file that a recipe names.
BLOCKED = "from tests.engine.test_python_agents import blocks\n"
_blocked: list[Blocked] = []


def blocks(asked: Asked) -> str:
    return _blocked[-1](asked)


@pytest.fixture
async def blocked() -> AsyncIterator[Blocked]:
    """What the `blocks` of a recipe is while a test lasts."""
    _blocked.append(Blocked())
    yield _blocked[-1]
    _blocked.pop().may_go_on.set()


@asynccontextmanager
async def engine(folder: Path, grace: float = GRACE) -> AsyncIterator[Here]:
    """An engine that has no models."""
    journal = await open_journal(folder / "runs.db")
    try:
        async with Engine(journal, grace=grace) as engine:
            yield Here(engine)
    finally:
        await journal.close()


def sums(folder: Path, recipe: str = RECIPE, code: str = CODE) -> LoadedRecipe:
    (folder / "sums.yaml").write_text(recipe)
    (folder / "checks.py").write_text(code)
    return load(str(folder / "sums.yaml"))


def slow(folder: Path, keys: str = "") -> LoadedRecipe:
    """A recipe with one agent that blocks, and one that comes after."""
    agents = f"{{slow: {{does: Blocks., python: 'slow.py:blocks'{keys}}}, after: Comes after.}}"
    (folder / "slow.py").write_text(BLOCKED)
    (folder / "slow.yaml").write_text(f"task: Wait.\nagents: {agents}\nflow: [slow, after]\n")
    return load(str(folder / "slow.yaml"))


async def carried_out(folder: Path, loaded: LoadedRecipe, settings: Settings) -> list[e.AnyEvent]:
    """Every event of a run, from its start to its end."""
    async with engine(folder) as session:
        live = session.start(loaded, settings)
        await session.carry_out(live)
        turns = (await session.record(live.id)).turns
    return [event for turn in turns for event in turn.events]


def replies(events: Sequence[e.AnyEvent]) -> dict[str, str]:
    return {event.path: event.text for event in events if isinstance(event, e.StepReplied)}


def ended(events: Sequence[e.AnyEvent]) -> e.RunFinished:
    (last,) = (event for event in events if isinstance(event, e.RunFinished))
    return last


# -- who is asked --------------------------------------------------------------------------------


async def test_a_team_of_functions_needs_no_key_no_model_and_no_money(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchtui.providers.litellm.LiteLLM", None)  # so that it cannot be made
    async with engine(tmp_path) as session:
        free = Settings(limits={"tokens": 1, "cost": 0.0001})
        outcome = await session.carry_out(session.start(sums(tmp_path), free))

    assert (outcome.status, outcome.reply) == ("done", RIGHT)
    assert (outcome.cost, outcome.tokens, outcome.estimated) == (0, 0, False)
    assert not outcome.rehearsed


class Speaker:
    """A model that always says the same."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def answer(self, request: Request, hear: Hear) -> Answer:
        self.asked.append(request.agent)
        return Answer('{"total": 41}', 10, 10)

    async def close(self) -> None:
        pass


async def test_a_function_checks_what_a_model_says(tmp_path: Path) -> None:
    loaded = sums(tmp_path, RECIPE.replace('python: "checks.py:adds"', "model: ollama/tiny"))
    model, journal = Speaker(), await open_journal(tmp_path / "runs.db")
    async with Engine(journal, model) as both:
        session = Here(both)
        outcome = await session.carry_out(session.start(loaded, Settings()))
    await journal.close()

    assert outcome.reply == RIGHT.replace("true", "false")
    assert model.asked == ["adder"]


async def test_in_a_rehearsal_functions_are_called(tmp_path: Path) -> None:
    events = await carried_out(tmp_path, sums(tmp_path), REHEARSED)

    assert replies(events) == {"adder": '{\n  "total": 42\n}', "checker": RIGHT}


async def test_a_rehearsed_reply_stands_in_for_a_function(tmp_path: Path) -> None:
    recipe = f"{RECIPE}rehearsal: {{checker: [{{right: false}}]}}\n"
    code = CODE.replace("assert asked", "raise AssertionError\n    assert asked")

    events = await carried_out(tmp_path, sums(tmp_path, recipe, code), REHEARSED)

    assert replies(events)["checker"] == RIGHT.replace("true", "false")
    given = [event for event in events if isinstance(event, e.StepReplied)]
    assert all(event.cost == event.read + event.wrote == 0 for event in given)


async def test_the_example_of_the_reference_works(tmp_path: Path) -> None:
    section = PAGE.read_text(encoding="utf-8").partition("## An agent in Python")[2]
    recipe, code = (
        re.findall(rf"^```{kind}\n(.*?)^```", section, re.MULTILINE | re.DOTALL)[0]
        for kind in ("yaml", "python")
    )

    events = await carried_out(tmp_path, sums(tmp_path, recipe, code), REHEARSED)

    assert replies(events)["checker"] == RIGHT
    assert ended(events).status == "done"


async def test_what_a_function_raises_is_the_reason_its_step_failed(tmp_path: Path) -> None:
    code = CODE.replace("== 42", "/ 0")

    events = await carried_out(tmp_path, sums(tmp_path, code=code), Settings())

    (failed,) = (event for event in events if isinstance(event, e.AttemptFailed))
    told = "checks.py:sums failed in line 8: ZeroDivisionError: division by zero"
    assert (failed.path, failed.fault, failed.message) == ("checker", "server", told)
    assert failed.cost == 0
    assert ended(events).why == f"checker: {told}"


# -- while one blocks ----------------------------------------------------------------------------


async def begun(keys: Keys, blocked: Blocked) -> None:
    """Wait until the function blocks its thread."""
    await blocked.began.wait()
    assert keys.status("slow") == "running"


async def test_commands_are_answered_while_a_function_blocks(
    tmp_path: Path, blocked: Blocked
) -> None:
    async with (
        engine(tmp_path) as session,
        at_the_keys(session.start(slow(tmp_path), REHEARSED)) as keys,
    ):
        await begun(keys, blocked)
        assert (await keys.do("pause")).startswith("done")
        assert (await keys.do("say", "after", "Be brief.")).startswith("done")
        assert keys.state.status == "pausing"
        assert blocked.wanted()

        blocked.may_go_on.set()
        await keys.until_paused()
        await keys.do("continue")
        state = await keys.end()

    assert state.status == "done"
    assert state.steps["slow"].reply is not None


async def test_a_killed_function_that_blocks_is_named_and_the_run_goes_on(
    tmp_path: Path, blocked: Blocked
) -> None:
    loaded = slow(tmp_path, ", optional: true")
    before = other_tasks()
    async with engine(tmp_path, SOON) as session:
        live = session.start(loaded, REHEARSED)
        async with at_the_keys(live) as keys:
            await begun(keys, blocked)
            told = await keys.do("kill", "slow")
            assert blocked.thread.is_alive(), "nobody claims that it is gone"
            assert not blocked.wanted()
            state = await keys.end()
        events = [event for turn in await session.journal.turns(live.id) for event in turn.events]
        recorded = len(events)

        assert told.startswith(f"done: slow ignored being ended for {SOON} s")
        assert of(e.AttemptAbandoned, events) == [
            e.AttemptAbandoned(path="slow", attempt=1, seconds=SOON)
        ]
        assert state.status == "partial"

        blocked.leave()
        later = [event for turn in await session.journal.turns(live.id) for event in turn.events]
        assert len(later) == recorded, "what it says now comes too late"
    assert other_tasks() <= before


async def test_a_function_that_blocks_beyond_its_time_is_abandoned(
    tmp_path: Path, blocked: Blocked
) -> None:
    loaded = slow(tmp_path, f", limits: {{seconds: {SOON}}}")
    async with engine(tmp_path, SOON) as session:
        live = session.start(loaded, replace(REHEARSED, speed=1))
        outcome = await session.carry_out(live)

    assert outcome.status == "failed"
    assert outcome.why == "after: needs slow: no answer in time, and its call ignored being ended"
    assert not blocked.wanted()


async def test_an_interrupted_run_does_not_wait_for_a_function_and_asks_it_again(
    tmp_path: Path, blocked: Blocked
) -> None:
    async with engine(tmp_path, SOON) as session:
        live = session.start(slow(tmp_path), REHEARSED)
        async with at_the_keys(live) as keys:
            await begun(keys, blocked)
            live.interrupt("leaving")
            assert (await keys.end()).status == "interrupted"
        blocked.leave()

        again = await session.resume(live.id)
        assert (await again.carry_out()).status == "done"
        assert [each.lost for each in again.state.steps["slow"].attempts] == [True, False]


# -- taken up again ------------------------------------------------------------------------------


async def left(session: Here, loaded: LoadedRecipe) -> str:
    """A run that was left before its second step; its id."""
    live = session.start(loaded, replace(REHEARSED, breakpoints=("checker:before",)))
    async with at_the_keys(live) as keys:
        await keys.until_paused()
        live.interrupt("leaving")
        await keys.end()
    return live.id


async def test_a_run_with_functions_is_resumed_from_its_record(tmp_path: Path) -> None:
    async with engine(tmp_path) as session:
        name = await left(session, sums(tmp_path))
        (tmp_path / "sums.yaml").unlink()

        live = await session.resume(name)
        async with at_the_keys(live) as keys:
            await keys.until_paused()
            await keys.do("continue")
            state = await keys.end()

    assert state.status == "done"
    assert state.finished is not None
    assert state.finished.output == RIGHT
    assert [len(step.attempts) for step in state.steps.values()] == [1, 1]


async def test_a_run_is_not_resumed_with_other_code(tmp_path: Path) -> None:
    async with engine(tmp_path) as session:
        name = await left(session, sums(tmp_path))
        row = await session.journal.find(name)
        (tmp_path / "checks.py").write_text("raise SystemExit('imported')\n")

        with pytest.raises(UsageError, match=r"checks\.py is not what it was when the run was rec"):
            await session.resume(name)

        assert await session.journal.find(name) == row
        (tmp_path / "checks.py").write_text(CODE)
        assert await session.resume(name)


async def test_the_code_is_on_record_and_part_of_what_was_asked(tmp_path: Path) -> None:
    async def asked(code: str) -> tuple[str, ...]:
        events = await carried_out(tmp_path, sums(tmp_path, code=code), Settings())
        return tuple(event.digest for event in events if isinstance(event, e.StepAsked))

    first, same, other = await asked(CODE), await asked(CODE), await asked(CODE + "# changed\n")

    assert first == same
    assert not set(first) & set(other)


# -- before it begins ----------------------------------------------------------------------------


def test_what_a_run_begins_with_names_the_code_and_where_it_stands(tmp_path: Path) -> None:
    started = prepare(sums(tmp_path), Settings()).started

    (adds,), (sums_,) = (
        started.tiers["python/checks.py:adds"],
        started.tiers["python/checks.py:sums"],
    )
    assert adds.code == sums_.code != ""
    assert (sums_.read_price, sums_.write_price) == (0, 0)
    assert started.folder == str(tmp_path.resolve())


def test_another_model_for_every_tier_leaves_functions_alone(tmp_path: Path) -> None:
    started = prepare(sums(tmp_path), Settings(models={"": "ollama/tiny"})).started

    assert started.tiers["quick"][0].name == "ollama/tiny"
    assert started.tiers["python/checks.py:sums"][0].code


@pytest.mark.parametrize(
    ("models", "told"),
    [
        ({"quick": "python/checks.py:sums"}, "python/checks.py:sums is no model: a function is na"),
        ({"python/checks.py:sums": "ollama/tiny"}, "no tier is called python/checks.py:sums"),
    ],
)  # fmt: skip
def test_models_and_functions_do_not_take_each_others_place(
    models: dict[str, str], told: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=re.escape(told)):
        prepare(sums(tmp_path), Settings(models=models))


async def test_a_file_that_cannot_be_imported_is_told_before_anything_is_asked(
    tmp_path: Path,
) -> None:
    loaded = sums(tmp_path, code=f"{CODE}import nothing_of_this_name\n")
    async with engine(tmp_path) as session:
        with pytest.raises(UsageError, match=r"checks\.py cannot be imported: ModuleNotFoundError"):
            session.start(loaded, Settings())

        assert await session.journal.runs() == []
