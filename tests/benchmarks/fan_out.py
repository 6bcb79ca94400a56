"""(b) One step, then many side by side, then one that is given them all."""

from __future__ import annotations

import asyncio

from orchtui.domain.flow import Flow, Reply
from tests.benchmarks.contest import Family, graph_of_steps
from tests.benchmarks.floor import Floor
from tests.benchmarks.measure import Work
from tests.benchmarks.peer import Peer, Said
from tests.benchmarks.subject import AGENT, MadeUpModel, Subject

WIDTH = 200
STEPS = WIDTH + 2


async def _flow(flow: Flow, _task: str) -> Reply:
    root = flow.ask(AGENT, "root")
    parts = [flow.ask(AGENT, f"part {number}", root) for number in range(WIDTH)]
    return await flow.ask(AGENT, "join", *parts)


async def _ours(subject: Subject) -> None:
    await subject.run(_flow, MadeUpModel(), STEPS)


async def _answer(*_given: str) -> str:
    return "ok"


async def _floor(floor: Floor) -> None:
    root = await floor.keep("root", await _answer())

    async def part(number: int) -> str:
        return await floor.keep(f"part {number}", await _answer(root))

    parts = await asyncio.gather(*(part(number) for number in range(WIDTH)))
    await floor.keep("join", await _answer(*parts))


def _peer(peer: Peer) -> Work:
    async def step(_state: Said) -> Said:
        return {"said": ["ok"]}

    graph = graph_of_steps()
    graph.add_node("root", step)
    graph.add_node("join", step)
    graph.set_entry_point("root")
    parts = [f"part{number}" for number in range(WIDTH)]
    for name in parts:
        graph.add_node(name, step)
        graph.add_edge("root", name)
    graph.add_edge(parts, "join")
    return peer.contender(graph, STEPS)


FAMILY = Family(
    key="b",
    what=f"fan-out 1→{WIDTH}→1",
    unit="ms a node",
    unit_seconds=0.001 * STEPS,
    most=0.06,
    goal=0.03,
    ours=_ours,
    floor=_floor,
    peer=_peer,
)
