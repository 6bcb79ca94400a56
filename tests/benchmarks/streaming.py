"""(j) The console while twenty agents stream; run as a program, it is that console.

Each agent says five hundred pieces a second, a hundredth of a second's at a time, as they come from
a network. The terminal is a real one. What is told of keys is from a key pressed until what it
changes is written; the floor is a bare Textual application that has nothing else to do, and, for
the processor, the same streams with nobody looking.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import perf_counter
from typing import Final

from orchtui.domain.model import Answer, Hear
from orchtui.domain.prompts import Request
from orchtui.session import Session, Settings, UserSettings, load
from tests.benchmarks.bare import SAYS
from tests.benchmarks.first_paint import BARE
from tests.benchmarks.measure import FLOOR, OURS, Figure
from tests.benchmarks.on_pty import OnPty

AGENTS, EACH, EVERY = 20, 500, 0.01
KEYS, LETTERS = 120, 100
SECONDS: Final = 8.0
MOST_WAITED, MOST_CORE = 50.0, 50.0
_FIRST = "\x1b[H"
_NAMES: Final = [f"talker{number:02}" for number in range(AGENTS)]


def recipe() -> str:
    """Twenty agents side by side."""
    agents = "\n".join(f"  {name}: {{does: Talks.}}" for name in _NAMES)
    return (
        f"name: talking\ntask: Talk.\nmodels: {{any: ollama/any}}\nagents:\n{agents}\n"
        f"flow:\n  - parallel: [{', '.join(_NAMES)}]\nlimits: {{seconds: 10000}}\n"
    )


class Talker:
    """Streams words, and never comes to an end."""

    async def answer(self, request: Request, hear: Hear) -> Answer:
        began, said = perf_counter(), 0
        words = cycle(f"word{number} " for number in range(100))
        while True:
            await asyncio.sleep(EVERY)
            due = int((perf_counter() - began) * EACH)
            for _ in range(due - said):
                hear(next(words))
            said = due

    async def close(self) -> None:
        """There is nothing to let go of."""


async def talk(folder: Path, *, seen: bool) -> None:
    """Carry the run out, in a console or with nobody looking, until it is killed."""
    database = folder / f"j-{seen}.db"
    async with Session.open(database, provider=Talker()) as session:
        live = await session.start(load(str(folder / "talking.yaml")), Settings())
        if not seen:
            print("under way", flush=True)
            await session.carry_out(live)
            return
        from orchtui.console.app import Console
        from orchtui.console.glyphs import UNICODE
        from orchtui.console.run_source import Here

        source = Here(session, live, database)
        console = Console(
            session,
            UserSettings(),
            UNICODE,
            first=lambda app: app.show_run(source),
            database=database,
        )
        await console.run_async()
        if console.broke is not None:
            raise console.broke


def _share(program: OnPty) -> dict[str, float]:
    """Percent of a core that a program takes, in all and by its first thread."""
    before, began = program.cpu(), perf_counter()
    program.watch(SECONDS)
    after, took = program.cpu(), perf_counter() - began
    return {who: (after[who] - before[who]) / took * 100 for who in after}


@dataclass(frozen=True, slots=True)
class Shown:
    """Milliseconds from keys to what they show, and without what others held the processor."""

    took: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)

    def press(self, program: OnPty, key: str, mark: str) -> None:
        """Press a key, and wait for what it shows."""
        queued, pressed = program.queued(), program.type(key)
        took = program.until(mark, 5) - pressed
        self.took.append(took * 1000)
        self.alone.append(max(0.0, took - (program.queued() - queued)) * 1000)


def _moved(program: OnPty, dice: Random) -> Shown:
    """A key goes to the next agent until its step is shown."""
    program.type("1")
    program.watch(0.5)
    program.type(_FIRST)
    program.watch(0.5)
    shown = Shown()
    for number in range(KEYS):
        down = number // (AGENTS - 2) % 2 == 0
        at = number % (AGENTS - 2) + 1
        name = _NAMES[at if down else AGENTS - 2 - at]
        shown.press(program, "j" if down else "k", f"3 {name}")
        program.watch(dice.uniform(0.03, 0.1))
    return shown


def _typed(program: OnPty, dice: Random) -> Shown:
    """A letter is typed until it is seen."""
    program.type(":")
    program.watch(0.5)
    shown, line = Shown(), "say "
    program.type(line)
    program.watch(0.5)
    for _ in range(LETTERS):
        letter = dice.choice("abcdefghijklmnopqrstuvwxyz")
        line += letter
        shown.press(program, letter, line)
        program.watch(dice.uniform(0.03, 0.1))
    return shown


def _bare(dice: Random) -> Shown:
    with OnPty([str(BARE)], {}) as program:
        program.until(SAYS)
        program.watch(0.3)
        shown = Shown()
        for number in range(KEYS):
            letter = "abcdefghijklm"[number % 13]
            shown.press(program, letter, f"pressed {letter}")
            program.watch(dice.uniform(0.01, 0.05))
        return shown


async def figures(folder: Path, _rounds: int) -> list[Figure]:
    """Keys and letters until they are seen, and what of a core it takes."""
    (folder / "talking.yaml").write_text(recipe(), encoding="utf-8")
    dice, here = Random(3), {"PYTHONPATH": str(Path.cwd())}
    program = ["-m", "tests.benchmarks.streaming", str(folder)]
    with OnPty([*program, "alone"], here) as alone:
        alone.until("under way")
        alone.watch(1.0)
        floor = _share(alone)
    with OnPty(program, here) as console:
        console.until("2 Graph")
        console.watch(2.0)
        share = _share(console)
        moved, typed = _moved(console, dice), _typed(console, dice)
    bare = _bare(dice)
    what = f"{AGENTS} agents streaming {AGENTS * EACH:,} pieces a second"
    engine = share["all"] - share["first"]
    return [
        *_keys(f"{what}: a key to what it shows", moved, bare),
        *_keys(f"{what}: a letter to its being seen", typed, bare),
        Figure(
            "j",
            f"{what}: console and engine together",
            "% of a core",
            {OURS: [share["all"]], FLOOR: [floor["all"]]},
            most=MOST_CORE,
        ),
        Figure("j", f"{what}: the console's thread", "% of a core", {OURS: [share["first"]]}),
        Figure(
            "j",
            f"{what}: the engine's thread",
            "% of a core",
            {OURS: [engine], FLOOR: [floor["all"]]},
        ),
    ]


def _keys(what: str, ours: Shown, floor: Shown) -> list[Figure]:
    last = {OURS: [_p99(ours.took)], FLOOR: [_p99(floor.took)]}
    middle = {OURS: [median(ours.took)], FLOOR: [median(floor.took)]}
    alone = {OURS: [_p99(ours.alone)], FLOOR: [_p99(floor.alone)]}
    return [
        Figure("j", f"{what}, median", "ms", middle),
        Figure("j", f"{what}, p99", "ms", last, most=MOST_WAITED),
        Figure("j", f"{what}, p99 without what others held the processor", "ms", alone),
    ]


def _p99(took: list[float]) -> float:
    return quantiles(took, n=100, method="inclusive")[-1]


if __name__ == "__main__":
    asyncio.run(talk(Path(sys.argv[1]), seen=len(sys.argv) < 3))
