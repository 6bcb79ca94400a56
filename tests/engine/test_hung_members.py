"""Who hangs is ended, asked afresh at most twice, and is missing then: the run goes on without, or
ends with what there is where it cannot.
"""

from __future__ import annotations

import pytest

from orchtui.domain.flow import Flow
from orchtui.errors import ModelError
from orchtui.patterns.member import agent as member
from orchtui.patterns.panel import panel
from tests.engine.building import FAILS, HANGS, TEAM, Says, Stage, agent, chain, side_by_side

IN_TIME = [agent("first", seconds=8), *TEAM[1:]]


async def asked(flow: Flow, task: str) -> str:
    """Three are asked the same, and what most of them say stands."""
    settled = await panel(flow, task, [member(name) for name in ("first", "second", "third")])
    return f"{settled.reply.text}, agreement {settled.agreement:g}"


def said(*lines: Says) -> dict[str, list[Says]]:
    """`first` says these one after another; the others agree at once."""
    return {"first": list(lines), "second": [Says("yes it is")], "third": [Says("yes it is")]}


async def test_who_hangs_is_asked_afresh_twice_and_then_missing() -> None:
    stage = Stage(asked, said(HANGS), agents=IN_TIME)
    state = await stage.carry_out()
    assert state.status == "partial"
    assert state.finished is not None
    assert state.finished.missing == ("panel/first",)
    assert state.finished.output == "yes it is, agreement 1"
    asks = [each.asked.because for each in state.steps["panel/first"].attempts]
    assert asks == ["", "again: timeout", "again: timeout"]
    assert state.seconds == 24
    assert not stage.model.open, "no call is left"


async def test_who_answers_the_second_time_is_not_missing() -> None:
    stage = Stage(asked, said(HANGS, Says("yes it is")), agents=IN_TIME)
    state = await stage.carry_out()
    assert state.status == "done"
    assert state.finished is not None
    assert state.finished.missing == ()


async def test_a_run_that_cannot_go_on_without_hands_over_what_there_is() -> None:
    team = [TEAM[0], agent("second", seconds=8), TEAM[2]]
    stage = Stage(chain, {"first": [Says("so far")], "second": [HANGS]}, agents=team)
    state = await stage.carry_out()
    assert state.finished is not None
    assert (state.status, state.seconds) == ("partial", 1 + 24)
    assert state.finished.missing == ("second", "third")
    assert state.finished.output == "## first\n\nso far"
    assert state.finished.why == "third: needs second: no answer from strong within 8 s"


async def test_where_there_is_nothing_at_all_the_run_has_failed_and_says_for_whom() -> None:
    stage = Stage(chain, {"first": [HANGS]}, agents=IN_TIME)
    state = await stage.carry_out()
    assert state.finished is not None
    assert state.status == "failed"
    assert state.finished.missing == ("first", "second", "third")


async def test_who_fails_rather_than_hangs_fails_the_run() -> None:
    stage = Stage(chain, {"second": [FAILS]})
    state = await stage.carry_out()
    assert (state.status, state.why) == ("failed", "third: needs second: the server is on fire")


async def test_who_hangs_beside_one_that_fails_the_run_is_not_blamed() -> None:
    team = [agent("first", seconds=8, retries=0), *TEAM[1:]]
    stage = Stage(side_by_side, {"first": [HANGS], "second": [FAILS]}, agents=team)
    state = await stage.carry_out()
    assert state.status == "failed", "it was the second that the flow failed for"


@pytest.mark.parametrize("on_limit", ["stop", "partial"])
async def test_a_run_whose_time_is_over_says_whom_it_still_waited_for(on_limit: str) -> None:
    script = {"second": [HANGS], "third": [HANGS]}
    stage = Stage(side_by_side, script, started={"on_limit": on_limit}, seconds=30)
    state = await stage.carry_out()
    assert state.finished is not None
    assert state.finished.missing == ("second", "third")


async def test_an_optional_step_that_fails_without_a_word_is_missing_all_the_same() -> None:
    team = [agent("first", optional=True), *TEAM[1:]]
    stage = Stage(chain, {"first": [Says(fault=ModelError("server", ""))]}, agents=team)
    state = await stage.carry_out()
    assert state.finished is not None
    assert (state.status, state.finished.missing) == ("partial", ("first",))
    assert state.steps["first"].error == "it failed and did not say why (server)"
