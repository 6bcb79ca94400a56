"""Lines between two columns: whatever rows they join, no two share a stretch or a corner."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from orchtui.console.graph.routing import LEFT, RIGHT, Routed, Turn, routed


@st.composite
def turns(draw: st.DrawFn) -> list[Turn]:
    """Lines that come and go in rows of their own, as many as there may be."""
    lefts = draw(st.permutations(range(10)))
    rights = draw(st.permutations(range(10)))
    found = []
    for net in range(draw(st.integers(1, 6))):
        left = [lefts.pop() for _ in range(draw(st.integers(1, 2))) if lefts]
        right = [rights.pop() for _ in range(draw(st.integers(1, 2))) if rights]
        if left and right:
            found.append(Turn(net, left, right))
    return found


@given(turns())
def test_lines_only_cross_and_each_joins_its_rows(lines: list[Turn]) -> None:
    made = routed(lines, 0, 10)
    cells = _cells(made)
    for whose in cells.values():
        across = {net for net, bits in whose.items() if bits & 10}
        along = {net for net, bits in whose.items() if bits & 5}
        assert len(across) <= 1
        assert len(along) <= 1
        if len(whose) > 1:
            assert set(whose.values()) == {10, 5}, "two lines meet where they should cross"
    right = made.tracks + 1
    for line in lines:
        reached = _reached(cells, line.net, (0, line.left[0]))
        assert {row for x, row in reached if x == 0} == set(line.left)
        assert {row for x, row in reached if x == right} == set(line.right)


def test_two_lines_that_change_places_need_a_detour() -> None:
    made = routed([Turn(0, [1], [5]), Turn(1, [5], [1])], 0, 8)
    assert made.tracks == 3
    assert len(made.falls) == 3


def test_where_every_row_is_taken_a_detour_goes_below() -> None:
    made = routed([Turn(0, [0], [1]), Turn(1, [1], [0])], 0, 2)
    assert made.bottom == 3


def test_a_straight_line_needs_no_track() -> None:
    assert routed([Turn(0, [3], [3])], 0, 8).tracks == 0


def _cells(made: Routed) -> dict[tuple[int, int], dict[int, int]]:
    """What each cell holds, by whose line it is; column 0 and the last one are the ends."""
    cells: dict[tuple[int, int], dict[int, int]] = {}

    def join(x: int, y: int, net: int, bits: int) -> None:
        there = cells.setdefault((x, y), {})
        there[net] = there.get(net, 0) | bits

    for net, row, one, other in made.runs:
        start = 0 if one == LEFT else one + 1
        end = made.tracks + 1 if other == RIGHT else other + 1
        for x in range(start, end + 1):
            join(x, row, net, (2 if x < end else 0) | (8 if x > start else 0))
    for net, track, top, bottom in made.falls:
        for y in range(top, bottom + 1):
            join(track + 1, y, net, (1 if y > top else 0) | (4 if y < bottom else 0))
    return cells


def _reached(
    cells: dict[tuple[int, int], dict[int, int]], net: int, start: tuple[int, int]
) -> set[tuple[int, int]]:
    seen: set[tuple[int, int]] = set()
    todo = [start]
    while todo:
        x, y = at = todo.pop()
        if at in seen:
            continue
        seen.add(at)
        bits = cells[at][net]
        sides = ((1, (x, y - 1)), (2, (x + 1, y)), (4, (x, y + 1)), (8, (x - 1, y)))
        todo += [to for side, to in sides if bits & side]
    return seen
