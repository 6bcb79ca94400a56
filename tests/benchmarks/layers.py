"""(c) Layers of steps that take 10 ms each, every step given three of the layer before it.

Nothing is faster than the critical path: one step of each layer, after one another.
"""

from __future__ import annotations

import asyncio
from random import Random

from orchtui.domain.flow import Flow, Handle, Reply
from tests.benchmarks.contest import Family, graph_of_steps
from tests.benchmarks.floor import Floor
from tests.benchmarks.measure import TIMES, Work
from tests.benchmarks.peer import Peer, Said
from tests.benchmarks.subject import AGENT, MadeUpModel, Subject

LAYERS, WIDTH, GIVEN, SECONDS = 10, 100, 3, 0.01
STEPS = LAYERS * WIDTH


def _inputs() -> list[list[list[int]]]:
    """For every layer and every step of it, which steps of the layer before it is given: the one
    in its own place, so that every step is needed, and two others.
    """
    dice = Random(1)

    def given(place: int) -> list[int]:
        return [place, *dice.sample([each for each in range(WIDTH) if each != place], GIVEN - 1)]

    later = [[given(place) for place in range(WIDTH)] for _ in range(LAYERS - 1)]
    return [[[] for _ in range(WIDTH)], *later]


_INPUTS = _inputs()


async def _flow(flow: Flow, _task: str) -> Reply:
    before: list[Handle] = []
    for layer in _INPUTS:
        before = [flow.ask(AGENT, "part", *(before[each] for each in given)) for given in layer]
    replies = await flow.together(*before)
    reply: Reply = replies[0]
    return reply


async def _ours(subject: Subject) -> None:
    await subject.run(_flow, MadeUpModel(SECONDS), STEPS)


async def _floor(floor: Floor) -> None:
    async def part(path: str, given: list[asyncio.Task[str]]) -> str:
        for each in given:
            await each
        await asyncio.sleep(SECONDS)
        return await floor.keep(path, "ok")

    async with asyncio.TaskGroup() as group:
        before: list[asyncio.Task[str]] = []
        for number, layer in enumerate(_INPUTS):
            before = [
                group.create_task(part(f"{number}/{place}", [before[each] for each in given]))
                for place, given in enumerate(layer)
            ]


def _peer(peer: Peer) -> Work:
    async def step(_state: Said) -> Said:
        await asyncio.sleep(SECONDS)
        return {"said": ["ok"]}

    graph = graph_of_steps()
    for number, layer in enumerate(_INPUTS):
        for place, given in enumerate(layer):
            graph.add_node(f"{number}-{place}", step)
            if given:
                graph.add_edge([f"{number - 1}-{each}" for each in given], f"{number}-{place}")
            else:
                graph.set_entry_point(f"{number}-{place}")
    return peer.contender(graph, STEPS)


FAMILY = Family(
    key="c",
    what=f"{LAYERS} layers of {WIDTH} steps of {SECONDS * 1000:g} ms",
    unit=f"{TIMES} the critical path",
    unit_seconds=LAYERS * SECONDS,
    most=1.5,
    goal=1.3,
    ours=_ours,
    floor=_floor,
    peer=_peer,
)
