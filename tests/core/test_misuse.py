"""What a flow must not do, and what it is told: never a hang, never a silent wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from orchtui.domain.flow import Flow, StepError
from tests.core.world import World

FlowFunction = Callable[[Flow, str], Awaitable[object]]


def outcome(flow: FlowFunction) -> str:
    return World(flow, seed=1, faults=0.0).run()


async def sleeps(flow: Flow, task: str) -> object:
    await asyncio.sleep(1)
    return "never"


async def opens_a_socket(flow: Flow, task: str) -> object:
    await asyncio.open_connection("127.0.0.1", 9)
    return "never"


async def uses_a_thread(flow: Flow, task: str) -> object:
    return await asyncio.to_thread(len, "x")


async def lets_a_wait_time_out(flow: Flow, task: str) -> object:
    async with asyncio.timeout(1):
        return await flow.ask("a")


@pytest.mark.parametrize("flow", [sleeps, opens_a_socket, uses_a_thread, lets_a_wait_time_out])
def test_reaching_for_the_real_world_is_told(flow: FlowFunction) -> None:
    assert "wait only for what `flow` gives" in outcome(flow)


def test_waiting_for_what_never_comes_ends_the_run() -> None:
    async def flow(flow: Flow, task: str) -> object:
        await asyncio.Event().wait()
        return "never"

    assert outcome(flow) == "failed: the flow waits for what nothing can bring"


def test_a_flow_that_will_not_stop_is_ended_all_the_same() -> None:
    async def flow(flow: Flow, task: str) -> object:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await asyncio.Event().wait()
        return "never"

    assert outcome(flow) == "failed: the flow refused to stop"


def test_a_task_left_running_fails_the_run() -> None:
    left: list[asyncio.Task[None]] = []

    async def flow(flow: Flow, task: str) -> object:
        async def behind() -> None:
            await asyncio.Event().wait()

        left.append(asyncio.create_task(behind()))
        return await flow.ask("a")

    assert "the flow left a task running" in outcome(flow)


def test_a_flow_used_by_a_foreign_task_is_told_what_to_use() -> None:
    async def flow(flow: Flow, task: str) -> object:
        async def branch() -> object:
            return await flow.ask("a")

        async with asyncio.TaskGroup() as group:
            group.create_task(branch())
        return "never"

    assert "flow.together(...)" in outcome(flow)


def test_an_unknown_agent_is_told_with_the_nearest() -> None:
    async def flow(flow: Flow, task: str) -> object:
        return await flow.ask("juge")

    assert outcome(flow) == "failed: no agent is called juge; did you mean judge?"


def test_an_error_in_a_branch_ends_the_others_and_is_told() -> None:
    async def flow(flow: Flow, task: str) -> object:
        async def broken(flow: Flow) -> object:
            await flow.ask("a")
            raise ValueError("a bug")

        async def other(flow: Flow) -> object:
            for number in range(100):
                await flow.ask("b", f"{number}")
            return "never"

        return await flow.together(broken, other)

    assert outcome(flow) == "failed: ValueError: a bug"


def test_awaiting_a_loser_afterwards_says_why_it_is_gone() -> None:
    async def flow(flow: Flow, task: str) -> object:
        one, other = flow.ask("a", "1"), flow.ask("b", "2")
        winner = await flow.first(one, other)
        try:
            await (other if winner.path == one.path else one)
        except StepError as error:
            return error.why
        return "never"

    assert outcome(flow) == "done: no longer wanted"


def test_a_chain_of_five_thousand_planned_steps_is_no_deeper_than_one() -> None:
    async def flow(flow: Flow, task: str) -> object:
        handle = flow.ask("a", "0")
        for number in range(5000):
            handle = flow.ask("a", f"{number}", handle)
        return await handle

    assert World(flow, seed=1, faults=0.0).run().startswith("done")


def test_a_chain_of_five_thousand_whose_first_step_fails_says_so_shortly() -> None:
    async def flow(flow: Flow, task: str) -> object:
        handle = flow.ask("down", "0")
        for number in range(5000):
            handle = flow.ask("a", f"{number}", handle)
        return await handle

    assert len(World(flow, seed=1).run()) < 100


@pytest.mark.parametrize("text", ["\ud800 half", "\x1b]0;owned\x07", "\x9b2J", "\u202e turned"])
def test_what_a_function_says_is_as_harmless_as_what_a_model_says(text: str) -> None:
    async def flow(flow: Flow, task: str) -> object:
        with flow.group(f"group {text}", pattern="panel") as group:
            await flow.ask("a", text, name=f"step {text}")
            flow.written(text, name="mine")
            flow.note(text)
            group.how = text
        raise ValueError(text)

    world = World(flow, seed=1, faults=0.0)
    world.run()
    said = [str(event.model_dump()) for turn in world.turns for event in turn.events]
    assert [each for each in said if text in each or "\\x" in each or "\\ud" in each] == []
    assert not any(text in kept for kept in world.core.texts.known.values())
