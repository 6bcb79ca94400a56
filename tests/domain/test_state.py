"""The fold's counters are what anybody would count from the events, at every point of a run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchtui.core import Machine
from orchtui.domain import events as e
from orchtui.domain.events import Turn
from orchtui.domain.flow import Flow, FlowFunction, Reply
from orchtui.domain.state import RunState, apply, apply_turn, fold
from orchtui.domain.state.lifecycle import LATE, OUTCOMES, OVER, RUN, STEP, STEP_OVER, legal
from orchtui.domain.state.summary import Summary
from orchtui.engine.reexecution import reexecute
from tests.core.flows import ALL
from tests.core.world import RECIPE, World, resumed, started
from tests.replay.recordings import recordings

KINDS = {kind.model_fields["kind"].default for kind in get_args(e.Event)}
flows = st.sampled_from(ALL)
seeds = st.integers(0, 10_000)


class Naive:
    """The same numbers, counted the long way from the whole list each time."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        events = [event for turn in turns for event in turn.events]
        asked = {(x.path, x.attempt): x for x in events if isinstance(x, e.StepAsked)}
        over = {(x.path, x.attempt): x for x in events if isinstance(x, e.AttemptOver)}
        resumes = [at for at, x in enumerate(events) if isinstance(x, e.RunResumed)]
        lost = {
            (x.path, x.attempt)
            for at, x in enumerate(events)
            if isinstance(x, e.StepAsked) and resumes and at < resumes[-1]
        } - over.keys()
        self.cost = sum(x.cost for x in over.values()) + sum(asked[key].cost for key in lost)
        self.tokens = sum(x.read + x.wrote for x in over.values())
        self.tokens += sum(asked[key].tokens for key in lost)
        self.reserved = sum(asked[key].cost for key in asked.keys() - over.keys() - lost)
        replied = [x for x in events if isinstance(x, e.StepReplied)]
        rejected = {(x.path, x.attempt) for x in events if isinstance(x, e.StepRejected)}
        ended = {x.path for x in events if isinstance(x, e.StepCancelled)}
        self.done = len({x.path for x in replied if (x.path, x.attempt) not in rejected} - ended)
        self.events = len(events)


def agrees(state: RunState, turns: Sequence[Turn]) -> None:
    naive = Naive(turns)
    counted = (state.cost, state.tokens, state.reserved, state.done, state.events)
    assert counted == (naive.cost, naive.tokens, naive.reserved, naive.done, naive.events)
    steps = state.steps.values()
    assert state.cost == sum(step.cost for step in steps)
    assert state.tokens == sum(step.tokens for step in steps)
    assert state.done == sum(step.status == "done" for step in steps)
    assert state.estimated == any(step.estimated for step in steps)


@given(flows, seeds)
@settings(max_examples=40, deadline=None)
def test_every_counter_is_right_after_every_turn(flow: FlowFunction, seed: int) -> None:
    world = World(flow, seed)
    world.run()
    state = RunState()
    for number, turn in enumerate(world.turns, 1):
        touched = apply_turn(state, turn)
        assert touched - {""} <= state.steps.keys() | {x.path for x in state.notes}
        agrees(state, world.turns[:number])


@given(flows, seeds, st.integers(1, 60))
@settings(max_examples=40, deadline=None)
def test_every_counter_is_right_in_a_run_that_was_killed_and_taken_up(
    flow: FlowFunction, seed: int, cut: int
) -> None:
    world = World(flow, seed)
    world.run()
    again = resumed(flow, world.turns[:cut], world, seed + 1)
    state = RunState()
    for number, turn in enumerate(again.turns, 1):
        apply_turn(state, turn)
        agrees(state, again.turns[:number])


@given(flows, seeds, st.integers(1, 20))
@settings(max_examples=40, deadline=None)
def test_when_a_run_is_over_nothing_runs_and_nothing_is_promised(
    flow: FlowFunction, seed: int, thousandths: int
) -> None:
    world = World(flow, seed)
    world.run(started({"cost": thousandths / 1000}))
    state = fold(world.turns)
    assert state.status in OUTCOMES
    assert state.reserved == 0
    assert state.in_flight() == []
    assert {step.status for step in state.steps.values()} <= STEP_OVER
    for step in state.steps.values():
        assert (step.reply is not None) == (step.status == "done")


