"""(i) How soon something is on the screen: the console beside a bare Textual application.

What is told is from the start of the process until its first frame is written to a real terminal,
and, without a target, until the whole screen is there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.benchmarks.bare import SAYS
from tests.benchmarks.measure import FLOOR, OURS, TIMES, Figure
from tests.benchmarks.on_pty import OnPty

MOST: Final = 1.5
LEAST_ROUNDS: Final = 7
BARE: Final = Path(__file__).with_name("bare.py")


@dataclass(frozen=True, slots=True)
class Opened:
    """A command, what its first frame says, and what is only there once all of it is."""

    name: str
    arguments: Sequence[str]
    first: str
    whole: str


COMMANDS: Final = (
    Opened(
        "orchtui run hello --rehearse",
        ("-m", "orchtui", "run", "hello", "--rehearse"),
        "hello",
        "2 Graph",
    ),
    Opened("orchtui", ("-m", "orchtui"), "orchtui", "research-article"),
)
_BARE: Final = Opened("", (str(BARE),), SAYS, SAYS)


async def figures(folder: Path, rounds: int) -> list[Figure]:
    """How many times as long as the bare application each takes, and milliseconds."""
    first: dict[str, list[float]] = {each.name: [] for each in (_BARE, *COMMANDS)}
    whole: dict[str, list[float]] = {each.name: [] for each in (_BARE, *COMMANDS)}
    environment = {"ORCHTUI_DB": str(folder / "i.db"), "HOME": str(folder)}
    for number in range(max(LEAST_ROUNDS, rounds) + 1):
        for each in (_BARE, *COMMANDS):
            once = _opened(each, environment)
            if number:
                first[each.name].append(once[0])
                whole[each.name].append(once[1])
    bare = first[_BARE.name]
    found = []
    for each in COMMANDS:
        times = [one / alone for one, alone in zip(first[each.name], bare, strict=True)]
        what = f"`{each.name}` on a terminal"
        unit = f"{TIMES} a bare Textual application"
        found += [
            Figure("i", f"{what}: first frame", unit, {OURS: times, FLOOR: [1.0]}, most=MOST),
            Figure("i", f"{what}: first frame", "ms", {OURS: first[each.name], FLOOR: bare}),
            Figure("i", f"{what}: whole screen", "ms", {OURS: whole[each.name], FLOOR: bare}),
        ]
    return found


def _opened(each: Opened, environment: Mapping[str, str]) -> tuple[float, float]:
    """Milliseconds to the first frame and to the whole screen."""
    with OnPty(each.arguments, {**environment, "PYTHONPATH": str(Path.cwd())}) as program:
        first = program.until(each.first) - program.began
        whole = first if each.whole == each.first else program.until(each.whole) - program.began
        return first * 1000, whole * 1000
