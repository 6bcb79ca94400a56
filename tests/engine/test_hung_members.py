"""A member that hangs is ended, asked afresh at most twice, and is missing then."""

from __future__ import annotations

from orchtui.domain.flow import Flow
from orchtui.patterns.member import agent as member
from orchtui.patterns.panel import panel
from tests.engine.building import HANGS, TEAM, Says, Stage, agent

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
