"""Commands: what each does, when it is refused, and what holds whatever order they come in."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchtui.core import EndCall, Machine
from orchtui.domain import events as e
from orchtui.domain.digest import Texts
from orchtui.domain.events import Candidate
from orchtui.domain.flow import Flow, FlowFunction, Reply
from orchtui.domain.reply_schema import Choice, Record
from orchtui.domain.state import fold
from orchtui.engine.reexecution import reexecute
from orchtui.replay.prompts import prompt_of
from tests.core.flows import ALL, article, debate, fan
from tests.core.world import AGENTS, RECIPE, World, started


class Controlled(World):
    """A world with somebody at the keys."""

    def __init__(self, flow: FlowFunction = article, seed: int = 1, **options: object) -> None:
        options.setdefault("faults", 0.0)
        super().__init__(flow, seed, **options)  # type: ignore[arg-type]
        self.given = 0

    def do(self, verb: str, target: str = "", text: str = "", **options: object) -> str:
        """Give a command; what came of it."""
        self.given += 1
        command = e.CommandGiven.model_validate(
            {
                "id": f"c{self.given}",
                "verb": verb,
                "who": "me",
                "target": target,
                "text": self.core.texts.keep(text),
                "options": options,
            }
        )
        self.feed(command)
        if self.core.state.commands[command.id].answered is None:
            assert verb == "kill", "all others are answered at once"
            return "ending"
        return self.answer(command.id)

    def answer(self, command: str) -> str:
        """What came of a command, answered once and no more."""
        events = (event for turn in self.turns for event in turn.events)
        (answer,) = (x for x in events if isinstance(x, e.CommandAnswered) and x.id == command)
        return ("done" if answer.done else "refused") + f": {answer.said}".rstrip(": ")

    def statuses(self) -> dict[str, str]:
        return {path: step.status for path, step in self.core.state.steps.items()}

    def to_pause(self) -> None:
        while self.core.state.status != "paused" and self.step():
            pass

    def to_the_end(self) -> str:
        while not self.core.finished and self.step():
            pass
        self.drain()
        return self.outcome


def paused(flow: FlowFunction = article) -> Controlled:
    world = Controlled(flow)
    world.feed(started(paused=True))
    return world


def test_a_run_started_paused_asks_nobody() -> None:
    world = paused()
    assert world.asked == []
    assert world.statuses()["a"] == "ready"
    assert world.core.state.status == "paused"


def test_pausing_has_two_phases_and_holds_what_finishes() -> None:
    world = Controlled()
    world.feed(started())
    assert world.do("pause") == "done"
    assert world.core.state.status == "pausing"
    world.step()
    assert world.core.state.status == "paused"
    assert world.statuses()["a"] == "held"
    assert world.asked == ["a"]
    assert world.do("continue") == "done"
    assert world.statuses()["a"] == "done"
    assert world.to_the_end().startswith("done")


def test_pause_now_ends_the_calls_and_asks_again_as_a_new_attempt() -> None:
    world = Controlled()
    world.feed(started())
    world.do("pause", now=True)
    assert world.core.effects == [EndCall("a", 1)]
    world.drain()
    assert world.core.state.status == "paused"
    world.do("continue")
    assert world.core.state.steps["a"].attempts[-1].asked.attempt == 2
    assert world.to_the_end().startswith("done")


def test_step_lets_one_step_run_and_holds_it_at_its_end() -> None:
    world = paused()
    for ran in ("a", "b", "c", "d", "e"):
        assert world.do("step") == "done"
        assert [request.path for request in world.calls.values()] == [ran]
        world.step()
        assert world.statuses()[ran] == "held"
    assert world.do("step") == "done"
    assert world.core.finished


def test_step_takes_the_selected_ready_step() -> None:
    world = paused(fan)
    world.do("step")
    world.step()
    world.do("step")
    world.step()
    assert world.do("step", "b.7") == "done"
    assert [request.path for request in world.calls.values()] == ["b.7"]
    assert world.do("step", "b.99") == "refused: there is no step b.99; did you mean b.9?"


def test_step_is_refused_when_nothing_is_ready() -> None:
    world = Controlled()
    world.feed(started())
    assert world.do("step") == "refused: nothing is ready"


def test_next_lets_a_whole_wave_run() -> None:
    world = paused(fan)
    world.do("next")
    world.step()
    world.do("next")
    assert len(world.calls) == 12


def test_finish_runs_until_the_group_ends() -> None:
    world = paused(debate)
    world.do("step")
    world.step()
    held = next(path for path, status in world.statuses().items() if status == "held")
    group = held.rpartition("/")[0]
    assert world.do("finish", held) == f"done: until {group} ends"
    while world.core.state.status == "running" and world.step():
        pass
    assert world.core.state.status in ("pausing", "paused")
    assert not world.core.finished


def test_finish_holds_the_run_at_the_end_of_a_group_that_was_planned_ahead() -> None:
    async def flow(flow: Flow, task: str) -> Reply:
        with flow.group("facts"):
            first = flow.ask("a", task)
            second = flow.ask("b", "check", first)
            flow.start(second)
        return await flow.ask("c", "go on", second)

    world = paused(flow)
    assert world.do("finish") == "done: until facts ends"
    world.to_pause()
    assert world.statuses() == {"facts/a": "done", "facts/b": "done", "c": "ready"}
    world.do("continue")
    assert world.to_the_end().startswith("done")
    world = paused(flow)
    for _ in range(2):
        world.do("step")
        world.step()
    assert world.do("finish") == "done: until facts ends"
    assert world.statuses() == {"facts/a": "done", "facts/b": "done", "c": "ready"}
    assert world.core.state.status == "paused"


def test_finish_is_refused_for_a_group_that_has_ended() -> None:
    async def flow(flow: Flow, task: str) -> Reply:
        with flow.group("facts"):
            facts = await flow.ask("a", task)
        return await flow.ask("b", "go on", facts)

    world = paused(flow)
    world.do("finish")
    while world.core.state.status == "running" and world.step():
        pass
    assert world.statuses() == {"facts/a": "done", "b": "ready"}
    assert world.do("finish", "facts/a") == "refused: facts has ended already"
    assert world.core.state.status == "paused"


def test_a_breakpoint_before_and_one_after_a_step() -> None:
    world = Controlled()
    world.feed(started(breakpoints=("b", "c:after")))
    world.step()
    assert world.statuses()["b"] == "ready"
    assert world.core.state.breakpoints["b1"].hits == 1
    world.to_pause()
    world.do("continue")
    while world.core.state.status != "paused" and world.step():
        pass
    assert world.statuses()["c"] == "held"


def test_a_breakpoint_holds_what_becomes_ready_by_continuing() -> None:
    async def flow(flow: Flow, task: str) -> Reply:
        return await flow.ask("b", "go on", flow.ask("a", task))

    world = paused(flow)
    world.do("step")
    world.step()
    assert world.statuses()["a"] == "held"
    world.do("break", text="b")
    world.do("continue")
    assert world.statuses() == {"a": "done", "b": "ready"}
    assert world.core.state.status == "paused"
    assert world.do("continue") == "done"
    assert world.to_the_end().startswith("done")


def test_a_condition_holds_the_run_once_it_begins_to_hold() -> None:
    world = Controlled(fan)
    world.feed(started(breakpoints=("if done >= 3",)))
    world.to_pause()
    assert world.core.state.status == "paused"
    assert world.core.state.done >= 3
    world.do("continue")
    assert world.to_the_end().startswith("done")


def test_a_breakpoint_on_failure_holds_the_failure() -> None:
    async def flow(flow: Flow, task: str) -> Reply:
        return await flow.ask("down", "fails")

    world = Controlled(flow)
    world.feed(started(breakpoints=("on:failed",)))
    world.step()
    assert world.statuses()["down"] == "held"
    assert world.do("override", "down", "it works after all") == "done"
    world.do("continue")
    assert world.outcome == "done: it works after all"


@pytest.mark.parametrize(
    ("typed", "hits"), [("on:rejected a", 1), ("on:rejected first", 1), ("on:rejected b", 0)]
)
def test_a_breakpoint_on_a_kind_of_event_takes_a_step_or_an_agent(typed: str, hits: int) -> None:
    async def flow(flow: Flow, task: str) -> Reply:
        return await flow.ask("a", task, name="first")

    schema = Record({"verdict": Choice(("good", "bad"))})
    agents = {**AGENTS, "a": replace(AGENTS["a"], reply=schema)}
    world = Controlled(flow, recipe=replace(RECIPE, agents=agents))
    world.feed(started(breakpoints=(typed,)))
    world.step()
    assert world.core.state.breakpoints["b1"].hits == hits


def test_hits_once_and_switched_off_breakpoints() -> None:
    world = Controlled(fan)
    world.feed(started(breakpoints=("b hits=3 once",)))
    world.to_pause()
    assert world.core.state.breakpoints["b1"].hits == 1
    assert not world.core.state.breakpoints["b1"].enabled
    world.do("continue")
    assert world.to_the_end().startswith("done")
    world = Controlled(fan)
    world.feed(started(breakpoints=("b",)))
    assert world.do("unbreak", "b1", off=True, on=True).startswith("refused: it cannot be both")
    assert world.do("unbreak", "b1", off=True) == "done"
    assert world.to_the_end().startswith("done")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("on:faild", "there is no on:faild; did you mean failed?"),
        ("if cost >", "cost >"),
        ("a:during", "before or :after"),
        ("on:failed if cost > 1", "takes a step or an agent, and no condition"),
        ("a hits=0", "is no breakpoint"),
        ("if nobody.confidence > 1", "nothing is called nobody"),
        ("if ().__class__", "breakpoint"),
    ],
)
def test_a_breakpoint_that_cannot_be_is_refused(typed: str, told: str) -> None:
    world = paused()
    said = world.do("break", text=typed)
    assert said.startswith("refused")
    assert told in said


def test_a_killed_step_fails_what_needs_it_and_its_call_is_ended() -> None:
    world = Controlled()
    world.feed(started())
    assert world.do("kill", "a") == "ending"
    assert EndCall("a", 1) in world.core.effects
    assert world.to_the_end() == "failed: e: needs a: killed by me"
    assert world.answer("c1") == "done: a is gone, it cost $0.000090"
    assert world.do("kill", "a") == "refused: the run is failed"


def test_a_kill_of_what_is_not_in_flight_is_answered_at_once() -> None:
    world = paused()
    assert world.do("kill", "a") == "done: a"


def test_killing_the_run_is_answered_when_all_its_calls_are_gone() -> None:
    world = Controlled(fan)
    world.feed(started())
    world.step()
    calls = len(world.calls)
    assert calls > 1
    assert world.do("kill") == "ending"
    world.drain()
    assert world.answer("c1").count("is gone") == calls


def test_a_kill_whose_call_will_not_end_names_it_and_what_counts_as_spent() -> None:
    world = Controlled(faults=0.0)
    world.feed(started())
    world.do("kill", "a")
    world.calls.clear()
    world.feed(e.AttemptAbandoned(path="a", attempt=1, seconds=5.0))
    assert world.answer("c1").startswith("done: a ignored being ended for 5 s: the run goes on")
    assert world.core.state.reserved == 0
    assert world.finished.status == "failed"


def test_a_kill_that_was_not_confirmed_when_its_process_died_is_answered_on_resuming() -> None:
    world = Controlled()
    world.feed(started())
    world.do("kill", "a")
    world.calls.clear()
    world.feed(e.RunResumed(epoch=2))
    assert world.answer("c1") == "done: a is gone with its process"


def test_a_killed_step_that_was_optional_is_done_without() -> None:
    async def flow(flow: Flow, task: str) -> str:
        spare = flow.ask("a", "perhaps", optional=True)
        return (await flow.ask("b", "with or without", spare)).text

    world = Controlled(flow)
    world.feed(started())
    world.do("kill", "a")
    assert world.to_the_end().startswith("partial: R")
    assert world.finished.missing == ("a",)


def test_a_call_that_ignores_its_timeout_falls_back_like_any_that_times_out() -> None:
    agent = replace(AGENTS["a"], fallback="m")
    world = Controlled(recipe=replace(RECIPE, agents={**AGENTS, "a": agent}))
    world.feed(started())
    (request,) = world.calls.values()
    world.calls.clear()
    world.feed(e.AttemptAbandoned(path=request.path, attempt=1, seconds=5.0))
    (again,) = world.calls.values()
    assert (again.path, again.attempt) == (request.path, 2)
    assert world.to_the_end().startswith("done")


# -- the clock ------------------------------------------------------------------------------------


async def asks_alone(flow: Flow, task: str) -> str:
    await flow.gate("Go on?", name="ask")
    return (await flow.ask("a", "then")).text


async def asks_beside(flow: Flow, task: str) -> object:
    async def person(flow: Flow) -> object:
        return await flow.gate("Go on?", name="ask")

    async def agent(flow: Flow) -> object:
        return await flow.ask("a", "meanwhile")

    return await flow.together(person, agent)


def test_the_time_a_run_waits_for_a_person_alone_does_not_count() -> None:
    world = Controlled(asks_alone)
    world.feed(started(on_gate="wait"))
    assert world.core.state.stands_still
    for _ in range(5):
        world.do("say", "a", "hm")
    assert world.core.state.seconds == 0
    answered = len(world.turns)
    world.do("answer", choice="approve")
    world.do("say", "a", "hm")
    assert world.core.state.seconds == len(world.turns) - 1 - answered


def test_while_somebody_else_is_being_answered_the_time_goes_on() -> None:
    world = Controlled(asks_beside)
    world.feed(started(on_gate="wait"))
    world.do("say", "a", "hm")
    assert world.core.state.seconds == 1
    world.step()
    assert world.core.state.stands_still
    world.do("answer", "person/ask", choice="approve")
    assert world.to_the_end().startswith("done")


def test_a_gate_whose_asker_is_gone_is_closed() -> None:
    async def flow(flow: Flow, task: str) -> str:
        async def asks(flow: Flow) -> object:
            return await flow.gate("Still?", name="late")

        async def wins(flow: Flow) -> object:
            return await flow.ask("a", "quick")

        await flow.first(asks, wins)
        return (await flow.ask("b", "after")).text

    world = Controlled(flow)
    world.feed(started(on_gate="wait"))
    assert list(world.core.state.open_gates) == ["asks/late"]
    world.step()
    assert not world.core.state.open_gates
    assert world.do("answer", "asks/late", choice="approve") == "refused: no gate is open"
    assert world.to_the_end().startswith("done")


def test_killing_the_run_stops_it() -> None:
    world = paused()
    world.do("kill")
    assert world.outcome == "stopped: killed by me"


def test_a_held_reply_can_be_retried_otherwise() -> None:
    world = paused()
    world.do("step")
    world.step()
    before = world.core.state.steps["a"].reply
    assert world.do("retry", "a", "say it otherwise", temperature=0.9) == "done"
    request = next(iter(world.calls.values()))
    assert (request.path, request.attempt, request.temperature) == ("a", 2, 0.9)
    assert "say it otherwise" in request.user
    world.step()
    after = world.core.state.steps["a"].reply
    assert before is not None
    assert after is not None
    assert before.text != after.text


@pytest.mark.parametrize("heat", [-1.0, 2.1, float("inf"), float("nan")])
def test_a_retry_with_a_temperature_that_no_model_takes_is_refused(heat: float) -> None:
    world = paused()
    world.do("step")
    world.step()
    assert world.do("retry", "a", temperature=heat).startswith("refused: a temperature is from 0")
    assert world.statuses()["a"] == "held"


def test_a_reply_that_was_handed_over_is_not_touched() -> None:
    world = Controlled()
    world.feed(started())
    world.step()
    told = "refused: its reply was handed over: fork the run to have it otherwise"
    assert world.do("retry", "a") == told
    assert world.do("override", "a", "mine") == told


def test_an_override_must_fit_the_schema_and_is_on_the_record() -> None:
    schema = Record({"verdict": Choice(("good", "bad"))})
    agents = {**AGENTS, "a": replace(AGENTS["a"], reply=schema)}
    world = Controlled(article, recipe=replace(RECIPE, agents=agents))
    world.feed(started(paused=True))
    assert "does not fit a: the reply must be one JSON object" in world.do("override", "a", "fine")
    assert world.do("override", "a", '{"verdict": "good"}') == "done"
    assert world.asked == []
    world.do("continue")
    world.to_the_end()
    overridden = world.core.state.steps["a"].overridden
    assert overridden is not None
    assert overridden.by == "me"


def test_what_is_said_to_an_agent_is_in_its_next_prompt_and_no_other() -> None:
    world = paused()
    assert world.do("say", "b", "mind the dates") == "done"
    assert world.do("say", "nobody", "x").startswith("refused: there is no agent nobody")
    world.do("continue")
    prompts: dict[str, str] = {}
    while not world.core.finished and world.calls:
        prompts |= {request.path: request.user for request in world.calls.values()}
        world.step()
    assert [path for path, prompt in prompts.items() if "mind the dates" in prompt] == ["b"]


def test_a_limit_is_raised_but_never_below_what_is_spent() -> None:
    world = Controlled(fan)
    world.feed(started({"steps": 3}))
    assert world.do("limit", steps=100) == "done"
    assert world.to_the_end().startswith("done")
    world = Controlled(fan)
    world.feed(started())
    world.step()
    assert world.do("limit", steps=2) == "refused: steps is at 13 already: 2 is below that"


async def asks_two_people(flow: Flow, task: str) -> str:
    async def ask(flow: Flow, name: str) -> str:
        answer = await flow.gate(f"{name}?", "yes", "no", name=name)
        return f"{name} {answer.choice} {answer.note}"

    said = await flow.map(["left", "right"], ask)
    return ", ".join(said)


def test_two_gates_open_at_once_never_mix_up_their_answers() -> None:
    world = Controlled(asks_two_people)
    world.feed(started(on_gate="wait"))
    left, right = world.core.state.open_gates
    assert "several gates are open" in world.do("answer", choice="yes")
    assert world.do("answer", right, choice="maybe").endswith("takes one of yes, no, not maybe")
    assert world.do("answer", right, choice="no", note="not mine").startswith("done")
    assert world.do("answer", left, choice="yes", note="mine").startswith("done")
    assert world.outcome == "done: left yes mine, right no not mine"


def test_to_edit_at_a_gate_takes_a_text() -> None:
    async def flow(flow: Flow, task: str) -> str:
        answer = await flow.gate("Publish?")
        return f"{answer.choice}: {answer.text}"

    world = Controlled(flow)
    world.feed(started(on_gate="wait"))
    assert world.do("answer", choice="edit").startswith("refused: to edit, gate takes a text")
    assert world.do("answer", text="Adieu.", choice="edit") == "done: gate"


@pytest.mark.parametrize(
    ("policy", "outcome"),
    [
        ("approve", "done: approve"),
        ("deny", "done: deny"),
        ("default", "done: deny"),
        (
            "fail",
            "waiting: gate gate needs a person (Publish?)",
        ),
    ],
)
def test_without_a_person_a_gate_does_as_the_run_was_told(policy: str, outcome: str) -> None:
    async def flow(flow: Flow, task: str) -> str:
        return (await flow.gate("Publish?", default="deny")).choice

    world = Controlled(flow)
    world.feed(started(on_gate=policy))
    assert world.outcome.partition(": run it")[0] == outcome


@pytest.mark.parametrize(
    ("policy", "status"), [("stop", "limited"), ("partial", "partial"), ("extend=9", "done")]
)
def test_a_budget_that_runs_out_does_as_the_run_was_told(policy: str, status: str) -> None:
    world = Controlled(fan)
    world.feed(started({"steps": 5}, on_limit=policy))
    assert world.to_the_end().startswith(status)
    if status == "partial":
        assert world.core.texts.read(world.finished.output)


def test_a_budget_that_runs_out_can_ask() -> None:
    world = Controlled(fan)
    world.feed(started({"steps": 5}, on_limit="ask"))
    while world.step():
        pass
    assert list(world.core.state.open_gates) == ["limit"]
    assert world.do("answer", choice="extend") == "done: limit"
    while world.step():
        pass
    assert world.do("answer", choice="stop").startswith("done: limit.2")
    assert world.finished.status == "limited"


def test_a_limit_raised_by_a_command_is_not_asked_about_any_more() -> None:
    world = Controlled(fan)
    world.feed(started({"steps": 5}, on_limit="ask"))
    while world.step():
        pass
    assert world.do("limit", steps=6) == "done"
    while world.step():
        pass
    assert list(world.core.state.open_gates) == ["limit.2"]
    assert world.do("limit", steps=100) == "done"
    assert not world.core.state.open_gates
    assert world.to_the_end().startswith("done")


def test_a_budget_that_does_not_hold_can_be_kept_by_a_cheaper_model() -> None:
    tiers = {
        "m": (Candidate(name="rehearsal/dear", read_price=1000, write_price=4000),),
        "quick": (Candidate(name="rehearsal/cheap", read_price=1, write_price=1),),
    }
    world = Controlled()
    world.feed(started({"cost": 0.001}, on_limit="ask", tiers=tiers))
    (gate,) = world.core.state.open_gates.values()
    assert gate.choices == ("extend", "downgrade", "partial", "stop")
    world.do("answer", choice="downgrade")
    assert world.to_the_end().startswith("done")
    asked = [attempt.asked.model for s in world.core.state.steps.values() for attempt in s.attempts]
    assert set(asked) == {"rehearsal/cheap"}
    again = Machine(RECIPE, article, Texts(world.core.texts.known))
    reexecute(again, world.turns)
    assert again.state == world.core.state


def test_where_nothing_is_cheaper_downgrading_is_not_offered() -> None:
    world = Controlled()
    world.feed(started({"cost": 0.001}, on_limit="ask"))
    (gate,) = world.core.state.open_gates.values()
    assert gate.choices == ("extend", "partial", "stop")


# -- laws ------------------------------------------------------------------------------------------

VERBS = ["pause", "pause!", "continue", "step", "next", "finish", "break", "unbreak", "kill"]
VERBS += ["retry", "override", "say", "limit", "answer", "nonsense"]


def meddle(world: Controlled, random: Random) -> None:
    """Give a command drawn at random, sensible or not."""
    verb = random.choice(VERBS)
    target = random.choice([*world.core.steps, "a", "b", "nobody"])
    match verb:
        case "pause!":
            world.do("pause", now=True)
        case "step" | "finish":
            world.do(verb, random.choice(["", target]))
        case "break":
            typed = random.choice(["a", "b:after", "if done > 2", "on:failed", "judge once", "?("])
            world.do(verb, text=typed)
        case "unbreak":
            world.do(verb, random.choice(["b1", "b2"]), off=random.random() < 0.5)
        case "limit":
            world.do(verb, steps=random.choice([1, 50, 1000]))
        case "answer":
            world.do(verb, choice="approve")
        case _:
            world.do(verb, target, "a person's words")


def random_session(flow: FlowFunction, seed: int) -> Controlled:
    random = Random(seed)
    world = Controlled(flow, seed, faults=0.15)
    world.feed(started(paused=random.random() < 0.3))
    for _ in range(400):
        if world.core.finished:
            break
        if random.random() < 0.35:
            meddle(world, random)
        elif not world.step() or random.random() < 0.02:
            world.do(random.choice(["continue", "step", "next"]))
    for _ in range(1000):
        if world.core.finished:
            break
        for name in world.core.state.breakpoints:
            world.do("unbreak", name)
        world.do("limit", steps=None)
        world.do("continue")
        world.step()
    world.drain()
    assert world.core.finished, "a run that is continued ends"
    return world


@given(st.sampled_from(ALL), st.integers(0, 100_000))
@settings(max_examples=120, deadline=None)
def test_whatever_is_commanded_every_run_ends_and_re_executes(
    flow: FlowFunction, seed: int
) -> None:
    world = random_session(flow, seed)
    core = Machine(RECIPE, flow, Texts(world.core.texts.known))
    reexecute(core, world.turns)
    assert core.state == world.core.state == fold(world.turns)
    commands = core.state.commands.values()
    assert all(command.answered is not None for command in commands)
    assert core.state.reserved == 0
    for step in core.state.steps.values():
        numbers = [attempt.asked.attempt for attempt in step.attempts]
        assert numbers == list(range(1, len(numbers) + 1)), "no attempt is made twice"


@given(st.sampled_from(ALL), st.integers(0, 10_000))
@settings(max_examples=12, deadline=None)
def test_resumed_anywhere_everything_stands_as_it_stood(flow: FlowFunction, seed: int) -> None:
    world = random_session(flow, seed)
    for cut in range(1, len(world.turns), 3):
        prefix = world.turns[:cut]
        again = Machine(RECIPE, flow, Texts(world.core.texts.known))
        reexecute(again, prefix)
        before = fold(prefix)
        assert again.state == before
        if again.finished:
            continue
        again.feed(e.RunResumed(epoch=2), float(cut))
        if not again.finished:
            assert again.state.breakpoints == before.breakpoints
            assert again.state.open_gates == before.open_gates
            assert again.is_paused == (before.held_as != "")
        again.close()


def test_the_prompt_of_a_step_can_be_built_again_with_what_people_said() -> None:
    world = paused()
    world.do("say", "a", "mind the dates")
    world.do("step")
    world.step()
    world.do("retry", "a", "say it otherwise")
    sent = [request.user for request in world.calls.values()]
    world.step()
    state = fold(world.turns)
    built = prompt_of(RECIPE, state, world.core.texts, "a", 2)
    assert built is not None
    assert built.exact
    assert [built.user] == sent
    assert "mind the dates" in built.user
    assert "say it otherwise" in built.user


def test_a_long_breakpoint_that_cannot_be_is_refused_shortly() -> None:
    world = paused()
    said = world.do("break", text="a:during" + " if done > 1" * 40)
    assert said.startswith("refused")
    assert len(said) < 400
