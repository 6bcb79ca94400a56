"""Answers in free text: an agent sorts them, or else the words they share are compared."""

from __future__ import annotations

import pytest

from orchtui.domain.data import Data
from orchtui.domain.disagreement import parse_compared
from orchtui.domain.events import PositionsCompared
from orchtui.domain.flow import Flow, Reply
from orchtui.patterns.member import Given, Member, agent
from orchtui.patterns.panel import panel as a_panel
from orchtui.patterns.settlement import Measure
from tests.core.world import World
from tests.patterns.settled import (
    GONE,
    SORTER,
    settled,
)
from tests.patterns.team import Play, Said, play


def talk(groups: Said, settle: str = "majority") -> Play:
    flow = f"""
- panel: {{x: writer, y: editor, z: judge}}
  comparer: sorter
  settle: {settle}
"""
    said = {"panel/x": "Yes, do it.", "panel/y": "Absolutely.", "panel/z": "No."}
    return play(flow, {**said, "sorter": groups}, sorter=SORTER)


@pytest.mark.parametrize(
    "groups",
    [
        [["panel/x", "panel/y"], ["panel/z"]],
        [["x", "y"]],
        [[" X", "`y`"], [], ["z"]],
        [["writer", "editor"], ["z", "who?"]],
    ],
)
def test_an_agent_says_which_answers_mean_the_same(groups: list[list[str]]) -> None:
    run = talk({"groups": groups})
    assert run.play() == "done: Yes, do it."
    assert run.edges["panel/sorter"] == ("panel/x", "panel/y", "panel/z")
    (compared,) = run.disagreement.rounds
    assert compared.clusters == (("panel/x", "panel/y"), ("panel/z",))
    assert not compared.estimated
    assert settled(run).why == "2 of 3 say Yes, do it."
    unknown = ["panel/sorter sorts what nobody said: who?"] if "who?" in str(groups) else []
    assert run.notes == unknown


@pytest.mark.parametrize(
    ("groups", "note"),
    [({"groups": []}, True), ({"groups": [["who?"]]}, True), (GONE, False)],
)
def test_where_groups_cannot_be_read_the_words_are_compared(groups: Said, note: bool) -> None:
    run = talk(groups)
    assert run.play() == "waits: panel/decision"
    (compared,) = run.disagreement.rounds
    assert compared.estimated
    assert len(compared.clusters) == 3
    assert any("the words are compared" in each for each in run.notes) == note


def test_an_agent_that_answered_twice_is_no_name_for_either_answer() -> None:
    flow = "panel: {x: writer, y: writer, z: judge}\ncomparer: sorter"
    said: dict[str, Said] = {"panel/x": "Yes.", "panel/y": "Absolutely.", "panel/z": "No."}
    groups = {"groups": [["writer", "z"], ["x", "y"]]}
    run = play(flow, {**said, "sorter": groups}, sorter=SORTER)
    assert run.play() == "done: Yes."
    assert run.notes == ["panel/sorter sorts what nobody said: writer"]
    assert run.disagreement.rounds[0].clusters == (("panel/x", "panel/y"), ("panel/z",))


@pytest.mark.parametrize("groups", [None, "ab", ["a", "b"], [["a"], "b", 7], {"a": ["b"]}, 3])
def test_a_comparer_from_python_may_say_anything(groups: Data) -> None:
    async def talk(flow: Flow, task: str) -> object:
        async def sorts(flow: Flow, says: str, given: Given) -> Reply:
            if groups is None:
                return await flow.written("They are all alike.", *given, name="sorted")
            return await flow.extracted({"groups": groups}, *given, name="sorted")

        measure = Measure(comparer=Member("sorter", part=sorts))
        return (await a_panel(flow, task, [agent("a"), agent("b")], measure=measure)).how

    world = World(talk, 1, faults=0)
    assert world.run().startswith("waiting: gate panel/decision")
    (compared,) = [
        event
        for turn in world.turns
        for event in turn.events
        if isinstance(event, PositionsCompared)
    ]
    assert compared.estimated == (groups != [["a"], "b", 7])


def test_fields_that_are_compared_need_no_comparer() -> None:
    async def talk(flow: Flow, task: str) -> object:
        measure = Measure((parse_compared("verdict"),), comparer=agent("c"))
        return (await a_panel(flow, task, [agent("a"), agent("b")], measure=measure)).shown

    world = World(talk, 1, faults=0)
    assert world.run() == "done: agreement 100%", "neither has such a field"
    assert "panel/c" not in world.asked


def test_each_round_is_sorted_anew() -> None:
    run = talk({"groups": [["x"], ["y"], ["z"]]}, "{by: refine, rounds: 1}")
    run.replies["panel/sorter.2"] = [{"groups": [["x.2", "y", "panel/z.2"]]}]
    assert run.play().startswith("done")
    assert run.edges["panel/sorter.2"] == ("panel/x.2", "panel/y.2", "panel/z.2")
    assert settled(run).how == "refine", "steps and members are known by their names"


def test_a_single_answer_need_not_be_sorted() -> None:
    run = talk({"groups": []})
    run.replies |= {"panel/x": [GONE], "panel/y": [GONE]}
    assert run.play() == "partial: No."
    assert "panel/sorter" not in run.paths
