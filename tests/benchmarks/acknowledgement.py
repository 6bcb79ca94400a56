"""How soon a command from another process is acknowledged, as a program of its own.

The owner is a process with twenty runs, each with five steps that stream; commands go to them in
turn, by letter, one after the other. What is told is from before a letter is posted until its
answer, committed, is back with whoever posted it.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from orchtui.domain.model import Answer, Hear
from orchtui.domain.request import Request
from orchtui.session import Session, Settings, command, load

RUNS, COMMANDS, EVERY = 20, 400, 0.01

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


def main() -> None:
    """Measure, and tell the median and the 99th percentile."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--own", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.own is not None:
        asyncio.run(own(asked.own))
        return
    with tempfile.TemporaryDirectory(prefix="orchtui-bench-") as name:
        folder = Path(name)
        (folder / "talking.yaml").write_text(RECIPE, encoding="utf-8")
        line = [sys.executable, "-m", "tests.benchmarks.acknowledgement", "--own", name]
        with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as owner:
            if owner.stdout is None or not owner.stdout.readline():
                raise RuntimeError("the owner did not start")
            try:
                took = asyncio.run(measure(folder))
            except BaseException:
                owner.kill()
                raise
    last = quantiles(took, n=100)[-1]
    print(
        f"{COMMANDS} commands to {RUNS} streaming runs: acknowledged after "
        f"{median(took) * 1000:.0f} ms at the median (at most 100), "
        f"{last * 1000:.0f} ms at p99 (at most 500)"
    )


if __name__ == "__main__":
    main()
