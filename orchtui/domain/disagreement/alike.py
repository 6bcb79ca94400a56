"""Positions in free text: gathered as somebody has sorted them, or by the words they share.

Words shared are an estimate of what is meant, and whoever shows such an agreement marks it so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from orchtui.domain.disagreement.gathering import Gathered, by_path, gathered, surest_first
from orchtui.domain.disagreement.position import Position
from orchtui.domain.text import first_line

SHARED: Final = 0.5
_SAID: Final = 80
_WORD: Final = re.compile(r"\w{3,}")


def gather_as_sorted(positions: Sequence[Position], alike: Sequence[Sequence[str]]) -> Gathered:
    """Those said to be alike, by path: who is named twice stands where it is named first, who is
    named nowhere stands alone.
    """
    named = [*alike, *([each.path] for each in positions)]
    group = {path: n for n, paths in reversed([*enumerate(named)]) for path in paths}
    return _gathered(positions, lambda a, b: group[a.path] == group[b.path])


def gather_by_words(positions: Sequence[Position]) -> Gathered:
    """Those that use mostly the same words."""
    words = {each.path: set(_WORD.findall(each.text.casefold())) for each in positions}
    return _gathered(positions, lambda a, b: _share(words[a.path], words[b.path]) >= SHARED)


def _gathered(
    positions: Sequence[Position], same: Callable[[Position, Position], bool]
) -> Gathered:
    """These positions, the surest first: a cluster is called by what that one says."""
    ordered = surest_first(by_path(positions))
    near = [[n for n, other in enumerate(ordered) if same(each, other)] for each in ordered]
    return gathered(ordered, near, lambda each: first_line(each.text, _SAID))


def _share(a: set[str], b: set[str]) -> float:
    return len(a & b) / len(a | b) if a or b else 1.0
