"""Columns for lists on stdout: aligned, cut to the terminal's width, never cut in a pipe.

Where a terminal is too narrow for all columns, the least important are left out, so that no line
is ever broken in two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from rich.cells import cell_len, set_cell_size

from orchtui.cli.terminal import columns, painted
from orchtui.domain.sanitize import clean, first_line
from orchtui.narration.wrap import wrapped

GAP = "  "
Paint = Callable[[str, str], str]
"""A cell, padded, in colour: given what it says and how it is to stand."""


def table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    dispensable: Sequence[str] = (),
    paint: Mapping[str, Paint] | None = None,
) -> str:
    """The rows under their head; the last column takes what room is left."""
    cleaned = [[first_line(clean(cell), 500) for cell in row] for row in rows]
    widths = [
        max((cell_len(row[n]) for row in (head, *cleaned)), default=0) for n in range(len(head))
    ]
    room = columns()
    kept = _kept(head, widths, dispensable, room)
    if room is not None:
        taken = sum(widths[n] + len(GAP) for n in kept[:-1])
        widths[kept[-1]] = max(1, room - taken)
    lines = [_line([head[n] for n in kept], [widths[n] for n in kept], [_dim] * len(kept))]
    paints = [(paint or {}).get(head[n], _as_is) for n in kept]
    lines += [_line([row[n] for n in kept], [widths[n] for n in kept], paints) for row in cleaned]
    return "\n".join(lines if any(head) else lines[1:])


def described(rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Names and what is said of each, folded so that it stays beside its name."""
    room, wide = columns(), max((cell_len(name) for name, _ in rows), default=0)
    indent = " " * (wide + len(GAP))
    for name, said in rows:
        folded = wrapped(clean(said), room - len(indent) if room else None)
        yield set_cell_size(name, wide) + GAP + folded.replace("\n", f"\n{indent}")


def _kept(
    head: Sequence[str], widths: Sequence[int], dispensable: Sequence[str], room: int | None
) -> list[int]:
    """The columns there is room for; the last one should have a third of it."""
    kept = list(range(len(head)))
    for name in dispensable:
        if room is None or sum(widths[n] + len(GAP) for n in kept[:-1]) <= room * 2 // 3:
            break
        kept.remove(head.index(name))
    return kept


def _line(cells: Sequence[str], widths: Sequence[int], paints: Sequence[Paint]) -> str:
    placed = [_sized(cell, width) for cell, width in zip(cells, widths, strict=True)]
    placed[-1] = placed[-1].rstrip()
    told = [paint(cell, at) for cell, at, paint in zip(cells, placed, paints, strict=True)]
    return GAP.join(told).rstrip()


def _sized(cell: str, width: int) -> str:
    if cell_len(cell) <= width:
        return set_cell_size(cell, width)
    return set_cell_size(cell, width - 1).rstrip() + "…"


def _as_is(_cell: str, placed: str) -> str:
    return placed


def _dim(_cell: str, placed: str) -> str:
    return painted(placed, "dim")


def ago(seconds: float) -> str:
    """`12 s`, `5 min`, `3 h`, `8 d`: how long ago, roughly."""
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{int(seconds // size)} {unit}"
    return f"{max(0, int(seconds))} s"
