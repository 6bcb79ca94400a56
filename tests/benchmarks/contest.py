"""A family of four contenders in turn: orchtui, the two floors, and the peer if it is there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.floor import Floor
from tests.benchmarks.measure import FLOOR, OURS, PEER, THREAD, Figure, Work, in_turns
from tests.benchmarks.peer import Peer
from tests.benchmarks.shares import profiled
from tests.benchmarks.subject import Subject


@dataclass(frozen=True, slots=True)
class Family:
    """What is measured, in which unit (so many seconds each), and how each contender does it."""

    key: str
    what: str
    unit: str
    unit_seconds: float
    most: float
    goal: float
    ours: Callable[[Subject], Awaitable[None]]
    floor: Callable[[Floor], Awaitable[None]]
    peer: Callable[[Peer], Work]

    async def measure(self, folder: Path, rounds: int) -> list[Figure]:
        """The figure of this family, with a profile where its target is missed."""
        async with AsyncExitStack() as stack:
            subject = await stack.enter_async_context(Subject.open(folder / f"{self.key}.db"))
            bare = await stack.enter_async_context(Floor.open(folder / f"{self.key}-floor.db"))
            threaded = await stack.enter_async_context(
                Floor.open(folder / f"{self.key}-thread.db", threaded=True)
            )
            contenders: dict[str, Work] = {
                OURS: lambda: self.ours(subject),
                FLOOR: lambda: self.floor(bare),
                THREAD: lambda: self.floor(threaded),
            }
            peer = await stack.enter_async_context(Peer.open(folder / f"{self.key}-peer.db"))
            if peer is not None:
                contenders[PEER] = self.peer(peer)
            took = await in_turns(contenders, rounds)
            samples = {
                name: [once / self.unit_seconds for once in times] for name, times in took.items()
            }
            figure = Figure(self.key, self.what, self.unit, samples, self.most, self.goal)
            if figure.missed:
                figure = figure.explained(await profiled(lambda: self.ours(subject)))
            return [figure]


def graph_of_steps() -> Any:
    """An empty graph of the peer."""
    from langgraph.graph import StateGraph

    from tests.benchmarks.peer import Said

    return StateGraph(Said)
