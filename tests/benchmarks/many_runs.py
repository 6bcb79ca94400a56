"""(d) Many runs at once in one process, each of five steps of 50 ms after one another."""

from __future__ import annotations

import asyncio
from itertools import pairwise

from orchtui.domain.flow import Flow, Reply
from tests.benchmarks.contest import Family, graph_of_steps
from tests.benchmarks.floor import Floor
from tests.benchmarks.measure import TIMES, Work
from tests.benchmarks.peer import Peer, Said
from tests.benchmarks.subject import AGENT, MadeUpModel, Subject

RUNS, STEPS, SECONDS = 500, 5, 0.05


async def _flow(flow: Flow, _task: str) -> Reply:
    reply = await flow.ask(AGENT, "step 0")
    for number in range(1, STEPS):
        reply = await flow.ask(AGENT, f"step {number}", reply)
    return reply


async def _ours(subject: Subject) -> None:
    async with asyncio.TaskGroup() as group:
        for _ in range(RUNS):
            group.create_task(subject.run(_flow, MadeUpModel(SECONDS), STEPS))


async def _floor(floor: Floor) -> None:
    async def run(number: int) -> None:
        for step in range(STEPS):
            await asyncio.sleep(SECONDS)
            await floor.keep(f"{number}/{step}", "ok")

    async with asyncio.TaskGroup() as group:
        for number in range(RUNS):
            group.create_task(run(number))


def _peer(peer: Peer) -> Work:
    async def step(_state: Said) -> Said:
        await asyncio.sleep(SECONDS)
        return {"said": ["ok"]}

    graph = graph_of_steps()
    names = [f"step{number}" for number in range(STEPS)]
    for name in names:
        graph.add_node(name, step)
    graph.set_entry_point(names[0])
    for one, other in pairwise(names):
        graph.add_edge(one, other)
    run = peer.contender(graph, STEPS)

    async def all_runs() -> None:
        await asyncio.gather(*(run() for _ in range(RUNS)))

    return all_runs


FAMILY = Family(
    key="d",
    what=f"{RUNS} runs at once of {STEPS} steps of {SECONDS * 1000:g} ms",
    unit=f"{TIMES} ideal",
    unit_seconds=STEPS * SECONDS,
    most=1.6,
    goal=1.2,
    ours=_ours,
    floor=_floor,
    peer=_peer,
)
