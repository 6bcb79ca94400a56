"""(e) One long run with a 1 KB reply of random words each step: does it cost more as it grows?

The record's bytes are those of the file once its log is emptied into it, without those of a
database in which nothing is; the search index, built behind a run, is told apart.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from random import Random
from statistics import median
from string import ascii_lowercase
from typing import Final

from orchtui.domain.flow import Flow, FlowFunction, Reply
from tests.benchmarks.contest import graph_of_steps
from tests.benchmarks.floor import Floor
from tests.benchmarks.measure import FLOOR, OURS, PEER, THREAD, TIMES, Figure, seconds
from tests.benchmarks.peer import INSTALLED, Peer, Said
from tests.benchmarks.shares import Profile, profiled
from tests.benchmarks.subject import AGENT, MadeUpModel, Subject

# How often each length is run in one round of three.
REPEATS: Final[Mapping[int, int]] = {100: 4, 1_000: 2, 10_000: 1}
# A peer whose every checkpoint holds the whole state would write 50 GB in the longest run.
PEER_SIZES: Final = (100, 1_000)
LETTERS: Final = 1024
FLAT: Final = 0.15
MOST_BYTES, GOAL_BYTES = 1.3 * 1024, 1.0 * 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What a step costs: time, bytes of the record, and bytes of a search index."""

    milliseconds: float
    record: float
    index: float = 0.0


Once = Callable[[Path, int], Awaitable[Cost]]
Found = Mapping[int, Mapping[str, Sequence[Cost]]]


@cache
def _spoken(steps: int) -> Mapping[str, str]:
    """What every step says, made before the time is taken: random letters, so that no text which
    people write is harder to compress, in words that come again, as words do.
    """
    dice = Random(1)
    words = ["".join(dice.choices(ascii_lowercase, k=dice.randint(2, 10))) for _ in range(5_000)]
    paths = [AGENT if number == 1 else f"{AGENT}.{number}" for number in range(1, steps + 1)]
    return {path: " ".join(dice.choices(words, k=300))[:LETTERS] for path in paths}


def _flow(steps: int) -> FlowFunction:
    async def flow(flow: Flow, _task: str) -> Reply:
        reply = await flow.ask(AGENT, "step 0")
        for number in range(1, steps):
            reply = await flow.ask(AGENT, f"step {number}", reply)
        return reply

    return flow


async def _ours(path: Path, steps: int) -> Cost:
    async with Subject.open(path) as subject:
        empty = _size(path)
        says = _spoken(steps)
        took = await seconds(
            lambda: subject.run(_flow(steps), MadeUpModel(say=says.__getitem__), steps)
        )
        record = _size(path) - empty
        await subject.journal.catch_up()
        index = await subject.journal.index_bytes()
    return Cost(took / steps * 1000, record / steps, index / steps)


async def _floor(path: Path, steps: int, *, threaded: bool = False) -> Cost:
    says = list(_spoken(steps).items())

    async def answer(number: int) -> tuple[str, str]:
        return says[number]

    async def run() -> None:
        for number in range(steps):
            step, text = await answer(number)
            await floor.keep(step, text)

    async with Floor.open(path, threaded=threaded) as floor:
        empty = _size(path)
        took = await seconds(run)
        record = _size(path) - empty
    return Cost(took / steps * 1000, record / steps)


async def _thread(path: Path, steps: int) -> Cost:
    return await _floor(path, steps, threaded=True)


async def _peer(path: Path, steps: int) -> Cost:
    says = list(_spoken(steps).values())

    async def step(state: Said) -> Said:
        return {"said": [says[len(state["said"])]]}

    graph = graph_of_steps()
    graph.add_node("step", step)
    graph.set_entry_point("step")
    graph.add_conditional_edges(
        "step", lambda state: "step" if len(state["said"]) < steps else "__end__"
    )
    async with Peer.open(path) as peer:
        if peer is None:
            raise RuntimeError("the peer is not installed")
        empty = _size(path)
        took = await seconds(peer.contender(graph, steps))
        record = _size(path) - empty
    return Cost(took / steps * 1000, record / steps)


_CONTENDERS: Final[Mapping[str, Once]] = {
    OURS: _ours,
    FLOOR: _floor,
    THREAD: _thread,
    PEER: _peer,
}


def _size(path: Path) -> int:
    """The bytes of a database once nothing is left in its log."""
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
    return path.stat().st_size


async def measure(folder: Path, rounds: int) -> list[Figure]:
    """Time and bytes a step for each length of a run, and how much they differ."""
    number = count()
    found: dict[int, dict[str, list[Cost]]] = {size: defaultdict(list) for size in REPEATS}
    for around in range(max(1, rounds // 3)):
        for size, repeats in REPEATS.items():
            for name, once in _CONTENDERS.items():
                if name == PEER and (around or size not in PEER_SIZES or not INSTALLED):
                    continue
                for _ in range(1 if name == PEER else repeats):
                    path = folder / f"e-{next(number)}.db"
                    found[size][name].append(await once(path, size))
                    path.unlink()
    figures = [
        *_figures(found, "ms a step", lambda cost: cost.milliseconds),
        _flatness(found, "time a step", lambda cost: cost.milliseconds),
        *_figures(found, "bytes a step", lambda cost: cost.record, MOST_BYTES, GOAL_BYTES),
        _flatness(found, "bytes a step", lambda cost: cost.record),
        *_figures(found, "bytes a step of index", lambda cost: cost.index, who=[OURS]),
    ]
    if any(figure.missed for figure in figures):
        profile = await _profiled(folder / "e-profile.db", 2_000)
        figures = [each.explained(profile) if each.missed else each for each in figures]
    return figures


async def _profiled(path: Path, steps: int) -> Profile:
    says = _spoken(steps)
    async with Subject.open(path) as subject:
        model = MadeUpModel(say=says.__getitem__)
        return await profiled(lambda: subject.run(_flow(steps), model, steps), times=1)


def _figures(
    found: Found,
    unit: str,
    part: Callable[[Cost], float],
    most: float | None = None,
    goal: float | None = None,
    who: Sequence[str] = (OURS, FLOOR, THREAD, PEER),
) -> list[Figure]:
    """One figure for each length."""
    return [
        Figure(
            "e",
            f"a run of {size:,} steps",
            unit,
            {name: [part(cost) for cost in costs] for name, costs in by.items() if name in who},
            most,
            goal,
        )
        for size, by in found.items()
    ]


def _flatness(found: Found, what: str, part: Callable[[Cost], float]) -> Figure:
    """How much dearer the dearest length is than the cheapest."""
    samples = {}
    for name in (OURS, FLOOR, THREAD, PEER):
        middles = [median(map(part, by[name])) for by in found.values() if by.get(name)]
        if middles:
            samples[name] = [max(middles) / min(middles)]
    return Figure(
        "e", f"{what}, the dearest length", f"{TIMES} the cheapest", samples, most=1 + FLAT
    )
