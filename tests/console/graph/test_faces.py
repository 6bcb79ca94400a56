"""What a box says at a moment: status, figures, marks."""

from __future__ import annotations

import pytest

from orchtui.console.graph.model import graph_of
from orchtui.console.graph.status import Face, Faces, count, duration, fitting, money
from orchtui.domain import events as e
from orchtui.domain.money import nano
from orchtui.domain.state import RunState, apply
from tests.console.graph.graphs import asked, replied, run


def faces(state: RunState, now: float | None = None, fold: str = "") -> Faces:
    return Faces(graph_of(state, folded=frozenset({fold})), state, now)


def test_a_step_that_runs_tells_how_long_it_has() -> None:
    state = run({"a": ()})
    asked(state, "a", 2.0)
    assert faces(state, now=5.5).of("a") == Face("running", seconds=3.5)


def test_a_step_that_is_over_tells_what_it_took() -> None:
    state = run({"a": ()})
    asked(state, "a", 0.0)
    replied(state, "a", 3.9)
    assert faces(state, now=99.0).of("a") == Face("done", "", 3.9, 4_000_000, 371)


def test_a_folded_group_tells_what_its_steps_come_to() -> None:
    state = run({"g/a": (), "g/b": (), "g/c": ()})
    for path in ("g/a", "g/b"):
        asked(state, path, 0.0)
    replied(state, "g/a", 2.0)
    told = faces(state, fold="g").of("g")
    assert (told.status, told.done, told.of) == ("running", 1, 3)
    assert faces(state, now=9.0, fold="g").of("g").seconds == 9.0, "the two ran side by side"
    replied(state, "g/b", 2.0)
    assert faces(state, fold="g").of("g").status == "waiting"
    apply(state, e.StepFailed(path="g/c", error="no"), 3.0)
    assert faces(state, fold="g").of("g").status == "failed"


def test_breakpoints_mark_the_steps_they_name_weakly_if_they_are_off() -> None:
    state = run({"a": (), "panel/b": ()})
    apply(state, e.BreakpointChanged(id="1", text="panel/*"), 0.0)
    apply(state, e.BreakpointChanged(id="2", text="a:after", enabled=False), 0.0)
    apply(state, e.BreakpointChanged(id="3", text="on:failed"), 0.0)
    apply(state, e.BreakpointChanged(id="4", text="what a later version may write ?"), 0.0)
    told = faces(state)
    assert told.of("panel/b").breakpoint == "warn"
    assert told.of("a").breakpoint == "quiet"


def test_steps_that_disagree_are_marked_strongly_as_long_as_they_do() -> None:
    state = run({"p/a": (), "p/b": (), "p/c": ()})
    apply(
        state, e.PositionsCompared(id="d", differs=(("p/a", "p/b", "answer"),), agreement=0.5), 1.0
    )
    apply(state, e.DisagreementFound(id="d", agreement=0.5, threshold=1, strategy="vote"), 1.0)
    assert [faces(state).of(f"p/{name}").differs for name in "abc"] == ["warn", "warn", ""]
    apply(state, e.DisagreementSettled(id="d", how="vote"), 2.0)
    assert faces(state).of("p/a").differs == "quiet"


def test_a_group_says_what_it_does_and_then_how_it_ended() -> None:
    state = run({"panel/a": (), "team/a": ()}, groups=["panel", "team"])
    assert faces(state).frame("team") == ("panel", "busy")
    assert faces(state).frame("panel") == ("", "busy")
    apply(state, e.GroupEnded(path="team", how="agreed"), 1.0)
    assert faces(state).frame("team") == ("agreed", "quiet")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0.0 s"), (3.94, "3.9 s"), (59.94, "59.9 s"), (59.96, "1m 00s"), (72, "1m 12s"),
     (3599.6, "1h 00m"), (7500, "2h 05m")],
)  # fmt: skip
def test_durations_are_short(seconds: float, said: str) -> None:
    assert duration(seconds) == said


@pytest.mark.parametrize(
    ("dollars", "said"),
    [("0", "$0.0000"), ("0.00034", "$0.0003"), ("0.00001", "<$0.0001"), ("0.0312", "$0.031"),
     ("1.5", "$1.50")],
)  # fmt: skip
def test_money_is_short(dollars: str, said: str) -> None:
    assert money(nano(dollars)) == said


def test_counts_are_short() -> None:
    assert [count(n) for n in (0, 371, 4100, 2_000_000)] == ["0", "371", "4.1k", "2.0M"]


def test_as_many_figures_are_told_as_there_is_room_for() -> None:
    told = [fitting(3.9, 4_000_000, 371, room) for room in (30, 18, 13, 12, 6, 3)]
    assert told == [
        "3.9 s $0.0040 371 t",
        "3.9 s $0.004 371 t",
        "3.9 s $0.0040",
        "3.9 s $0.004",
        "3.9 s",
        "",
    ]
    assert fitting(3.9, 4_000_000, 0, 20, estimated=True) == "3.9 s ~$0.0040"