async def two(flow: Flow, task: str) -> list[Reply]:
    return [*await flow.together(flow.ask("a", "one"), flow.ask("b", "two"))]


def killed_and_resumed(limit: float | None) -> RunState:
    """Two steps are asked, the process dies, another takes the run up."""
    limits = {} if limit is None else {"cost": limit}
    first = World(two, seed=1)
    first.feed(started(limits))
    core = Machine(RECIPE, two, first.core.texts)
    reexecute(core, first.turns)
    return fold([*first.turns, Turn(9.0, core.feed(e.RunResumed(epoch=2), 9.0))])


def test_what_was_in_flight_at_a_kill_counts_as_spent_and_is_marked_a_guess() -> None:
    before, state = fold(()), killed_and_resumed(None)
    assert (before.cost, before.epoch) == (0, 1)
    reserved = sum(step.attempts[0].asked.cost for step in state.steps.values())
    assert (state.cost, state.reserved) == (reserved, reserved)
    assert state.estimated
    assert state.epoch == 2
    assert [attempt.lost for attempt in state.steps["a"].attempts] == [True, False]
    assert {step.path for step in state.in_flight()} == {"a", "b"}


def test_a_step_lost_with_its_process_and_not_affordable_again_does_not_run_for_ever() -> None:
    state = killed_and_resumed(0.0084)
    assert state.status == "limited"
    assert state.in_flight() == []
    assert {step.status for step in state.steps.values()} == {"skipped"}


def asked(attempt: int) -> e.StepAsked:
    return e.StepAsked(
        path="a", attempt=attempt, digest="d", sent="s", model="m", cost=100, tokens=10
    )


def state_of(*events: e.AnyEvent) -> RunState:
    planned = e.StepPlanned(path="a", agent="a")
    turns = [Turn(float(at), (x,)) for at, x in enumerate([started(), planned, *events])]
    return fold(turns)


def test_the_late_end_of_an_earlier_attempt_is_paid_for_and_changes_nothing_else() -> None:
    state = state_of(
        asked(1), e.RunResumed(epoch=2), asked(2), e.StepReplied(path="a", text="late", cost=30)
    )
    assert state.steps["a"].status == "running"
    assert state.steps["a"].reply is None
    assert (state.cost, state.reserved, state.done) == (30, 100, 0)


def test_a_rejected_reply_stands_no_more() -> None:
    replied = e.StepReplied(path="a", text="hm", cost=30)
    assert state_of(asked(1), replied).done == 1
    state = state_of(asked(1), replied, e.StepRejected(path="a", why="no"))
    step = state.steps["a"]
    assert (state.done, step.status, step.reply, step.attempts[0].rejected) == (
        0,
        "waiting",
        None,
        "no",
    )


def test_the_time_a_run_lay_interrupted_is_not_its_own() -> None:
    events: list[tuple[float, e.AnyEvent]] = [
        (0.0, started()),
        (4.0, e.RunInterrupted(why="Ctrl+C")),
        (5.0, e.Noted(text="late")),
        (100.0, e.RunResumed(epoch=2)),
        (103.0, e.RunFinished(status="done")),
        (110.0, e.Noted(text="later still")),
    ]
    seconds = [fold([Turn(at, (x,)) for at, x in events[:n]]).seconds for n in range(1, 7)]
    assert seconds == [0.0, 4.0, 4.0, 4.0, 7.0, 7.0]


def test_the_time_a_killed_run_lay_dead_is_not_its_own() -> None:
    noted = e.Noted(text="alive")
    turns = [Turn(1.0, (started(),)), Turn(3.0, (noted,)), Turn(50.0, (e.RunResumed(epoch=2),))]
    assert fold(turns).seconds == 2.0
    assert fold([*turns, Turn(51.5, (noted,))]).seconds == 3.5


