"""The edges that are worth drawing: those that no longer way tells already.

What a step was given a second time, past steps that were given it too, is known but not drawn. A
folded group takes the edges of its members on itself. Whatever would close a circle is left out, so
that the rest can be drawn from left to right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from orchtui.domain.graph import in_order

Edge = tuple[str, str]
"""From which key to which."""


class Edges(NamedTuple):
    """What was given (`given`), what merely came before (`faint`), and what is not drawn."""

    given: tuple[Edge, ...] = ()
    faint: tuple[Edge, ...] = ()
    implied: tuple[Edge, ...] = ()


def edges_of(
    keys: Sequence[str],
    inputs: Mapping[str, Sequence[str]],
    after: Mapping[str, Sequence[str]],
    stands_for: Mapping[str, str],
) -> Edges:
    """The edges between these keys."""
    known = set(keys)
    given = _between(inputs, known, stands_for)
    order = [edge for edge in _between(after, known, stands_for) if edge not in given]
    before: dict[str, list[str]] = {key: [] for key in keys}
    for source, target in (*given, *order):
        before[target].append(source)
    found = topological(before)
    if len(found) < len(keys):
        kept, _ = in_order(before)
        before, found = {key: list(each) for key, each in kept.items()}, list(kept)
    telling = _telling(before, found)
    return Edges(
        tuple(edge for edge in given if edge in telling),
        tuple(edge for edge in order if edge in telling),
        tuple(edge for edge in given if edge not in telling),
    )


def topological(before: Mapping[str, Sequence[str]]) -> list[str]:
    """The keys, each after all it comes after; those in a circle, and after one, are left out."""
    waits = {key: len(each) for key, each in before.items()}
    leads: dict[str, list[str]] = {key: [] for key in before}
    for key, each in before.items():
        for earlier in each:
            leads[earlier].append(key)
    found = [key for key, count in waits.items() if not count]
    for key in found:
        for later in leads[key]:
            waits[later] -= 1
            if not waits[later]:
                found.append(later)
    return found


def _between(
    earlier: Mapping[str, Sequence[str]], known: set[str], stands_for: Mapping[str, str]
) -> dict[Edge, None]:
    found: dict[Edge, None] = {}
    for path, each in earlier.items():
        target = stands_for.get(path, path)
        for one in each:
            source = stands_for.get(one, one)
            if source != target and source in known and target in known:
                found[source, target] = None
    return found


def _telling(before: Mapping[str, Sequence[str]], keys: Sequence[str]) -> set[Edge]:
    """The edges that no longer way tells already; sets of keys are numbers, a bit a key."""
    bit = {key: 1 << number for number, key in enumerate(keys)}
    behind: dict[str, int] = {}
    telling: set[Edge] = set()
    for key in keys:
        further = 0
        for earlier in before[key]:
            further |= behind[earlier]
        reach = further
        for earlier in before[key]:
            reach |= bit[earlier]
            if not further & bit[earlier]:
                telling.add((earlier, key))
        behind[key] = reach
    return telling
