"""The timeline: when who was at work, on a scale that keeps still, with a playhead."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchtui.console.glyphs import ASCII
from orchtui.console.panels import timeline
from orchtui.console.panels.activity import Spans
from orchtui.console.panels.axis import axis
from orchtui.console.panels.index import read
from orchtui.console.run_view import View
from orchtui.domain import events as e
from orchtui.domain.flow import FlowFunction
from orchtui.domain.limits import Limits
from orchtui.session import Player
from tests.console.panels.building import START, Story, shown
from tests.core.flows import ALL
from tests.core.world import RECIPE, World, resumed


def lanes(view: View, width: int = 80) -> dict[str, str]:
    """Each lane's bars, by its name; the ruler has none."""
    rows = timeline.rows(view, width)
    return {row.spans[0][0].strip(): "".join(text for text, _ in row.spans[1:]) for row in rows}


def styles(view: View, lane: str, width: int = 80) -> set[str]:
    """What the bars of a lane mean."""
    row = next(each for each in timeline.rows(view, width) if each.spans[0][0].strip() == lane)
    return {style for text, style in row.spans[1:] if text.strip()}


def two() -> Story:
    story = Story("writer", "critic").asked(0, "writer").replied(5, "writer", cost=1_000_000)
    return story.asked(5, "critic").replied(10, "critic").at(10, e.RunFinished(status="done"))


def test_each_agent_has_a_lane_in_the_recipes_order_with_bars_where_it_worked() -> None:
    found = lanes(two().view())
    assert list(found) == ["", "writer", "critic", "cost"]
    writer, critic = found["writer"].rstrip(), found["critic"]
    assert set(writer) <= set("█▉")
    assert critic.startswith(" " * (len(writer) - 1))
    assert abs(len(critic.strip()) - len(writer)) <= 1


def test_a_bar_that_ends_within_a_column_ends_in_an_eighth() -> None:
    story = Story("writer", "critic").asked(0, "writer").replied(3.3, "writer")
    story.asked(3.3, "critic").replied(10, "critic")
    assert lanes(story.view())["writer"].rstrip()[-1] in "▏▎▍▌▋▊▉"


@pytest.mark.parametrize(
    ("over", "mark", "style"),
    [
        ((e.AttemptFailed(path="a", fault="server", message="no"),), "✗", "bad"),
        ((e.StepReplied(path="a"), e.StepRejected(path="a", why="short")), "↺", "warn"),
        ((e.AttemptEnded(path="a"),), "⊘", "quiet"),
    ],
)
def test_what_did_not_go_well_ends_in_its_mark(
    over: tuple[e.AnyEvent, ...], mark: str, style: str
) -> None:
    story = Story("a", "b").asked(0, "a").at(4, *over).asked(4, "b").replied(10, "b")
    view = story.view()
    assert mark in lanes(view)["a"]
    assert style in styles(view, "a")


def test_what_is_being_answered_grows_and_is_busy_and_points_on() -> None:
    story = Story("a").asked(0, "a")
    short, long = story.view("live", clock=2.0), story.view("live", clock=6.0)
    assert styles(long, "a") == {"busy"}
    assert lanes(long)["a"].rstrip().endswith("▶")
    assert len(lanes(short)["a"].strip()) < len(lanes(long)["a"].strip())


def test_what_is_held_and_what_is_paused_is_another_texture_than_work() -> None:
    story = Story("a", "b").asked(0, "a").at(2, e.RunPausing(because="you"))
    story.replied(4, "a").at(4, e.StepHeld(path="a", at="after"), e.RunPaused())
    story.at(8, e.RunContinued(), e.StepHandedOver(path="a")).asked(8, "b").replied(10, "b")
    found = lanes(story.view())
    work, _, wait = found["a"].strip().partition("░")
    assert set(work[:-1]) == {"█"}
    assert set(wait) == {"░"}
    assert set(found["marks"].strip()) == {"░"}


def test_gates_breakpoints_disagreements_and_limits_are_marked() -> None:
    story = Story("a").asked(0, "a").replied(2, "a")
    story.at(2, e.BreakpointChanged(id="b1", text="a:after"), e.BreakpointHit(id="b1", path="a"))
    story.at(4, e.PositionsCompared(id="d", agreement=0.5))
    story.at(4, e.DisagreementFound(id="d", agreement=0.5, threshold=1.0, strategy="vote"))
    story.at(6, e.GateOpened(id="g", question="?", choices=("yes",)))
    story.at(
        8, e.GateAnswered(id="g", choice="yes"), e.LimitReached(limit="cost", allowed=1, used=2)
    )
    marks = lanes(story.at(10, e.RunFinished(status="done")).view())["marks"]
    assert [mark for mark in dict.fromkeys(marks) if mark != " "] == ["▲", "≠", "▒", "■"]


def test_the_plain_set_draws_all_of_it_in_ascii() -> None:
    view = two().view(glyphs=ASCII)
    assert shown(timeline.rows, view).isascii()


def test_an_idle_night_takes_a_few_columns_and_is_marked() -> None:
    story = Story("a", "b").asked(0, "a").replied(10, "a").asked(36_000, "b").replied(36_010, "b")
    found = lanes(story.view())
    assert "⋯" in found[""]
    working = len(found["a"].strip()) + len(found["b"].strip())
    assert working > 0.8 * len(found[""])


