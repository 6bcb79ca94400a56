"""(f) Start-up: how long a command takes that has little to do, beside a bare Python."""

from __future__ import annotations

import os
import pstats
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Final

from tests.benchmarks.measure import FLOOR, OURS, TIMES, Figure
from tests.benchmarks.shares import Profile, read

COMMANDS: Final = {
    "orchtui --help": ["-m", "orchtui", "--help"],
    "orchtui run hello --headless --rehearse --speed 0": (
        ["-m", "orchtui", "run", "hello", "--headless", "--rehearse", "--speed", "0"]
    ),
}
NOTHING: Final = ["-c", "pass"]
MOST: Final = 10.0


async def measure(folder: Path, rounds: int) -> list[Figure]:
    """Milliseconds of each command, and how many times that of Python alone it is."""
    took: dict[str, list[float]] = {name: [] for name in ("", *COMMANDS)}
    for number in range(rounds + 1):
        for name, arguments in {"": NOTHING, **COMMANDS}.items():
            once = _milliseconds(arguments, folder)
            if number:
                took[name].append(once)
    figures = []
    for name, arguments in COMMANDS.items():
        times = [once / alone for once, alone in zip(took[name], took[""], strict=True)]
        figure = Figure(
            "f",
            f"`{name}`",
            f"{TIMES} `python -c pass`",
            {OURS: times, FLOOR: [1.0]},
            most=MOST if "--help" in arguments else None,
        )
        if figure.missed:
            figure = figure.explained(_profiled(arguments, folder))
        figures += [figure, Figure("f", f"`{name}`", "ms", {OURS: took[name], FLOOR: took[""]})]
    return figures


def _milliseconds(arguments: Sequence[str], folder: Path) -> float:
    began = perf_counter()
    _run(arguments, folder)
    return (perf_counter() - began) * 1000


def _profiled(arguments: Sequence[str], folder: Path) -> Profile:
    kept = folder / "start-up.prof"
    _run(["-m", "cProfile", "-o", str(kept), *arguments], folder)
    return read(pstats.Stats(str(kept)))


def _run(arguments: Sequence[str], folder: Path) -> None:
    """In a process of its own, on a database of its own."""
    environment = {**os.environ, "ORCHTUI_DB": str(folder / "start-up.db")}
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True, env=environment)
