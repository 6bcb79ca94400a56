"""Where the time goes: each function's own share of a piece of work, by cProfile, and how much of
its time is spent on collecting garbage, which the profiler would lay at anybody's door.

A profiler makes calls of Python functions dearer than they are, so the shares tell where to look
rather than what is to be gained.
"""

from __future__ import annotations

import cProfile
import gc
import pstats
import re
import sys
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from time import perf_counter
from typing import Final

SHOWN: Final = 12
_WAITING: Final = frozenset({("select.epoll", "poll"), ("select", "select")})
_BUILT_IN: Final = re.compile(
    r"<(?:method '(?P<method>\w+)' of '(?P<owner>[\w.]+)' objects|built-in method (?P<plain>\S+))>"
)
_ROOTS: Final = sorted(
    {Path(entry).resolve() for entry in sys.path if entry}, key=lambda root: -len(root.parts)
)


@dataclass(frozen=True, slots=True)
class Share:
    """A function's own part of the whole, from 0 to 1."""

    module: str
    function: str
    part: float


@dataclass(frozen=True, slots=True)
class Profile:
    """The dearest functions, the parts of the program they stand in, and the garbage."""

    functions: Sequence[Share]
    rooms: Mapping[str, float]
    collecting: float = 0.0


async def profiled(work: Callable[[], Awaitable[object]], times: int = 5) -> Profile:
    """Where a piece of work on the loop's thread spends its time, done so many times."""
    collecting = await _collecting(work)
    profile = cProfile.Profile()
    gc.collect()
    gc.disable()
    profile.enable()
    try:
        for _ in range(times):
            await work()
    finally:
        profile.disable()
        gc.enable()
    return read(pstats.Stats(profile), collecting)


async def _collecting(work: Callable[[], Awaitable[object]]) -> float:
    """Which part of the time of a piece of work goes into collecting garbage."""
    began = spent = 0.0

    def note(phase: str, _about: Mapping[str, int]) -> None:
        nonlocal began, spent
        if phase == "start":
            began = perf_counter()
        else:
            spent += perf_counter() - began

    gc.collect()
    gc.callbacks.append(note)
    start = perf_counter()
    try:
        await work()
    finally:
        gc.callbacks.remove(note)
    return spent / (perf_counter() - start)


def read(stats: pstats.Stats, collecting: float = 0.0) -> Profile:
    """A profile's functions and rooms by their own time, the dearest first; waiting is left out."""
    own: dict[tuple[str, str], float] = defaultdict(float)
    for (file, _line, name), (_, _, seconds, *_) in stats.stats.items():  # type: ignore[attr-defined]
        own[_place(file, name)] += seconds
    for waiting in _WAITING:
        own.pop(waiting, None)
    whole = sum(own.values()) or 1.0
    rooms: dict[str, float] = defaultdict(float)
    for (module, _), seconds in own.items():
        rooms[_room(module)] += seconds / whole
    dearest = sorted(own.items(), key=itemgetter(1), reverse=True)[:SHOWN]
    functions = [Share(*place, seconds / whole) for place, seconds in dearest]
    return Profile(
        functions, dict(sorted(rooms.items(), key=itemgetter(1), reverse=True)[:SHOWN]), collecting
    )


def _room(module: str) -> str:
    """The part of the program a module is of: `orchtui.core`, else the package alone."""
    names = module.split(".")
    return ".".join(names[:2]) if names[0] == "orchtui" else names[0]


def _place(file: str, name: str) -> tuple[str, str]:
    """Module and function, without a path of this machine."""
    if built_in := _BUILT_IN.match(name):
        if built_in["method"]:
            return built_in["owner"], built_in["method"]
        module, _, plain = built_in["plain"].rpartition(".")
        return module or "builtins", plain
    if not file.endswith(".py"):
        return file.strip("<>~") or "builtins", name.strip("<>")
    path = Path(file).resolve()
    root = next((root for root in _ROOTS if path.is_relative_to(root)), path.parent)
    return ".".join(path.relative_to(root).with_suffix("").parts), name.strip("<>")