def test_a_long_answer_is_not_idleness() -> None:
    story = Story("a").asked(0, "a").replied(3_600, "a")
    assert "⋯" not in lanes(story.view())[""]


def test_the_playhead_is_at_the_end_and_in_the_past_where_it_is_looked_at() -> None:
    view = two().view()
    width = 80
    assert lanes(view)[""].rstrip().endswith("▼")
    view.go(3)  # the writer has replied
    ruler = timeline.rows(view, width)[0].plain
    assert "▼0:05" in ruler
    assert ruler.index("▼") == timeline.column_of(view, width, 3)


def test_what_comes_after_the_playhead_is_faint_and_none_of_it_is_lost() -> None:
    view = two().view()
    whole = lanes(view)["critic"].strip()
    view.go(3)
    assert styles(view, "critic") - {"accent"} <= {"quiet dim", "good"}
    assert lanes(view)["critic"].strip("│ ") == whole


@pytest.mark.parametrize("width", [20, 46, 80, 120, 200])
def test_a_click_on_a_column_looks_at_what_is_drawn_there(width: int) -> None:
    view = two().view()
    assert timeline.at_column(view, width, 0) == 0
    assert timeline.at_column(view, width, width - 1) == view.player.length
    for position in range(1, view.player.length + 1):
        column = timeline.column_of(view, width, position)
        assert timeline.at_column(view, width, column) >= position


def test_what_grows_keeps_its_scale_for_long() -> None:
    """A run of ten minutes, looked at each second, is drawn at few scales."""
    scales = {axis(0.0, float(second), (), 100, goes_on=True).scale for second in range(1, 600)}
    assert len(scales) < 16


def test_no_room_is_kept_beyond_the_limit_on_time() -> None:
    story = Story("a", limits=Limits(seconds=12.0)).asked(0, "a")
    bars = lanes(story.view("live", clock=11.9))["a"]
    assert len(bars.strip()) > 0.95 * len(bars)


@given(
    st.lists(st.tuples(st.floats(0.1, 1e4), st.booleans()), min_size=1, max_size=30),
    st.integers(8, 200),
)
@settings(max_examples=100)
def test_columns_and_times_are_each_others_inverse_and_never_go_back(
    parts: list[tuple[float, bool]], columns: int
) -> None:
    at, gaps, times = 0.0, [], [0.0]
    for seconds, idle in parts:
        if idle:
            gaps.append((at, at + seconds))
        at += seconds
        times.append(at)
    made = axis(0.0, at, gaps, columns)
    places = [made.column(time) for time in times]
    assert places == sorted(places)
    assert places[0] >= -0.01
    assert places[-1] <= columns + 0.01
    for time in times:
        if not any(begin <= time <= end for begin, end in gaps):
            assert made.time(made.column(time)) == pytest.approx(time, abs=1e-3)


# -- what is read ------------------------------------------------------------------------------


@given(st.sampled_from(ALL), st.integers(0, 10_000), st.integers(1, 60))
@settings(max_examples=40)
def test_spans_are_the_folds_attempts_however_a_run_went(
    flow: FlowFunction, seed: int, cut: int
) -> None:
    """Killed and taken up again, too: as many bars as attempts, and one for each in flight."""
    world = World(flow, seed)
    world.run()
    again = resumed(flow, world.turns[:cut], world, seed + 1)
    player = Player(again.turns)
    spans = read(player, Spans)
    attempts = ("running", "good", "bad", "rejected", "ended")
    drawn = [
        span
        for lane in spans.lanes.values()
        for span in (*lane.over, *lane.going.values())
        if span.how in attempts
    ]
    steps = player.live.steps.values()
    bills = sum(span.cost > 0 and span.start == span.end for span in drawn)
    tried = sum(len(step.attempts) for step in steps)
    assert tried <= len(drawn) <= tried + bills
    assert all(span.start <= span.end for span in drawn)
    going = [path for lane in spans.lanes.values() for path in lane.going]
    running = {step.path for step in player.live.in_flight()}
    assert running <= set(going)


@given(st.sampled_from(ALL), st.integers(0, 10_000), st.integers(1, 200))
@settings(max_examples=30)
def test_reading_on_draws_what_reading_at_once_draws(
    flow: FlowFunction, seed: int, width: int
) -> None:
    world = World(flow, seed)
    world.run()
    player = Player()
    growing = View("r", RECIPE, world.core.texts, "live", player)
    for turn in world.turns:
        player.extend([turn])
        growing.clock = turn.at
        timeline.rows(growing, max(20, width))
    whole = View("r", RECIPE, world.core.texts, "live", Player(world.turns), clock=growing.clock)
    assert timeline.rows(growing, max(20, width)) == timeline.rows(whole, max(20, width))


def test_a_clock_that_was_set_back_turns_no_bar_around() -> None:
    story = Story("a").asked(5, "a").replied(3, "a").asked(4, "a", attempt=2)
    story.replied(9, "a", attempt=2)
    spans = read(Player(story.turns), Spans)
    assert [(span.start - START, span.end - START) for span in spans.lanes["a"].over] == [
        (5.0, 5.0),
        (5.0, 9.0),
    ]
