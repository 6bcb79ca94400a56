"""(a) A chain of durable steps: each result is committed before the next step starts."""

from __future__ import annotations

from itertools import pairwise

from orchtui.domain.flow import Flow, Reply
from tests.benchmarks.contest import Family, graph_of_steps
from tests.benchmarks.floor import Floor
from tests.benchmarks.measure import Work
from tests.benchmarks.peer import Peer, Said
from tests.benchmarks.subject import AGENT, MadeUpModel, Subject

STEPS = 100


async def _flow(flow: Flow, _task: str) -> Reply:
    reply = await flow.ask(AGENT, "step 0")
    for number in range(1, STEPS):
        reply = await flow.ask(AGENT, f"step {number}", reply)
    return reply


async def _ours(subject: Subject) -> None:
    await subject.run(_flow, MadeUpModel(), STEPS)


async def _answer(_given: str) -> str:
    return "ok"


async def _floor(floor: Floor) -> None:
    given = ""
    for number in range(STEPS):
        given = await floor.keep(f"step {number}", await _answer(given))


def _peer(peer: Peer) -> Work:
    async def step(_state: Said) -> Said:
        return {"said": ["ok"]}

    graph = graph_of_steps()
    names = [f"step{number}" for number in range(STEPS)]
    for name in names:
        graph.add_node(name, step)
    graph.set_entry_point(names[0])
    for one, other in pairwise(names):
        graph.add_edge(one, other)
    return peer.contender(graph, STEPS)


FAMILY = Family(
    key="a",
    what=f"a chain of {STEPS} durable steps",
    unit="ms a step",
    unit_seconds=0.001 * STEPS,
    most=0.3,
    goal=0.2,
    ours=_ours,
    floor=_floor,
    peer=_peer,
)
