"""Limits of a run, an agent and a step: reached at the latest, never overrun, and told by name."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchtui.domain import events as e
from orchtui.domain.flow import Flow
from orchtui.domain.limits import Limits
from orchtui.domain.money import DOLLAR, nano
from orchtui.domain.reply_schema import Record, Text
from orchtui.domain.state import RunState, apply
from tests.engine.building import HANGS, TEAM, Says, Stage, agent, chain, paths, side_by_side

NOTES = Record({"notes": Text()})


async def many(flow: Flow, task: str) -> object:
    """Six steps at once, and six more that each follow one of them."""
    first = [flow.ask(each.name, f"{task} {n}") for n, each in enumerate(TEAM * 2)]
    return await flow.together(*(flow.ask("third", "go on", each) for each in first))


async def test_what_cannot_be_paid_is_not_asked_and_the_run_is_limited() -> None:
    stage = Stage(chain, cost=0.000001)
    state = await stage.carry_out()
    assert state.status == "limited"
    assert stage.model.asked == []
    assert state.why.startswith("the limit on cost is $1e-06 and this needs $0.00")


async def test_what_does_not_fit_beside_the_others_waits_for_them_to_settle() -> None:
    stage = Stage(side_by_side, cost=0.005)  # a call is promised some $0.0042
    state = await stage.carry_out()
    assert (state.status, state.seconds, stage.model.most_open) == ("done", 3.0, 1)


async def test_tokens_are_limited_as_money_is() -> None:
    stage = Stage(chain, {"first": [Says(wrote=1000)]}, tokens=1200)
    state = await stage.carry_out()
    assert (state.status, stage.model.agents) == ("limited", ["first"])
    assert state.why.startswith("the limit on tokens is 1200 and this needs 2")


@pytest.mark.parametrize("steps", [1, 2, 3])
async def test_no_more_steps_are_asked_than_are_allowed(steps: int) -> None:
    stage = Stage(chain, steps=steps)
    state = await stage.carry_out()
    assert len(stage.model.asked) == steps
    assert state.status == ("done" if steps == 3 else "limited")


async def test_asking_again_for_a_bad_reply_is_no_step_more() -> None:
    team = [*TEAM[:2], agent("third", reply=NOTES)]
    script = {"third": [Says("no idea"), Says('{"notes": "mended"}')]}
    stage = Stage(chain, script, agents=team, steps=3)
    assert (await stage.carry_out()).status == "done"


@pytest.mark.parametrize("parallel", [1, 2, 5])
async def test_no_more_calls_are_open_at_once_than_are_allowed(parallel: int) -> None:
    stage = Stage(many, parallel=parallel)
    assert (await stage.carry_out()).status == "done"
    assert stage.model.most_open == parallel
    assert len(stage.model.asked) == 12


async def test_when_a_runs_time_is_over_it_is_limited_and_its_calls_are_ended() -> None:
    stage = Stage(side_by_side, {"second": [HANGS], "third": [HANGS]}, seconds=30)
    state = await stage.carry_out()
    assert (state.status, state.seconds) == ("limited", 30.0)
    assert state.why == "the limit of 30 s is over"
    assert not stage.model.open
    assert paths(e.AttemptEnded, await stage.recorded()) == {"second", "third"}
    assert state.steps["first"].status == "done"


async def test_an_agents_limit_fails_its_steps_and_not_the_run() -> None:
    async def attempts(flow: Flow, task: str) -> object:
        said = [await flow.ask("first", task, optional=True) for _ in range(3)]
        return await flow.ask("second", "sum up", *said)

    team = [agent("first", tokens=1200), *TEAM[1:]]
    stage = Stage(attempts, {"first": [Says(wrote=1000)]}, agents=team)
    state = await stage.carry_out()
    assert state.status == "partial"
    assert stage.model.agents == ["first", "second"]
    assert {limit.limit for limit in state.limits_reached} == {"tokens"}
    assert all(limit.path for limit in state.limits_reached)


async def test_a_steps_own_limit_is_its_alone() -> None:
    async def two(flow: Flow, task: str) -> object:
        poor = flow.ask("first", task, optional=True, limits=Limits(cost=1))
        return await flow.ask("second", "go on", poor, flow.ask("first", "again"))

    stage = Stage(two)
    state = await stage.carry_out()
    assert state.status == "partial"
    assert stage.model.agents == ["first", "second"]


async def test_a_provider_that_takes_more_than_was_agreed_is_told_on() -> None:
    stage = Stage(chain, {"first": [Says(wrote=50_000)]}, cost=0.01)
    state = await stage.carry_out()
    assert state.status == "limited"
    beyond = state.limits_reached[0]
    assert beyond.limit == "cost"
    assert beyond.used > 50_000 * 4_000 / DOLLAR


@given(
    cost=st.floats(0.001, 0.06),
    wrote=st.lists(st.integers(0, 1024), min_size=12, max_size=12),
    after=st.lists(st.floats(0.1, 5.0), min_size=12, max_size=12),
    faults=st.sets(st.integers(0, 11), max_size=4),
)
@settings(max_examples=60, deadline=None)
async def test_no_interleaving_spends_or_promises_more_than_is_allowed(
    cost: float, wrote: list[int], after: list[float], faults: set[int]
) -> None:
    says = [
        Says(wrote=used, after=HANGS.after if number in faults else seconds)
        for number, (used, seconds) in enumerate(zip(wrote, after, strict=True))
    ]
    script = {each.name: says[number::3] for number, each in enumerate(TEAM)}
    stage = Stage(many, script, cost=cost)
    await stage.carry_out()
    state, most = RunState(), 0
    for turn in stage.heard:
        for event in turn.events:
            apply(state, event, turn.at)
            most = max(most, state.cost + state.reserved)
    assert most <= nano(cost)
    assert state.reserved == 0


# -- the time of a group ---------------------------------------------------------------------------


async def in_a_group(flow: Flow, task: str) -> str:
    with flow.group("team", pattern="trial", limits=Limits(seconds=5)):
        slow = flow.ask("first", "take your time", optional=True)
        quick = flow.ask("second", "be quick", optional=True)
        replies = await flow.together(slow, quick)
    last = await flow.ask("third", "sum up", *replies)
    return last.text


async def test_a_group_s_time_is_up_to_the_second_and_the_run_goes_on() -> None:
    script = {"first": [Says("at last", after=60)], "second": [Says("done", after=1)]}
    stage = Stage(in_a_group, script)
    state = await stage.carry_out()
    assert state.status == "partial"
    assert state.finished is not None
    assert state.finished.missing == ("team/first",)
    assert state.steps["team/first"].error == "team: the limit of 5 s is over"
    assert state.steps["third"].status == "done"
    assert state.seconds == 5 + 1
