"""One call: whatever happens comes out as one event that tells what was heard and what it cost."""

from __future__ import annotations

import asyncio

import pytest

from orchtui.domain import events as e
from orchtui.domain.digest import Texts
from orchtui.domain.prompts import Request, tokens_about
from orchtui.domain.redact import Redactor
from orchtui.engine.calls import Caller
from orchtui.engine.clock import VirtualClock
from orchtui.errors import ModelError, ModelFault
from tests.engine.building import HANGS, READ_PRICE, TIERS, WRITE_PRICE, Says, Scripted

REQUEST = Request(
    path="first",
    agent="first",
    attempt=1,
    model=TIERS["strong"][0],
    system="You are brief.",
    user="What is a tide?",
    max_tokens=5,
    digest="asked",
    seconds=8.0,
)
READ = tokens_about(REQUEST.system) + tokens_about(REQUEST.user)


class Booth:
    """One call to a model that will do as it is told."""

    def __init__(self, says: Says, *secrets: str) -> None:
        self.clock, self.texts = VirtualClock(100.0), Texts()
        self.model = Scripted(self.clock, {"first": [says]})
        self.caller = Caller(self.model, self.clock, self.texts, Redactor(secrets))

    async def call(self) -> e.Over:
        task = asyncio.current_task()
        assert task is not None
        over = await self.caller.call(
            REQUEST, lambda: asyncio.get_running_loop().call_soon(task.cancel)
        )
        assert not self.model.open
        assert not self.caller.hearing
        return over


async def test_an_answer_tells_what_it_cost_and_how_long_it_took() -> None:
    over = await Booth(Says("The sea comes.", after=2.5)).call()
    assert over == e.StepReplied(
        path="first",
        text="The sea comes.",
        model="",
        read=READ,
        wrote=4,
        cost=READ * READ_PRICE + 4 * WRITE_PRICE,
        seconds=2.5,
        pace=(0,) * 10,
    )


async def test_a_hanging_model_is_left_exactly_when_its_time_is_over() -> None:
    booth = Booth(HANGS)
    over = await booth.call()
    assert isinstance(over, e.AttemptFailed)
    assert (over.fault, over.seconds, booth.clock.now()) == ("timeout", 8.0, 108.0)
    assert over.message == "no answer from strong within 8 s"


async def test_what_was_heard_before_a_timeout_is_kept_and_paid() -> None:
    over = await Booth(Says(first="The sea", after=9.0)).call()
    assert isinstance(over, e.AttemptFailed)
    assert (over.text, over.read, over.wrote, over.estimated) == ("The sea", READ, 2, True)
    assert over.cost == READ * READ_PRICE + 2 * WRITE_PRICE


@pytest.mark.parametrize("kind", ["auth", "rate_limit", "refused", "unavailable"])
async def test_a_call_that_was_never_taken_costs_nothing(kind: ModelFault) -> None:
    over = await Booth(Says(fault=ModelError(kind, "not today"))).call()
    assert isinstance(over, e.AttemptFailed)
    assert (over.fault, over.message, over.cost, over.read) == (kind, "not today", 0, 0)


@pytest.mark.parametrize("kind", ["server", "disconnected", "truncated", "malformed"])
async def test_a_call_that_broke_off_costs_what_it_will_have_used(kind: ModelFault) -> None:
    over = await Booth(Says(first="The sea", fault=ModelError(kind, "gone"))).call()
    assert isinstance(over, e.AttemptFailed)
    assert (over.fault, over.text, over.estimated) == (kind, "The sea", True)
    assert over.cost == READ * READ_PRICE + 2 * WRITE_PRICE


async def test_a_defect_in_a_models_code_fails_the_attempt_and_is_named() -> None:
    over = await Booth(Says(fault=KeyError("choices"))).call()
    assert isinstance(over, e.AttemptFailed)
    assert (over.fault, over.message) == ("server", "strong broke: KeyError: 'choices'")


async def test_a_cancelled_call_tells_what_it_had_said_and_cost_within_what_was_agreed() -> None:
    booth = Booth(Says(first="The sea comes and goes, twice a day.", after=5.0))
    task = asyncio.create_task(booth.call())
    booth.clock.call_later(1.0, task.cancel)
    over = await task
    assert isinstance(over, e.AttemptEnded)
    assert (over.text, over.seconds) == ("The sea comes and goes, twice a day.", 1.0)
    assert (over.wrote, over.estimated) == (REQUEST.max_tokens, True)


@pytest.mark.parametrize("after", [7.75, 8.0, 8.25])
async def test_an_answer_around_the_timeout_is_one_or_the_other(after: float) -> None:
    over = await Booth(Says("The sea comes.", after=after)).call()
    assert isinstance(over, e.StepReplied if after < 8 else e.AttemptFailed)


async def test_secrets_and_control_characters_are_gone_before_anything_is_kept() -> None:
    booth = Booth(Says("The key is hunter2-hunter2.\x1b[31m", first="\x07Red. "), "hunter2-hunter2")
    over = await booth.call()
    kept = f"{over} {booth.texts.known}"
    assert "hunter2" not in kept
    assert "\x1b" not in over.text
    assert "\x07" not in over.text
