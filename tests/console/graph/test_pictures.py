"""What graphs look like, as pictures: whoever changes how they are drawn sees it here."""

from __future__ import annotations

from orchtui.console.glyphs import ASCII
from orchtui.console.graph.measures import Zoom
from orchtui.console.graph.model import graph_of
from orchtui.domain import events as e
from orchtui.domain.state import RunState, apply
from tests.console.graph.graphs import asked, picture, replied, run
from tests.shipped_recipes.rehearsing import rehearse

_INDENT = 8
ARTICLE = {
    "researcher": (),
    "fact_checker": ("researcher",),
    "copy_editor": ("fact_checker",),
    "seo_analyst": ("researcher",),
    "editor": ("copy_editor", "seo_analyst"),
}


def half_way() -> RunState:
    """The article while its facts are checked."""
    state = run(ARTICLE)
    asked(state, "researcher", 0.0)
    replied(state, "researcher", 3.9)
    asked(state, "fact_checker", 3.9)
    asked(state, "seo_analyst", 3.9)
    replied(state, "seo_analyst", 5.2, cost=312_000)
    return state


def same(drawn: str, expected: str) -> None:
    """Compare pictures line by line, so that what differs is seen."""
    lines = expected.strip("\n").splitlines()[:-1]
    assert drawn.splitlines() == [line[_INDENT:] for line in lines]


def test_a_run_under_way() -> None:
    same(
        picture(half_way(), now=6.0),
        """
        ╭─────────────╮   ╭──────────────╮   ╭┄┄┄┄┄┄┄┄┄┄┄┄┄╮   ╭┄┄┄┄┄┄┄┄┄┄┄┄┄╮
        │✔ researcher ├─┬▶│⠋ fact_checker├┄┄▶┆○ copy_editor├┄┬▶┆○ editor     ┆
        │3.9 s $0.0040│ │ │2.1 s         │   ┆planned      ┆ ┆ ┆planned      ┆
        ╰─────────────╯ │ ╰──────────────╯   ╰┄┄┄┄┄┄┄┄┄┄┄┄┄╯ ┆ ╰┄┄┄┄┄┄┄┄┄┄┄┄┄╯
                        │ ╭──────────────╮                   ┆
                        ╰▶│✔ seo_analyst ├┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄╯
                          │1.3 s $0.0003 │
                          ╰──────────────╯
        """,
    )


def test_the_same_from_further_away() -> None:
    same(
        picture(half_way(), Zoom.COMPACT, now=6.0),
        """
         ✔ researcher ─┬▶ ⠋ fact_checker ┄┄▶ ○ copy_editor ┄┬▶ ○ editor
                       ╰▶ ✔ seo_analyst ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄╯
        """,
    )
    same(
        picture(half_way(), Zoom.OVERVIEW, now=6.0),
        """
        ✔─┬▶⠋─○┄┬▶○
          ╰▶✔┄┄┄╯
        """,
    )


def test_without_unicode() -> None:
    same(
        picture(half_way(), glyphs=ASCII, now=6.0),
        """
        +-------------+   +--------------+   +.............+   +.............+
        |+ researcher +-+>|| fact_checker+..>:. copy_editor+.+>:. editor     :
        |3.9 s $0.0040| | |2.1 s         |   :planned      : : :planned      :
        +-------------+ | +--------------+   +.............+ : +.............+
                        | +--------------+                   :
                        +>|+ seo_analyst +...................+
                          |1.3 s $0.0003 |
                          +--------------+
        """,
    )


def test_what_is_selected_and_the_way_that_took_longest_are_heavy() -> None:
    same(
        picture(
            half_way(), now=6.0, selected="seo_analyst", critical=("researcher", "fact_checker")
        ),
        """
        ╭─────────────╮   ╭──────────────╮   ╭┄┄┄┄┄┄┄┄┄┄┄┄┄╮   ╭┄┄┄┄┄┄┄┄┄┄┄┄┄╮
        │✔ researcher ├━┳▶│⠋ fact_checker├┄┄▶┆○ copy_editor├┄┬▶┆○ editor     ┆
        │3.9 s $0.0040│ │ │2.1 s         │   ┆planned      ┆ ┆ ┆planned      ┆
        ╰─────────────╯ │ ╰──────────────╯   ╰┄┄┄┄┄┄┄┄┄┄┄┄┄╯ ┆ ╰┄┄┄┄┄┄┄┄┄┄┄┄┄╯
                        │ ┏━━━━━━━━━━━━━━┓                   ┆
                        ╰▶┃✔ seo_analyst ┣┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄╯
                          ┃1.3 s $0.0003 ┃
                          ┗━━━━━━━━━━━━━━┛
        """,
    )


