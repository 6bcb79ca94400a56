"""Attempts that do not succeed: timeouts, faults, bad replies, and what becomes of their steps."""

from __future__ import annotations

import pytest

from orchtui.domain import events as e
from orchtui.domain.flow import Flow
from orchtui.domain.reply_schema import Number, Record, Text
from tests.engine.building import FAILS, HANGS, TEAM, Says, Stage, agent, chain, of, side_by_side

SURE = Record({"notes": Text(), "confidence": Number(low=0, high=1)})


async def test_a_hanging_step_times_out_and_the_run_says_so() -> None:
    team = [agent("first", seconds=8), *TEAM[1:]]
    stage = Stage(chain, {"first": [HANGS]}, agents=team)
    state = await stage.carry_out()
    assert (state.status, state.seconds) == ("failed", 24.0)
    assert state.why == "third: needs first: no answer from strong within 8 s"
    assert stage.model.agents == ["first"] * 3
    asked = [each.asked.because for each in state.steps["first"].attempts]
    assert asked == ["", "again: timeout", "again: timeout"]


async def test_after_a_timeout_the_fallback_is_tried_once() -> None:
    team = [agent("first", fallback="quick", seconds=8), *TEAM[1:]]
    stage = Stage(chain, {"first": [HANGS, Says("made it")]}, agents=team)
    state = await stage.carry_out()
    assert (state.status, state.seconds) == ("done", 8 + 1 + 1 + 1)
    asked = [each.asked for each in state.steps["first"].attempts]
    assert [(each.model, each.because) for each in asked] == [
        ("strong", ""),
        ("quick", "fallback: timeout"),
    ]


async def test_where_the_fallback_fails_too_so_does_the_step() -> None:
    team = [agent("first", fallback="quick", seconds=8), *TEAM[1:]]
    stage = Stage(chain, {"first": [HANGS, FAILS]}, agents=team)
    state = await stage.carry_out()
    assert state.status == "failed"
    assert state.steps["first"].error == "the server is on fire"
    assert stage.model.agents == ["first", "first"]


@pytest.mark.parametrize("repairs", [0, 1, 3])
async def test_a_malformed_reply_is_asked_for_again_with_the_error_named(repairs: int) -> None:
    team = [agent("first", reply=SURE, repairs=repairs), *TEAM[1:]]
    stage = Stage(chain, {"first": [Says("no idea")]}, agents=team)
    state = await stage.carry_out()
    assert state.status == "failed"
    assert state.steps["first"].error.startswith("its reply was not accepted: ")
    attempts = state.steps["first"].attempts
    assert len(attempts) == repairs + 1 == len(stage.model.asked)
    for earlier, request in zip(attempts, stage.model.asked[1:], strict=False):
        assert earlier.rejected
        assert f"could not be used: {earlier.rejected}." in request.user


async def test_a_mended_reply_stands() -> None:
    good = '{"notes": "checked", "confidence": 0.9}'
    team = [agent("first", reply=SURE), *TEAM[1:]]
    stage = Stage(chain, {"first": [Says("no idea"), Says(good)]}, agents=team)
    state = await stage.carry_out()
    assert state.status == "done"
    step = state.steps["first"]
    assert step.reply is not None
    assert (len(step.attempts), step.reply.confidence) == (2, 0.9)
    assert good in stage.model.asked[-1].user or good in stage.model.asked[-2].user


async def test_without_an_optional_step_the_run_is_partial_and_says_what_is_missing() -> None:
    team = [agent("first", optional=True), *TEAM[1:]]
    stage = Stage(chain, {"first": [FAILS]}, agents=team)
    state = await stage.carry_out()
    assert state.status == "partial"
    assert state.finished is not None
    assert state.finished.missing == ("first",)
    assert "(nothing: the server is on fire)" in stage.model.asked[1].user


async def test_nobody_pays_for_the_others_once_one_has_failed() -> None:
    script = {"first": [FAILS], "second": [HANGS], "third": [HANGS]}
    stage = Stage(side_by_side, script)
    state = await stage.carry_out()
    assert (state.status, state.seconds) == ("failed", 1.0)
    assert {state.steps[name].status for name in ("second", "third")} == {"cancelled"}
    assert len(of(e.AttemptEnded, await stage.recorded())) == 2
    assert not stage.model.open


async def test_a_loop_in_which_somebody_repeats_themselves_is_ended() -> None:
    async def endless(flow: Flow, task: str) -> object:
        while True:
            with flow.round():
                await flow.ask("first", task)

    stage = Stage(endless)
    state = await stage.carry_out()
    assert state.status == "failed"
    assert "said the same in three rounds" in state.why
    assert len(stage.model.asked) == 3
