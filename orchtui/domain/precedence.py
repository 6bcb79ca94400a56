"""What comes after what, as somebody wrote it: put in order, without the links that close a circle.

What comes out is `Edges` as `domain.graph` has them: each name after all that it comes after.
"""

from __future__ import annotations

from orchtui.domain.graph import Edges


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