def test_a_step_that_failed_one_that_waits_and_a_breakpoint_say_so() -> None:
    state = run({"a": (), "b": ("a",), "c": ("b",)})
    asked(state, "a", 0.0)
    apply(state, e.StepFailed(path="a", error="no"), 1.0)
    apply(state, e.StepHeld(path="b", at="before"), 1.0)
    apply(state, e.BreakpointChanged(id="1", text="b"), 1.0)
    same(
        picture(state),
        """
        ╭─────────────╮   ╭───────────◆─╮   ╭┄┄┄┄┄┄┄┄┄┄┄┄┄╮
        │✗ a          ├──▶│◌ b          ├┄┄▶┆○ c          ┆
        │failed       │   │ready        │   ┆planned      ┆
        ╰─────────────╯   ╰─────────────╯   ╰┄┄┄┄┄┄┄┄┄┄┄┄┄╯
        """,
    )


async def test_a_panel_that_refines_its_answers() -> None:
    state = (await rehearse("consensus")).record.state
    same(
        picture(state, Zoom.COMPACT),
        """
        ╭ ▾ panel · refine, agreement 100% ─────────────╮
        │ ✔ builder≠──┬▶ ✔ builder.2≠──┬▶ ✔ builder.3   │
        │ ✔ sceptic≠──┼▶ ✔ sceptic.2≠──┼▶ ✔ sceptic.3   │
        │ ✔ operator≠─┴▶ ✔ operator.2≠─┴▶ ✔ operator.3 ─┼──▶ ✔ writer
        ╰───────────────────────────────────────────────╯
        """,
    )
    same(
        picture(state, Zoom.OVERVIEW),
        """
        ╭ ▾ panel ───────╮
        │ ✔✔✔──▶✔✔✔─┬▶✔✔ │
        │           ╰▶✔──┼──▶✔
        ╰────────────────╯
        """,
    )


async def test_groups_in_a_group_and_one_of_them_folded() -> None:
    state = (await rehearse("feature-build", on_gate="default")).record.state
    graph = graph_of(state, folded=frozenset({"change", "parts/component.2"}))
    same(
        picture(state, Zoom.COMPACT, graph=graph),
        """
                        ╭ ▾ parts · 3 of 3 items ────────────────╮
                        │  ╭ ▾ component ─────────────────────╮  │
         ✔ architect ───┼┬─┼─▶ ✔ component ──▶ ✔ implementer ─┼─┬┼──▶ ✔ ▸ change 4/4 ──▶ ✔ reporter
                        ││ ╰──────────────────────────────────╯ ││
                        │├▶ ✔ ▸ component.2 2/2 ────────────────┤│
                        ││ ╭ ▾ component.3 ───────────────────╮ ││
                        │╰─┼─▶ ✔ component ──▶ ✔ implementer ─┼─╯│
                        │  ╰──────────────────────────────────╯  │
                        ╰────────────────────────────────────────╯
        """,
    )


async def test_tasks_that_need_each_others_results() -> None:
    state = (await rehearse("dynamic-team")).record.state
    same(
        picture(state, Zoom.COMPACT),
        """
        ╭ ▾ team · 4 sub-tasks ──────────────────────────────────╮
        │ ✔ planner ┄┬▶ ✔ soil ─────┬─▶ ✔ lease ──┬▶ ✔ reconcile │
        │            ╰▶ ✔ kitchen ─╮╰┬▶ ✔ budget ─╯              │
        │                          ╰─╯                           │
        ╰────────────────────────────────────────────────────────╯
        """,
    )


def test_steps_that_are_alike_stand_in_one_block_from_afar() -> None:
    items = {f"work/item.{n}": ("start",) for n in range(30)}
    state = run({"start": (), **items, "end": tuple(items)}, groups=["work"])
    same(
        picture(state, Zoom.OVERVIEW),
        """
            ╭ ▾ work ───╮
        ○┄┄┄┼┄▶○○○○○○○○┄┼┄┄▶○
            │  ○○○○○○○○ │
            │  ○○○○○○○○ │
            │  ○○○○○○   │
            ╰───────────╯
        """,
    )


def test_nothing_and_one_step() -> None:
    assert picture(RunState()) == ""
    same(
        picture(run({"only": ()})),
        """
        ╭┄┄┄┄┄┄┄┄┄┄┄┄┄╮
        ┆○ only       ┆
        ┆planned      ┆
        ╰┄┄┄┄┄┄┄┄┄┄┄┄┄╯
        """,
    )


def test_long_and_wide_names_are_cut_to_their_boxes() -> None:
    state = run({"a_name_that_is_much_too_long_for_a_box": (), "研究者と編集者と校正者と著者": ()})
    same(
        picture(state),
        """
        ╭┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄╮
        ┆○ a_name_that_is_much…┆
        ┆planned               ┆
        ╰┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄╯
        ╭┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄╮
        ┆○ 研究者と編集者と校 …┆
        ┆planned               ┆
        ╰┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄╯
        """,
    )
