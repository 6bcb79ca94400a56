"""The graph of a run's steps: layers, ancestors, the critical path. Edges are what was given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

Edges = Mapping[str, Sequence[str]]
"""For every step the steps it was given, in planning order: a step comes after its inputs."""


def layers(edges: Edges) -> list[list[str]]:
    """The steps by the longest chain that leads to them, each layer in planning order."""
    depth: dict[str, int] = {}
    rows: list[list[str]] = []
    for path, inputs in edges.items():
        depth[path] = 1 + max((depth[i] for i in inputs), default=-1)
        if depth[path] == len(rows):
            rows.append([])
        rows[depth[path]].append(path)
    return rows


def ancestors(edges: Edges, path: str) -> set[str]:
    """Every step that leads to this one."""
    return _reach(edges, edges[path])


def descendants(edges: Edges, path: str) -> set[str]:
    """Every step that this one leads to."""
    back = reversed_edges(edges)
    return _reach(back, back[path])


def reversed_edges(edges: Edges) -> dict[str, list[str]]:
    """For every step the steps it is given to."""
    back: dict[str, list[str]] = {path: [] for path in edges}
    for path, inputs in edges.items():
        for each in inputs:
            back[each].append(path)
    return back


def critical_path(edges: Edges, weight: Callable[[str], float]) -> list[str]:
    """The chain of steps that takes longest, first to last."""
    total: dict[str, float] = {}
    before: dict[str, str] = {}
    for path, inputs in edges.items():
        longest = max(inputs, key=lambda i: total[i], default="")
        total[path] = weight(path) + (total[longest] if longest else 0.0)
        before[path] = longest
    at = max(total, key=lambda path: total[path], default="")
    chain: list[str] = []
    while at:
        chain.append(at)
        at = before[at]
    return chain[::-1]


def _reach(edges: Edges, start: Iterable[str]) -> set[str]:
    found: set[str] = set()
    todo = list(start)
    while todo:
        path = todo.pop()
        if path not in found:
            found.add(path)
            todo.extend(edges[path])
    return found


def in_order(after: Edges) -> tuple[dict[str, tuple[str, ...]], list[tuple[str, str]]]:
    """The names in an order that can be kept, each with what it comes after; and the links that had
    to be dropped for it, as (who, after whom).
    """
    kept: dict[str, tuple[str, ...]] = {}
    dropped: list[tuple[str, str]] = []
    under_way: list[tuple[str, list[str]]] = []
    opened: set[str] = set()
    for start in after:
        if start in opened:
            continue
        under_way.append((start, list(dict.fromkeys(after[start]))[::-1]))
        opened.add(start)
        links: dict[str, list[str]] = {start: []}
        while under_way:
            name, left = under_way[-1]
            if not left:
                under_way.pop()
                kept[name] = tuple(links.pop(name))
                continue
            earlier = left.pop()
            if earlier in links:  # still open: it comes after this one itself
                dropped.append((name, earlier))
                continue
            links[name].append(earlier)
            if earlier not in opened:
                opened.add(earlier)
                links[earlier] = []
                under_way.append((earlier, list(dict.fromkeys(after[earlier]))[::-1]))
    return kept, dropped
