"""Laws of the core, over flows of every kind, faults, and every order things can come in."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchtui.core import Machine
from orchtui.domain import events as e
from orchtui.domain.digest import Texts
from orchtui.domain.flow import FlowFunction
from orchtui.domain.state import apply, apply_turn, fold
from orchtui.domain.state.lifecycle import RUN, STEP, legal
from orchtui.engine.reexecution import reexecute
from tests.core.flows import ALL
from tests.core.world import RECIPE, World, resumed

flows = st.sampled_from(ALL)
seeds = st.integers(0, 10_000)


@given(flows, seeds)
@settings(max_examples=150, deadline=None)
def test_every_run_ends_and_re_executes_to_the_same_events(flow: FlowFunction, seed: int) -> None:
    world = World(flow, seed)
    world.run()
    core = Machine(RECIPE, flow, Texts(world.core.texts.known))
    reexecute(core, world.turns)
    assert core.finished


@given(flows, seeds)
@settings(max_examples=25, deadline=None)
def test_resumed_from_every_prefix_no_finished_step_is_asked_again(
    flow: FlowFunction, seed: int
) -> None:
    world = World(flow, seed)
    world.run()
    for cut in range(1, len(world.turns)):
        prefix = world.turns[:cut]
        again = resumed(flow, prefix, world, seed + cut)
        finished = {path for path, step in fold(prefix).steps.items() if step.status == "done"}
        assert not finished & set(again.asked)
        core = Machine(RECIPE, flow, Texts(again.core.texts.known))
        reexecute(core, again.turns)
        assert core.finished


@pytest.mark.parametrize("flow", ALL)
def test_without_faults_timing_changes_neither_names_nor_digests(flow: FlowFunction) -> None:
    runs = [World(flow, seed, faults=0.0) for seed in range(8)]
    for world in runs:
        world.run()
    if flow.__name__ in ("race", "race_of_branches", "board", "shared"):
        return  # what these ask depends on who was first, as they say
    assert len({world.outcome for world in runs}) == 1
    assert len({frozenset(_digests(world)) for world in runs}) == 1


def _digests(world: World) -> set[tuple[str, str]]:
    events = (event for turn in world.turns for event in turn.events)
    return {(event.path, event.digest) for event in events if isinstance(event, e.StepAsked)}


@given(flows, seeds)
@settings(max_examples=100, deadline=None)
def test_whatever_the_core_decides_is_legal_and_steps_are_over_once(
    flow: FlowFunction, seed: int
) -> None:
    world = World(flow, seed)
    world.run()
    state = fold(())
    for turn in world.turns:
        for event in turn.events:
            path = getattr(event, "path", "")
            if path and not isinstance(event, e.StepPlanned | e.Noted | e.LimitReached):
                assert legal(STEP, state.steps[path].status, event.kind), event
            elif not path and event.kind.startswith("run."):
                status = "finished" if state.finished else state.status
                assert legal(RUN, status, event.kind), event
            apply(state, event, turn.at)
    assert all(step.status not in ("planned", "running") for step in state.steps.values())


@given(flows, seeds, st.integers(0, 200))
@settings(max_examples=60, deadline=None)
def test_a_fold_of_a_prefix_and_the_rest_is_the_fold_of_all(
    flow: FlowFunction, seed: int, cut: int
) -> None:
    world = World(flow, seed)
    world.run()
    partly = fold(world.turns[:cut])
    for turn in world.turns[cut:]:
        apply_turn(partly, turn)
    assert partly == fold(world.turns)
