"""What the patterns do, over the real core: who is asked, given what, and what need not wait."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchtui.core import EndCall
from orchtui.domain import events as e
from orchtui.domain.expression import parse
from orchtui.domain.flow import Flow, Reply
from orchtui.domain.node import Node, Place
from orchtui.domain.preview import Sheet, Sketch
from orchtui.domain.recipe import Recipe
from orchtui.domain.reply_schema import Number, Record
from orchtui.domain.scope import Stage
from orchtui.domain.state import RunState, fold
from orchtui.patterns.acceptance import Checked
from orchtui.patterns.condition import Condition
from orchtui.patterns.note import Note
from orchtui.patterns.parallel import Parallel
from orchtui.patterns.sequence import Sequence
from orchtui.patterns.step import Step
from tests.core.world import AGENTS, RECIPE, World, started

HERE = Place(1, 1)
A, B, C, D, E, DOWN = (Step(name) for name in ["a", "b", "c", "d", "e", "down"])


class Played(World):
    """A run of a part of a flow; what each agent says is written, or told one by one."""

    def __init__(self, node: Node, recipe: Recipe = RECIPE, **lines: str) -> None:
        async def flow(flow: Flow, task: str) -> str:
            stage = await node.run(Stage(flow, task))
            given_to = await flow.together(*stage.given)
            return " ".join(each.text for each in given_to if isinstance(each, Reply))

        super().__init__(flow, seed=1, recipe=recipe, faults=0.0)
        self.lines = lines
        self.users: dict[str, str] = {}

    def begin(self) -> None:
        self.feed(started())

    def end(self) -> str:
        """Let every call be answered as written; the outcome."""
        if not self.turns:
            self.begin()
        while not self.core.finished:
            self.reply(next(iter(self.calls))[0])
        self.drain()
        return self.outcome

    def reply(self, path: str) -> None:
        request = next(each for each in self.calls.values() if each.path == path)
        self.users[path] = request.user
        if request.agent == "down":
            self.over(request, e.AttemptFailed, fault="server", message="the server failed")
        else:
            said = self.lines.get(path, f"{path}!")
            self.over(request, e.StepReplied, text=self.core.texts.keep(said))

    @property
    def waiting(self) -> list[str]:
        """Whose answers are awaited now."""
        return sorted(path for path, _ in self.calls)

    @property
    def state(self) -> RunState:
        return fold(self.turns)

    @property
    def edges(self) -> dict[str, tuple[str, ...]]:
        return {path: step.planned.inputs for path, step in self.state.steps.items()}

    @property
    def notes(self) -> list[str]:
        return [note.text for note in self.state.notes]


def when(condition: str, then: Node, otherwise: Node | None = None) -> Condition:
    return Condition(parse(condition), then, otherwise, HERE)


def accepted(part: Node, accept: str = "", fallback: Node | None = None) -> Checked:
    return Checked(part, parse(accept) if accept else None, fallback, HERE)


# -- sequence --------------------------------------------------------------------------------------


def test_a_sequence_asks_one_after_another_each_given_what_came_before() -> None:
    world = Played(Sequence((A, B, C)))
    world.begin()
    assert world.edges == {"a": (), "b": ("a",), "c": ("b",)}, "planned ahead, and drawn"
    assert world.waiting == ["a"]
    assert world.end() == "done: c!"
    assert "a!" in world.users["b"]
    assert "a!" not in world.users["c"]


def test_a_named_sequence_is_a_group_and_what_follows_is_outside_it() -> None:
    world = Played(Sequence((Sequence((A, B), name="first"), C)))
    world.end()
    assert world.edges == {"first/a": (), "first/b": ("first/a",), "c": ("first/b",)}


def test_an_empty_sequence_hands_on_what_it_was_given() -> None:
    assert Played(Sequence((A, Sequence(()), B))).end() == "done: b!"


def test_a_step_asked_twice_is_numbered_and_its_instruction_is_its_own() -> None:
    world = Played(Sequence((A, Step("a", "Again."), Step("a", name="last"))))
    world.end()
    assert list(world.edges) == ["a", "a.2", "last"]
    assert world.users["a.2"].endswith("Again.")


# -- parallel --------------------------------------------------------------------------------------


def test_branches_run_side_by_side_given_the_same_and_what_follows_is_given_all() -> None:
    world = Played(Sequence((A, Parallel((B, Sequence((C, D)))), E)))
    world.begin()
    world.reply("a")
    assert world.waiting == ["b", "c"]
    assert world.end() == "done: e!"
    assert world.edges["b"] == world.edges["c"] == ("a",)
    assert world.edges["e"] == ("b", "d")
    assert "b!" in world.users["e"]
    assert "d!" in world.users["e"]
    assert "c!" not in world.users["e"]


def test_a_named_parallel_is_a_group_of_all_its_branches() -> None:
    world = Played(Sequence((Parallel((A, B), name="panel"), C)))
    world.end()
    assert world.edges == {"panel/a": (), "panel/b": (), "c": ("panel/a", "panel/b")}


def test_a_parallel_at_the_end_gives_all_it_has() -> None:
    assert Played(Parallel((A, B))).end() == "done: a! b!"


def test_a_branch_goes_on_while_another_waits_for_a_condition() -> None:
    waits = Sequence((A, when('a.text == "a!"', B)))
    world = Played(Parallel((waits, Sequence((C, D)))))
    world.begin()
    assert world.waiting == ["a", "c"]
    world.reply("c")
    assert world.waiting == ["a", "d"], "nobody waits for a step to be planned elsewhere"
    world.reply("d")
    world.reply("a")
    assert world.waiting == ["b"]
    assert world.end() == "done: b! d!"


def test_a_step_of_an_inner_parallel_waits_only_for_what_it_is_given() -> None:
    inner = Parallel((Sequence((A, B)), C))
    world = Played(Parallel((Sequence((inner, D)), Sequence((E, Step("judge"))))))
    world.begin()
    assert world.waiting == ["a", "c", "e"]
    world.reply("e")
    world.reply("a")
    assert world.waiting == ["b", "c", "judge"]
    assert world.edges["d"] == ("b", "c")
    assert world.end() == "done: d! judge!"


# -- if --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("said", "chosen"), [("yes", "b"), ("no", "c")])
def test_a_condition_chooses_by_what_was_replied(said: str, chosen: str) -> None:
    world = Played(Sequence((A, when('a.text == "yes"', B, C), D)), a=said)
    assert world.end() == "done: d!"
    assert world.edges == {"a": (), chosen: ("a",), "d": (chosen,)}


def test_where_no_branch_is_taken_what_came_before_goes_on() -> None:
    world = Played(Sequence((A, when('a.text == "yes"', B), D)))
    world.end()
    assert world.edges == {"a": (), "d": ("a",)}


def test_a_condition_reads_the_nearest_step_of_that_name() -> None:
    flow = Sequence((A, Step("a", name="second"), when('a.text == "two"', B), D))
    world = Played(flow, a="one", second="two")
    world.end()
    assert "b" in world.edges


def test_a_condition_waits_for_the_step_it_names_and_no_other() -> None:
    world = Played(Sequence((Parallel((A, B)), when('a.text == "a!"', C))))
    world.begin()
    world.reply("a")
    assert world.waiting == ["b"]
    assert world.edges["c"] == ("a", "b"), "chosen, though b is still being answered"
    assert world.end() == "done: c!"


def test_a_condition_reads_data_and_parameters() -> None:
    scored = replace(AGENTS["a"], reply=Record({"score": Number()}))
    recipe = replace(RECIPE, agents={**AGENTS, "a": scored}, parameters={"least": 3})
    flow = Sequence((A, when("a.score >= least", B, C)))
    assert Played(flow, recipe, a='{"score": 3}').end() == "done: b!"
    assert Played(flow, recipe, a='{"score": 2}').end() == "done: c!"


# -- note ------------------------------------------------------------------------------------------


def test_a_note_is_left_and_changes_nothing_else() -> None:
    world = Played(Sequence((A, Note("Half way."), B)))
    assert world.end() == "done: b!"
    assert world.notes == ["Half way."]
    assert world.edges == {"a": (), "b": ("a",)}


def test_a_note_under_a_condition_is_left_only_where_it_holds() -> None:
    flow = Sequence((A, when('a.text == "yes"', Note("Look."), Note("All well."))))
    assert (Played(flow, a="yes").end(), Played(flow, a="no").end()) == ("done: yes", "done: no")
    world = Played(flow, a="yes")
    world.end()
    assert world.notes == ["Look."]


# -- accept and fallback ---------------------------------------------------------------------------


def test_what_is_accepted_goes_on_and_its_fallback_is_never_asked() -> None:
    world = Played(Sequence((accepted(A, 'text == "a!"', B), C)))
    assert world.end() == "done: c!"
    assert world.edges == {"a": (), "c": ("a",)}


def test_what_is_not_accepted_gives_way_to_the_fallback_and_says_why() -> None:
    world = Played(Sequence((E, accepted(A, 'text == "good"', B), C)))
    assert world.end() == "done: c!"
    assert world.edges == {"e": (), "a": ("e",), "a.2": ("e", "a"), "b": ("e",), "c": ("b",)}
    assert world.notes == [
        'sent back: a is not accepted: text == "good" does not hold',
        'fell back: a.2: not accepted: text == "good" does not hold',
    ]
    assert 'not accepted: text == "good" does not hold. Do it again' in world.users["a.2"]
    assert "a!" in world.users["a.2"], "it sees what it did"


def test_what_is_sent_back_and_mended_needs_no_fallback() -> None:
    world = Played(Sequence((accepted(A, 'text == "good"', B), C)), a="bad")
    world.lines["a.2"] = "good"
    assert world.end() == "done: c!"
    assert world.edges == {"a": (), "a.2": ("a",), "c": ("a.2",)}


def test_what_is_not_accepted_and_has_no_fallback_fails_the_run() -> None:
    assert Played(accepted(A, 'text == "good"')).end() == (
        'failed: a.2: not accepted: text == "good" does not hold'
    )


def test_what_fails_gives_way_to_the_fallback() -> None:
    world = Played(Sequence((accepted(DOWN, fallback=B), C)))
    assert world.end() == "done: c!"
    assert world.notes == ["fell back: down: the server failed"]


def test_a_fallback_that_fails_too_fails_the_run_and_may_have_one_of_its_own() -> None:
    down_too = Step("down", name="down_too")
    assert Played(accepted(DOWN, fallback=down_too)).end() == "failed: down_too: the server failed"
    assert Played(accepted(DOWN, fallback=accepted(down_too, fallback=A))).end() == "done: a!"


def test_a_condition_that_cannot_be_told_of_a_reply_is_not_met() -> None:
    optional = Step("down", optional=True)
    world = Played(accepted(optional, "confidence > 0.5", B))
    assert world.end() == "partial: b!"
    assert "not accepted: confidence > 0.5 cannot be told of it" in world.notes[0]


def test_a_part_that_gives_nothing_can_be_judged_all_the_same() -> None:
    recipe = replace(RECIPE, parameters={"strict": True})
    world = Played(accepted(Note("Nothing asked."), "not strict", B), recipe)
    assert world.end() == "done: b!"
    assert world.notes[-1] == "fell back: the flow: not accepted: not strict does not hold"


def test_accept_may_name_a_step_within_the_part() -> None:
    flow = accepted(Sequence((A, B)), 'a.text == "fine"', C)
    assert Played(flow, a="fine").end() == "done: b!"
    assert Played(flow, a="poor").end() == "done: c!"


def test_when_a_part_fails_its_other_steps_are_let_go() -> None:
    world = Played(accepted(Parallel((DOWN, Sequence((A, B)))), fallback=C))
    world.begin()
    assert world.waiting == ["a", "down"]
    world.reply("down")
    assert EndCall("a", 1) in world.core.effects
    assert world.state.steps["a"].status == "cancelled"
    assert "c" in world.waiting
    assert world.end() == "done: c!"
    assert world.state.steps["b"].status == "skipped"


def test_when_a_part_fails_what_others_want_of_it_goes_on() -> None:
    world = Played(Sequence((A, Parallel((accepted(DOWN, fallback=B), C)))))
    world.begin()
    world.reply("a")
    world.reply("down")
    assert world.waiting == ["b", "c"]
    assert world.end() == "done: b! c!"


def test_without_a_fallback_a_failure_ends_everything_at_once() -> None:
    world = Played(Parallel((DOWN, A)))
    world.begin()
    world.reply("down")
    assert world.core.finished
    assert world.state.steps["a"].status == "cancelled"


def test_an_optional_step_may_fail_and_what_follows_is_told() -> None:
    world = Played(Sequence((Parallel((A, Step("down", optional=True))), B)))
    assert world.end() == "partial: b!"
    assert world.finished.missing == ("down",)
    assert "(nothing: the server failed)" in world.users["b"]


# -- nesting ---------------------------------------------------------------------------------------


@st.composite
def nested(draw: st.DrawFn) -> Node:
    """Any tree of parts; every step and group has a name of its own."""
    numbers = iter(range(1000))

    def step() -> Step:
        agent = draw(st.sampled_from("abcde"))
        return Step(agent, name=f"s{next(numbers)}")

    def part(depth: int) -> Node:
        kind = draw(st.integers(0, 6 if depth else 0))
        if kind in (1, 2, 3):
            parts = tuple(part(depth - 1) for _ in range(draw(st.integers(1, 3))))
            name = draw(st.sampled_from(["", f"g{next(numbers)}"]))
            return Parallel(parts, name) if kind == 1 else Sequence(parts, name)
        if kind == 4:
            return when("yes", part(depth - 1), draw(st.sampled_from([None, step()])))
        if kind == 5:
            return when("not yes", part(depth - 1), step())
        if kind == 6:
            return accepted(part(depth - 1), 'text != ""', step())
        return step()

    return part(3)


@given(nested(), st.booleans(), st.integers(0, 1000))
@settings(max_examples=150, deadline=None)
def test_whatever_the_tree_and_the_timing_the_run_has_the_edges_that_were_drawn(
    node: Node, yes: bool, seed: int
) -> None:
    recipe = replace(RECIPE, parameters={"yes": yes})
    runs = [Played(node, recipe) for _ in range(2)]
    for number, world in enumerate(runs):
        world.random.seed(seed + number)
        world.run()
        assert world.finished.status == "done"
    assert runs[0].outcome == runs[1].outcome
    assert runs[0].edges == runs[1].edges
    sheet = Sheet(dict.fromkeys(AGENTS), {"yes": yes})
    node.sketch(Sketch(sheet))
    assert sheet.problems == []
    for path, inputs in runs[0].edges.items():
        assert set(inputs) <= set(sheet.steps[path].inputs)
