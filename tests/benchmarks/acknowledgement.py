"""(g) How soon a command from another process is acknowledged; run as a program, it is the owner.

The owner is a process with twenty runs, each with five steps that stream; commands go to them in
turn, by letter, one after the other. What is told is from before a letter is posted until its
answer, committed, is back with whoever posted it.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from orchtui.domain.model import Answer, Hear
from orchtui.domain.prompts import Request
from orchtui.session import Session, Settings, command, load
from tests.benchmarks.measure import OURS, Figure

RUNS, COMMANDS, EVERY, ROUNDS = 20, 400, 0.01, 3

RECIPE = """
name: talking
task: Talk.
models: {any: ollama/any}
agents: {one: Talks., two: Talks., three: Talks., four: Talks., five: Talks.}
flow:
  - parallel: [one, two, three, four, five]
"""


class Talker:
    """Streams a few words a hundred times a second, and never comes to an end."""

    async def answer(self, request: Request, hear: Hear) -> Answer:
        while True:
            await asyncio.sleep(EVERY)
            hear(f"{request.agent} goes on and on. ")

    async def close(self) -> None:
        """There is nothing to let go of."""


async def own(folder: Path) -> None:
    """Carry the runs out until they are killed; says when all are under way."""
    recipe = load(str(folder / "talking.yaml"))
    async with (
        Session.open(folder / "runs.db", provider=Talker()) as session,
        asyncio.TaskGroup() as group,
    ):
        for _ in range(RUNS):
            group.create_task(session.carry_out(await session.start(recipe, Settings())))
        await asyncio.sleep(0.5)
        print("under way", flush=True)


async def measure(folder: Path) -> list[float]:
    """Seconds from each command to its acknowledgement."""
    took = []
    async with Session.open(folder / "runs.db") as session:
        runs = [row.id for row in await session.runs()]
        for number in range(COMMANDS):
            given = command("pause" if number // RUNS % 2 else "continue")
            began = perf_counter()
            answer = await session.send(runs[number % RUNS], given)
            took.append(perf_counter() - began)
            if not answer.done:
                raise RuntimeError(f"refused: {answer.said}")
            await asyncio.sleep(number % 7 * 0.003)  # or they would keep step with the owner's mail
        for run in runs:
            await session.send(run, command("kill"))
    return took


async def figures(folder: Path, rounds: int) -> list[Figure]:
    """The median and the 99th percentile of every round, in milliseconds."""
    (folder / "talking.yaml").write_text(RECIPE, encoding="utf-8")
    middles, lasts = [], []
    for _ in range(min(rounds, ROUNDS)):
        took = await _once(folder)
        middles.append(median(took) * 1000)
        lasts.append(quantiles(took, n=100)[-1] * 1000)
    what = f"a command from another process to its answer, with {RUNS} runs streaming"
    return [
        Figure("g", f"{what}: median", "ms", {OURS: middles}, most=100),
        Figure("g", f"{what}: p99", "ms", {OURS: lasts}, most=500),
    ]


def _empty(folder: Path) -> None:
    for file in folder.glob("runs.db*"):
        file.unlink()


async def _once(folder: Path) -> list[float]:
    _empty(folder)
    line = [sys.executable, "-m", "tests.benchmarks.acknowledgement", str(folder)]
    owner = await asyncio.create_subprocess_exec(*line, stdout=asyncio.subprocess.PIPE)
    try:
        if owner.stdout is None or not await owner.stdout.readline():
            raise RuntimeError("the owner did not start")
        return await measure(folder)
    finally:
        if owner.returncode is None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(owner.wait(), 10)
        if owner.returncode is None:
            owner.kill()
            await owner.wait()


if __name__ == "__main__":
    asyncio.run(own(Path(sys.argv[1])))
