"""(l) What the console takes of the processor while nothing happens and nobody presses a key."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import Final

from tests.benchmarks.bare import SAYS
from tests.benchmarks.first_paint import BARE
from tests.benchmarks.measure import FLOOR, OURS, Figure
from tests.benchmarks.on_pty import OnPty

SECONDS: Final = 6.0
MOST: Final = 2.0
_RUN: Final = ("run", "research-article", "--rehearse", "--speed", "0")
COMMANDS: Final = {
    "a paused run": ((*_RUN, "--paused"), "run.paused"),
    "a run that is over": (_RUN, "run.finished"),
    "a recorded run": (("replay", "last"), "recorded"),
    "home": ((), "research-article"),
}


async def figures(folder: Path, _rounds: int) -> list[Figure]:
    """Percent of a core, for each kind of screen."""
    environment = {
        "ORCHTUI_DB": str(folder / "l.db"),
        "HOME": str(folder),
        "PYTHONPATH": str(Path.cwd()),
    }
    with OnPty([str(BARE)], {}) as program:
        program.until(SAYS)
        floor = _share(program)
    found = []
    for what, (words, mark) in COMMANDS.items():
        with OnPty(["-m", "orchtui", *words], environment) as program:
            program.until(mark)
            share = _share(program)
        samples = {OURS: [share], FLOOR: [floor]}
        found.append(Figure("l", f"{what}, at rest", "% of a core", samples, most=MOST))
    return found


def _share(program: OnPty) -> float:
    program.watch(1.5)
    before, began = program.cpu()["all"], perf_counter()
    program.watch(SECONDS)
    return (program.cpu()["all"] - before) / (perf_counter() - began) * 100
