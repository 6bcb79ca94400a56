"""Replies are judged, money is promised before it is spent, and loops are noticed."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from orchtui.core import Call
from orchtui.domain import events as e
from orchtui.domain.expression import parse
from orchtui.domain.flow import Flow, LoopFound, Reply
from orchtui.domain.limits import Limits
from orchtui.domain.prompts import Request
from orchtui.domain.recipe import Agent, Recipe
from orchtui.domain.reply_schema import Choice, Number, Record
from tests.core.flows import fan
from tests.core.world import AGENTS, RECIPE, TIERS, World, started

VERDICT = Record({"verdict": Choice(("good", "bad")), "confidence": Number(low=0, high=1)})


def recipe_with(agent: Agent, limits: Limits | None = None) -> Recipe:
    agents = {**AGENTS, agent.name: agent}
    return replace(RECIPE, agents=agents, limits=limits or Limits())


class Scripted(World):
    """A world whose agents say what is written, one line after another."""

    def __init__(self, recipe: Recipe, *lines: str) -> None:
        super().__init__(ask_a, seed=1, recipe=recipe)
        self.lines = list(lines)
        self.requests: list[Request] = []

    def step(self) -> bool:
        if not self.calls:
            return False
        request = next(iter(self.calls.values()))
        self.requests.append(request)
        line = self.lines.pop(0)
        if line == "(timeout)":
            self.over(request, e.AttemptFailed, fault="timeout", message="no answer in 8 s")
        elif line == "(broken)":
            self.over(request, e.AttemptFailed, fault="server", message="no answer")
        else:
            self.over(request, e.StepReplied, text=self.core.texts.keep(line))
        return True


async def ask_a(flow: Flow, task: str) -> Reply:
    return await flow.ask("a", "decide")


def test_a_malformed_reply_is_asked_for_again_with_the_error_named() -> None:
    world = Scripted(
        recipe_with(replace(AGENTS["a"], reply=VERDICT)),
        '{"verdict": "perhaps", "confidence": 0.5}',
        'Here it is: {"verdict": "good", "confidence": 0.5}',
    )
    assert world.run().startswith("done")
    assert 'verdict must be one of "good", "bad", not "perhaps"' in world.requests[1].user
    assert world.requests[1].attempt == 2


def test_a_second_malformed_reply_fails_the_step() -> None:
    world = Scripted(recipe_with(replace(AGENTS["a"], reply=VERDICT)), "no", "no again")
    assert world.run() == (
        "failed: a: its reply was not accepted: the reply must be one JSON object: "
        '{"verdict": one of "good", "bad", "confidence": a number from 0 to 1}'
    )


def test_the_number_of_repairs_is_a_limit() -> None:
    agent = replace(AGENTS["a"], reply=VERDICT)
    world = Scripted(recipe_with(agent, Limits(repairs=0)), "no")
    assert world.run().startswith("failed")
    good = '{"verdict": "good", "confidence": 0.5}'
    world = Scripted(recipe_with(agent, Limits(repairs=3)), "no", "no", "no", good)
    assert world.run().startswith("done")


def test_what_is_not_accepted_and_what_is_not_sure_is_asked_for_again() -> None:
    agent = replace(AGENTS["a"], reply=VERDICT, accept=parse('verdict == "good"'))
    low, high = '"confidence": 0.5}', '"confidence": 0.9}'
    world = Scripted(recipe_with(agent), '{"verdict": "bad", ' + low, '{"verdict": "good", ' + low)
    assert world.run().startswith("done")
    assert 'verdict == "good" does not hold' in world.requests[1].user
    sure = replace(AGENTS["a"], reply=VERDICT, min_confidence=0.7)
    world = Scripted(recipe_with(sure), '{"verdict": "bad", ' + low, '{"verdict": "bad", ' + high)
    assert world.run().startswith("done")
    assert "confidence is 0.5, and 0.7 is needed" in world.requests[1].user


def test_a_fallback_model_is_tried_once_and_no_more() -> None:
    tiers = {**TIERS, "cheap": (e.Candidate(name="rehearsal/cheap"),)}
    recipe = recipe_with(replace(AGENTS["a"], fallback="cheap"))
    world = Scripted(recipe, "(timeout)", "saved")
    assert world.run(started(tiers=tiers)) == "done: saved"
    assert [request.model.name for request in world.requests] == ["rehearsal/m", "rehearsal/cheap"]
    world = Scripted(recipe, "(broken)", "(broken)")
    assert world.run(started(tiers=tiers)) == "failed: a: no answer"


def test_whoever_hangs_is_asked_afresh_twice_the_fallback_first() -> None:
    tiers = {**TIERS, "cheap": (e.Candidate(name="rehearsal/cheap"),)}
    recipe = recipe_with(replace(AGENTS["a"], fallback="cheap"))
    world = Scripted(recipe, "(timeout)", "(timeout)", "(timeout)")
    assert world.run(started(tiers=tiers)) == "failed: a: no answer in 8 s"
    asked = [request.model.name for request in world.requests]
    assert asked == ["rehearsal/m", "rehearsal/cheap", "rehearsal/cheap"]
    patient = recipe_with(replace(AGENTS["a"], limits=Limits(retries=0)))
    world = Scripted(patient, "(timeout)")
    assert world.run(started()) == "failed: a: no answer in 8 s"


async def repeats(flow: Flow, task: str) -> str:
    for number in range(10):
        with flow.round():
            try:
                await flow.ask("a", f"round {number}")
            except LoopFound as found:
                return f"{number}: {found.why}"
    return "never noticed"


def test_the_same_said_in_three_rounds_in_a_row_is_a_loop() -> None:
    world = Scripted(RECIPE, "yes", "no", "yes", "yes", "yes", "yes")
    world.core.function = repeats
    assert world.run() == "done: 4: said the same in three rounds in a row"


def test_the_same_said_side_by_side_is_no_loop() -> None:
    async def flow(flow: Flow, task: str) -> Reply:
        return await flow.ask("judge", "", *(flow.ask("a", f"{i}") for i in range(6)))

    world = Scripted(RECIPE, *["yes"] * 7)
    world.core.function = flow
    assert world.run() == "done: yes"


@given(st.integers(1, 40), st.integers(0, 10_000))
@settings(max_examples=80, deadline=None)
def test_spent_and_promised_together_never_exceed_the_limit(cents: int, seed: int) -> None:
    limit = cents / 1000
    world = World(fan, seed)
    world.feed(started({"cost": limit}))
    while not world.core.finished:
        assert _committed(world) <= limit * 1e9
        if not world.step():
            break
    world.drain()
    assert _committed(world) <= limit * 1e9
    assert world.finished.status in ("done", "failed", "limited")


def _committed(world: World) -> int:
    spent = promised = 0
    for turn in world.turns:
        for event in turn.events:
            if isinstance(event, e.StepAsked):
                promised += event.cost
            elif isinstance(event, e.AttemptOver):
                asked = next(
                    other.cost
                    for t in world.turns
                    for other in t.events
                    if isinstance(other, e.StepAsked)
                    and (other.path, other.attempt) == (event.path, event.attempt)
                )
                promised -= asked
                spent += event.cost
    return spent + promised


def test_a_limit_on_steps_ends_the_run_as_limited() -> None:
    world = World(fan, seed=1, faults=0.0)
    world.run(started({"steps": 3}))
    assert world.outcome == "limited: the limit on steps is 3 and this needs 4"


@given(st.integers(1, 5), st.integers(0, 1000))
@settings(max_examples=40, deadline=None)
def test_no_more_calls_are_in_flight_than_the_limit_allows(parallel: int, seed: int) -> None:
    world = World(fan, seed, faults=0.0)
    world.feed(started({"parallel": parallel}))
    while not world.core.finished:
        assert len(world.calls) <= parallel
        world.step()
    assert world.finished.status == "done"


def test_an_agents_own_limit_fails_its_step_and_not_the_run() -> None:
    async def flow(flow: Flow, task: str) -> str:
        replies = await flow.together(flow.ask("b", "fine"), flow.ask("a", "1", optional=True))
        return ", ".join(str(reply.missing or "there") for reply in replies)

    recipe = recipe_with(replace(AGENTS["a"], limits=Limits(tokens=10)))
    world = World(flow, seed=1, recipe=recipe, faults=0.0)
    assert world.run().startswith("partial: there, the limit on tokens is 10")


def test_an_overshoot_by_the_provider_is_on_the_record() -> None:
    world = World(ask_a, seed=1)
    world.feed(started({"cost": 0.01}))
    request = next(effect.request for effect in world.core.effects if isinstance(effect, Call))
    world.over(request, e.StepReplied, text="dear", cost=20_000_000)
    limits = [x for t in world.turns for x in t.events if isinstance(x, e.LimitReached)]
    assert [(limit.limit, limit.used) for limit in limits] == [("cost", 0.02)]
