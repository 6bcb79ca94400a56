"""The graph as a tree of lines: for narrow screens, pipes and screen readers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from orchtui.console.glyphs import ASCII, UNICODE, Glyphs
from orchtui.console.graph.model import Graph, graph_of
from orchtui.console.graph.status import Faces
from orchtui.console.graph.tree import tree_rows
from orchtui.console.theme import STYLES
from orchtui.domain.state import RunState
from tests.console.graph.graphs import asked, graphs, replied, run
from tests.console.graph.test_pictures import half_way, same

NESTED = {
    "plan": (),
    "work/a": ("plan",),
    "work/deep/b": ("plan",),
    "work/deep/c": ("work/deep/b",),
    "end": ("work/a", "work/deep/c"),
}


def tree(
    state: RunState, width: int, glyphs: Glyphs = UNICODE, folded: str = "", now: float = 6.0
) -> str:
    graph = graph_of(state, folded=frozenset({folded}))
    return "\n".join(row.plain for row in tree_rows(graph, Faces(graph, state, now), glyphs, width))


def test_each_step_says_after_what_it_comes_unless_that_is_the_line_above() -> None:
    same(
        tree(half_way(), 70),
        """
        ✔ researcher                                  done       3.9 s $0.0040
        ⠋ fact_checker                                running            2.1 s
        ○ copy_editor                                 planned
        ✔ seo_analyst ◀ researcher                    done       1.3 s $0.0003
        ○ editor ◀ copy_editor, seo_analyst           planned
        """,
    )


def test_with_little_room_only_what_matters_is_left() -> None:
    same(
        tree(half_way(), 28),
        """
        ✔ researcher           3.9 s
        ⠋ fact_checker         2.1 s
        ○ copy_editor
        ✔ seo_analyst          1.3 s
        ○ editor ◀ copy_editor, se…
        """,
    )


def test_groups_are_branches() -> None:
    state = run(NESTED, groups=["work"])
    for path in ("plan", "work/a"):
        asked(state, path, 0.0)
        replied(state, path, 2.0)
    same(
        tree(state, 64),
        """
        ✔ plan                                  done       2.0 s $0.0040
        ◌ ▾ work 1/3 · panel                    waiting    2.0 s $0.0040
        ├─✔ a                                   done       2.0 s $0.0040
        └─○ ▾ deep 0/2                          planned
          ├─○ b ◀ plan                          planned
          └─○ c                                 planned
        ○ end ◀ work/a, work/deep/c             planned
        """,
    )
    same(
        tree(state, 64, ASCII, folded="work/deep"),
        """
        + plan                                  done       2.0 s $0.0040
        : v work 1/3 . panel                    waiting    2.0 s $0.0040
        |-+ a                                   done       2.0 s $0.0040
        `-. > deep 0/2 < plan                   planned
        . end ◀ work/a, work/deep               planned
        """.replace("◀", "<"),
    )


def test_what_comes_after_many_names_a_few() -> None:
    items = {f"item.{n}": () for n in range(1000)}
    assert "◀ item.0, item.1, item.2 and 997 more" in tree(run({**items, "end": tuple(items)}), 80)


@given(graphs(), st.integers(1, 90), st.booleans())
def test_there_is_a_line_of_exactly_this_width_for_every_step_and_group(
    graph: Graph, width: int, plain: bool
) -> None:
    rows = tree_rows(graph, Faces(graph, RunState()), ASCII if plain else UNICODE, width)
    assert sorted(row.key for row in rows) == sorted([*graph.places, *graph.frames])
    assert {row.width for row in rows} <= {width}
    assert all(set(style.split()) <= STYLES for row in rows for _, style in row.spans)
