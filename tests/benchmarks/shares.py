"""Where the time goes, by cProfile: each function's own share of a piece of work.

A profiler makes calls of Python functions dearer than they are, so the shares tell where to look
rather than what is to be gained.
"""

from __future__ import annotations

import cProfile
import pstats
import re
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

SHOWN = 14

_BUILT_IN = re.compile(r"<(?:method '(\w+)' of '([\w.]+)' objects|built-in method ([\w.]+))>")
_ROOTS = sorted((Path(entry).resolve() for entry in sys.path if entry), key=lambda p: -len(p.parts))


@dataclass(frozen=True, slots=True)
class Share:
    """A function's own part of the whole, from 0 to 1."""

    module: str
    function: str
    part: float


async def profiled(work: Callable[[], Awaitable[object]]) -> Sequence[Share]:
    """The functions that take most of a piece of work on the loop's thread."""
    profile = cProfile.Profile()
    profile.enable()
    try:
        await work()
    finally:
        profile.disable()
    return shares(pstats.Stats(profile))


def shares(stats: pstats.Stats) -> Sequence[Share]:
    """A profile's functions by their own time, the dearest first; waiting is left out."""
    found: dict[tuple[str, str], float] = {}
    for (file, _line, name), (_, _, own, *_) in stats.stats.items():  # type: ignore[attr-defined]
        where = _place(file, name)
        if where != ("select.epoll", "poll"):
            found[where] = found.get(where, 0.0) + own
    whole = sum(found.values()) or 1.0
    dearest = sorted(found.items(), key=lambda item: -item[1])[:SHOWN]
    return [Share(module, function, own / whole) for (module, function), own in dearest]


def _place(file: str, name: str) -> tuple[str, str]:
    """Module and function, without a path of this machine."""
    if built_in := _BUILT_IN.match(name):
        method, owner, function = built_in.groups()
        if method:
            return owner, method
        module, _, plain = function.rpartition(".")
        return module or "builtins", plain
    if file.startswith("<") or file == "~":
        return file.strip("<>~") or "builtins", name.strip("<>")
    path = Path(file).resolve()
    root = next((root for root in _ROOTS if path.is_relative_to(root)), path.parent)
    return ".".join(path.relative_to(root).with_suffix("").parts), name.strip("<>")
