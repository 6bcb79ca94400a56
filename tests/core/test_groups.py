"""Patterns at work: their groups are on the record, with limits and a time of their own."""

from __future__ import annotations

from orchtui.core import EndCall, Machine
from orchtui.domain import events as e
from orchtui.domain.digest import Texts
from orchtui.domain.flow import Flow
from orchtui.domain.limits import Limits, limits_from
from orchtui.engine.reexecution import reexecute
from tests.core.test_commands import Controlled
from tests.core.world import started

WITHIN = limits_from({"steps": 2, "seconds": 10})


async def grouped(flow: Flow, task: str) -> str:
    with flow.group("team", pattern="trial", limits=WITHIN) as group:
        replies = await flow.together(
            *(flow.ask("a", f"part {n}", optional=True) for n in range(4))
        )
        group.how = f"{sum(not each.missing for each in replies)} of 4"
    return (await flow.ask("b", "sum up", *replies)).text


def begun() -> Controlled:
    world = Controlled(grouped)
    world.feed(started())
    return world


def test_a_group_says_what_is_at_work_in_it_and_how_it_ended() -> None:
    world = begun()
    assert world.to_the_end().startswith("partial")
    group = world.core.state.groups["team"]
    assert (group.begun.pattern, group.begun.limits) == ("trial", {"steps": 2, "seconds": 10})
    assert group.ended is not None
    assert group.ended.how == "2 of 4"


def test_a_step_that_its_group_may_not_ask_fails_and_no_other_step_does() -> None:
    world = begun()
    assert sorted(path for path, _ in world.calls) == ["team/a", "team/a.2"]
    assert world.core.state.steps["team/a.3"].status == "failed"
    world.to_the_end()
    assert world.core.state.steps["b"].status == "done", "outside the group it does not count"


def test_when_its_time_is_up_a_group_s_steps_end_and_the_run_goes_on() -> None:
    world = begun()
    deadline = world.core.deadline()
    assert deadline is not None
    assert (deadline.at, deadline.path) == (10, "team")
    world.feed(e.DeadlinePassed(seconds=10, path="team"))
    assert EndCall("team/a", 1) in world.core.effects
    assert world.core.state.steps["team/a"].error == "team: the limit of 10 s is over"
    assert world.core.deadline() is None
    assert world.to_the_end().startswith("partial")
    assert world.core.state.steps["b"].status == "done"
    again = Machine(world.core.recipe, grouped, Texts(world.core.texts.known))
    reexecute(again, world.turns)
    assert again.state == world.core.state


def test_what_is_planned_in_a_group_whose_time_is_up_is_not_asked_any_more() -> None:
    async def goes_on(flow: Flow, task: str) -> str:
        with flow.group("team", pattern="trial", limits=Limits(seconds=10)):
            first = await flow.ask("a", "one", optional=True)
            second = await flow.ask("a", "two", optional=True)
        return f"{first.missing}; {second.missing}"

    world = Controlled(goes_on)
    world.feed(started())
    world.feed(e.DeadlinePassed(seconds=10, path="team"))
    assert world.to_the_end() == (
        "partial: team: the limit of 10 s is over; team: the limit of 10 s is over"
    )
    assert world.asked == ["team/a"]


def test_the_run_s_own_time_comes_first_if_it_is_up_first() -> None:
    world = Controlled(grouped)
    world.feed(started({"seconds": 5}))
    deadline = world.core.deadline()
    assert deadline is not None
    assert (deadline.at, deadline.path) == (5, "")


def test_a_changed_limit_forgets_nothing_that_an_agent_has_spent() -> None:
    from dataclasses import replace

    from tests.core.world import AGENTS, RECIPE

    async def twice(flow: Flow, task: str) -> str:
        await flow.ask("a", "one")
        return (await flow.ask("a", "two")).text

    agent = replace(AGENTS["a"], limits=limits_from({"steps": 1}))
    world = Controlled(twice, recipe=replace(RECIPE, agents={**AGENTS, "a": agent}))
    world.feed(started(paused=True))
    world.do("step")
    world.step()
    world.do("limit", steps=50)
    world.do("continue")
    assert world.to_the_end().startswith("failed: a.2: the limit on steps is 1")
