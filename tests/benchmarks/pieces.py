"""(m) What ten million pieces leave behind in the console: streams are folded and shown, steps end.

Twenty agents stream side by side, step after step; each step says so many pieces and has its reply.
The real panel of a step is filled from the real streams some times a second, each agent's in turn,
as somebody would who looks at one after the other. The pieces are made as they are asked for, so
that what grows is the console's own: no more of the record is there than the steps that are seen.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Final

from orchtui.console.panels import step as panel
from orchtui.console.run_view import View
from orchtui.console.streaming import Streams
from orchtui.domain import events as e
from orchtui.domain.digest import Texts
from orchtui.domain.events import Candidate, Turn
from orchtui.domain.recipe import Agent, PythonFlow, Recipe
from orchtui.session import Player
from tests.benchmarks.measure import OURS, Figure

PIECES: Final = 10_000_000
AGENTS: Final = 20
IN_A_STEP: Final = 100_000
AT_A_LOOK: Final = 50
WIDTH: Final = 44
MOST: Final = 20.0
_PAGE: Final = os.sysconf("SC_PAGE_SIZE") / 1024**2
_WORDS: Final = [f"word{number} " for number in range(97)] + ["and so on.\n", "\t* ", "žluť "]


class Source:
    """What each agent has said by now, by number; nothing of it is kept."""

    def __init__(self) -> None:
        self.said = 0

    def heard(self, path: str, after: int) -> list[str]:
        """The pieces of a step that came after so many."""
        return [_WORDS[number % 100] for number in range(after, self.said)]


def _view(source: Source) -> View:
    names = [f"talker{number:02}" for number in range(AGENTS)]
    agents = {name: Agent(name, "Talks.", model="main") for name in names}
    recipe = Recipe(name="talking", agents=agents, flow=PythonFlow("talking.py", "flow"))
    tiers = {"main": (Candidate(name="made-up"),)}
    started = e.RunStarted(recipe="talking", source="", task="Talk.", tiers=tiers)
    view = View("2pyjvj09x", recipe, Texts(), "live", Player([Turn(0.0, (started,))]))
    view.streams = Streams(source.heard)
    return view


def stream(pieces: int) -> None:
    """Have so many pieces streamed and shown, and say now and then how much memory there is."""
    source, clock = Source(), count(1)
    view = _view(source)

    def take(*events: e.AnyEvent) -> None:
        view.take(Turn(float(next(clock)), events))

    steps = max(1, pieces // (AGENTS * IN_A_STEP))
    names = list(view.recipe.agents)
    panel.rows(view, WIDTH, "Reply")
    print(0, _megabytes(), flush=True)
    for number in range(1, steps + 1):
        paths = [f"{name}.{number}" for name in names]
        for name, path in zip(names, paths, strict=True):
            take(
                e.StepPlanned(path=path, agent=name, says="Talk."),
                e.StepAsked(path=path, digest="", sent="", model="made-up"),
            )
        for source.said in range(0, IN_A_STEP + 1, AT_A_LOOK):
            view.beat()
            view.selected = paths[source.said // AT_A_LOOK % AGENTS]
            panel.rows(view, WIDTH, "Reply")
        for path in paths:
            take(e.StepReplied(path=path, text="All was said."))
        view.beat()
        gc.collect()
        print(number * AGENTS * IN_A_STEP, _megabytes(), flush=True)


def _megabytes() -> float:
    """What of this process is in memory."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * _PAGE


async def figures(_folder: Path, _rounds: int, pieces: int = PIECES) -> list[Figure]:
    """How much memory grew from the first steps on, and how long a piece took."""
    program = (sys.executable, "-m", "tests.benchmarks.pieces", str(pieces))
    began = perf_counter()
    streaming = await asyncio.create_subprocess_exec(*program, stdout=asyncio.subprocess.PIPE)
    told, _ = await streaming.communicate()
    took = perf_counter() - began
    if streaming.returncode:
        raise RuntimeError("the pieces were not streamed")
    known = [each.split() for each in told.decode().splitlines()]
    came, grown = int(known[-1][0]), float(known[-1][1]) - float(known[0][1])
    what = f"{came:,} pieces streamed and shown"
    return [
        Figure("m", f"{what}: memory grown", "MB", {OURS: [grown]}, most=MOST),
        Figure("m", f"{what}: time", "µs a piece", {OURS: [took / came * 1e6]}),
    ]


if __name__ == "__main__":
    stream(int(sys.argv[1]))
