"""(h) A long recorded run: how soon it is open, and how soon any position of it is reached.

The run is carried out by the engine, a made-up model answering, and lies in a database of its own.
Every other reply is too long to stand in its event, which is what the shipped recipes come to: some
16 texts to be read for every 100 events. It is opened as the console opens it; the floor reads the
same rows and texts as plain data, without checking them. Memory is what Python allocated.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sqlite3
import tracemalloc
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import cycle
from pathlib import Path
from random import Random
from statistics import median, quantiles
from string import ascii_lowercase
from time import perf_counter, process_time
from typing import Final

from orchtui.console.run_source import stored
from orchtui.domain.events import Turn
from orchtui.domain.flow import Flow, FlowFunction, Reply
from orchtui.replay.player import Player
from orchtui.session import Session
from tests.benchmarks.measure import FLOOR, OURS, Figure
from tests.benchmarks.subject import AGENT, MadeUpModel, Subject

EVENTS: Final = 100_000
EVENTS_A_STEP, WIDTH = 3, 20
LETTERS: Final = (220, 1024)
POSITIONS: Final = 200
EVERY: Final = 0.001
MOST_OPEN, MOST_WAITED, MOST_REACHED = 1.0, 50.0, 50.0


def _flow(steps: int) -> FlowFunction:
    """Twenty side by side, one that takes in all they said, and so on until so many are done."""

    async def flow(flow: Flow, _task: str) -> Reply:
        last = await flow.ask(AGENT, "begin")
        for left in range(steps - 1, 0, -(WIDTH + 1)):
            wide = min(WIDTH, left - 1)
            parts = [flow.ask(AGENT, f"part {number}", last) for number in range(wide)]
            last = await flow.ask(AGENT, "join", *await flow.together(*parts))
        return last

    return flow


def _replies() -> Iterator[str]:
    """Short and long ones in turn, of random letters in words that come again."""
    dice = Random(1)
    words = ["".join(dice.choices(ascii_lowercase, k=dice.randint(2, 10))) for _ in range(5_000)]
    for letters in cycle(LETTERS):
        yield " ".join(dice.choices(words, k=letters // 3))[:letters]


async def record(path: Path, events: int = EVENTS) -> None:
    """Have a run of at least so many events carried out and recorded."""
    steps = -(-events // EVENTS_A_STEP)
    replies = _replies()
    async with Subject.open(path) as subject:
        await subject.run(_flow(steps), MadeUpModel(say=lambda _: next(replies)), steps)


async def _opened(session: Session) -> Player:
    """Whatever a screen needs before it can show the run: its turns, its texts, its states."""
    return (await stored(session, "last", None)).view.player


def _read(path: Path) -> int:
    """The least there is to read: its rows and texts as plain data, unpacked and looked through."""
    read = 0
    with closing(sqlite3.connect(path)) as connection:
        for (body,) in connection.execute("SELECT body FROM turn ORDER BY id"):
            read += len(json.loads(body))
        for (data,) in connection.execute("SELECT data FROM blob"):
            read += len(zlib.decompress(data))
    return read


def _seconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


class Others:
    """Somebody who asks the engine for something all the while, and how long it took at most."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.longest = 0.0

    async def __aenter__(self) -> Others:
        self._asking = asyncio.ensure_future(self._ask())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._asking.cancel()
        await asyncio.wait([self._asking])

    async def _ask(self) -> None:
        while True:
            began = perf_counter()
            await self._session.find("last")
            self.longest = max(self.longest, perf_counter() - began)
            await asyncio.sleep(EVERY)


def _reach(player: Player) -> list[float]:
    """Milliseconds to each of many positions drawn at random."""
    dice = Random(2)
    took = []
    for _ in range(POSITIONS):
        position = dice.randint(0, player.length)
        began = perf_counter()
        player.at(position)
        took.append((perf_counter() - began) * 1000)
    return took


async def _megabytes(turns: Sequence[Turn]) -> float:
    """What the states of a run take, kept copies and all, beside its events."""
    tracemalloc.start()
    try:
        player = await Player.opened(turns)
        bytes_now, _ = tracemalloc.get_traced_memory()
        del player
        return bytes_now / 1024**2
    finally:
        tracemalloc.stop()


async def figures(folder: Path, rounds: int, events: int = EVENTS) -> list[Figure]:
    """Opening, what others wait meanwhile, reaching positions, and memory."""
    path = folder / "h.db"
    await record(path, events)
    opened: list[float] = []
    busy: list[float] = []
    read: list[float] = []
    waited: list[float] = []
    middles: list[float] = []
    lasts: list[float] = []
    longest: list[float] = []
    async with Session.open(path) as session:
        player = await _opened(session)
        for _ in range(rounds):
            del player
            gc.collect()
            began, used = perf_counter(), process_time()
            player = await _opened(session)
            opened.append(perf_counter() - began)
            busy.append(process_time() - used)
            read.append(_seconds(lambda: _read(path)))
            del player
            async with Others(session) as others:
                player = await _opened(session)
            waited.append(others.longest * 1000)
            took = _reach(player)
            middles.append(median(took))
            lasts.append(quantiles(took, n=100)[-1])
            longest.append(max(took))
        memory = await _megabytes(player.turns)
    what = f"a recorded run of {player.live.events:,} events"
    reached = f"any of its positions, {POSITIONS} drawn at random"
    return [
        Figure("h", f"{what}: open", "s", {OURS: opened, FLOOR: read}, most=MOST_OPEN),
        Figure("h", f"{what}: open, of the processor", "s", {OURS: busy}),
        Figure("h", f"{what}: what others wait meanwhile", "ms", {OURS: waited}, most=MOST_WAITED),
        Figure("h", f"{reached}: median", "ms", {OURS: middles}),
        Figure("h", f"{reached}: p99", "ms", {OURS: lasts}, most=MOST_REACHED),
        Figure("h", f"{reached}: longest", "ms", {OURS: longest}),
        Figure("h", f"{what}: its states, copies and all", "MB", {OURS: [memory]}),
    ]