def test_what_a_newer_version_recorded_is_kept_to_be_shown() -> None:
    newer = e.Unknown(kind="later", raw={"kind": "later", "path": "a"})
    state = state_of(newer)
    assert state.unknown == [newer]
    assert state.events == 3


def test_the_summary_is_the_run_in_one_line() -> None:
    state = state_of(
        asked(1),
        e.StepReplied(path="a", text="x", cost=30, read=2, wrote=3),
        e.RunFinished(status="done"),
    )
    assert state.summary() == Summary("done", 1, 1, 30, 5, 4.0, over=True)
    assert not state_of().summary().over


# -- copies ----------------------------------------------------------------------------------------


@given(recordings, st.lists(st.floats(0, 1), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_a_copy_and_what_it_was_copied_from_go_on_without_seeing_each_other(
    turns: Sequence[Turn], cuts: list[float]
) -> None:
    """Whichever of them is folded on, and copied again, and whichever is folded on first."""
    places = sorted(int(cut * len(turns)) for cut in cuts)
    state, at, copies = RunState(), 0, []
    for number, place in enumerate(places):
        for turn in turns[at:place]:
            apply_turn(state, turn)
        copies.append((place, state.copy()))
        if number % 2:
            state = copies[-1][1].copy()
        at = place
    for turn in turns[at:]:
        apply_turn(state, turn)
    assert state == fold(turns)
    for place, copy in copies:
        assert copy == fold(turns[:place])
    for place, copy in reversed(copies):
        for turn in turns[place:]:
            apply_turn(copy, turn)
        assert copy == fold(turns)
    for place in places:
        assert fold(turns[:place]).copy() == fold(turns[:place])


def test_a_copy_shares_what_neither_has_changed() -> None:
    state = state_of(e.StepPlanned(path="b", agent="b"), asked(1))
    copy = state.copy()
    apply(copy, e.StepReplied(path="a", text="x", cost=30), 9.0)
    assert copy.steps["b"] is state.steps["b"]
    assert copy.steps["a"] is not state.steps["a"]
    assert (copy.steps["a"].status, state.steps["a"].status) == ("done", "running")
    assert (copy.done, state.done) == (1, 0)


def test_a_state_that_was_never_copied_keeps_its_parts_in_place() -> None:
    state = state_of(asked(1))
    step = state.steps["a"]
    apply(state, e.StepReplied(path="a", text="x", cost=30), 9.0)
    assert state.steps["a"] is step


def test_resuming_changes_no_step_that_is_over() -> None:
    state = state_of(asked(1), e.StepReplied(path="a", text="x", cost=30))
    copy = state.copy()
    apply(copy, e.RunResumed(epoch=2), 9.0)
    assert copy.steps["a"] is state.steps["a"]


# -- the tables ------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", [STEP, RUN], ids=["step", "run"])
def test_every_transition_table_is_closed_and_reached(table: dict[str, dict[str, str]]) -> None:
    first = next(iter(table))
    reached = {first} | {status for after in table.values() for status in after.values()}
    assert reached == set(table)
    # A held step's kinds also say where it is held, and what a handed over one had come to.
    kinds = {".".join(kind.split(".")[:2]) for after in table.values() for kind in after}
    assert kinds <= KINDS


def test_what_is_over_is_left_only_where_a_reply_is_rejected() -> None:
    assert {status for status in STEP if status in STEP_OVER and STEP[status]} == {"done"}
    assert RUN["finished"] == {}
    assert set(OUTCOMES) < OVER


def test_late_answers_are_legal_wherever_no_answer_is_awaited_and_move_nothing() -> None:
    answers = frozenset({"step.replied", "attempt.failed", "attempt.ended"})
    assert {status for status, kinds in LATE.items() if kinds} == set(STEP) - {"planned", "running"}
    for status in STEP:
        for kind in answers:
            assert legal(STEP, status, kind) == (status != "planned")
        assert status == "running" or not answers & STEP[status].keys()
    assert not legal(RUN, "finished", "run.resumed")
    assert legal(RUN, "interrupted", "run.resumed")
