"""What a recipe may come to before it runs: the least is one way through, the most is all that its
rounds, tries and fallbacks allow; and it is true of teams of every kind, whatever they say.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchtui.domain import events as e
from orchtui.domain.events import Candidate
from orchtui.domain.preview import Sheet, Sketch
from orchtui.domain.recipe import PythonFlow, Recipe
from orchtui.patterns import FORMS
from orchtui.patterns.settlement import STRATEGIES
from orchtui.recipes.cost_bounds import Span, reckoned, settling
from orchtui.recipes.estimate import estimates, whole
from orchtui.recipes.library import shipped_recipes
from orchtui.recipes.loader import load_recipe
from tests.patterns.random_teams import CAST, Drawing
from tests.patterns.team import Play, Said, recipe, verdict
from tests.patterns.test_team_laws import DRAWN, FAULTS, ON_GATE, begun
from tests.shipped_recipes.rehearsing import rehearse


def price_of(name: str) -> Candidate:
    dear = 10 if "dear" in name else 1
    return Candidate(name=name, read_price=1_000 * dear, write_price=4_000 * dear)


def span_of(of: Recipe) -> Span:
    assert not isinstance(of.flow, PythonFlow)
    sheet = Sheet({name: agent.reply for name, agent in of.agents.items()}, of.parameters)
    of.flow.sketch(Sketch(sheet))
    return whole(of, sheet, estimates(of, sheet, price_of))


def steps(flow: str, **more: str) -> tuple[int, int]:
    """The steps of a team's flow, at least and at most."""
    found = span_of(recipe(flow, **{**CAST, **more}))
    return found.least.steps, found.most.steps


@pytest.mark.parametrize(
    ("flow", "least", "most"),
    [
        ("[writer, editor]", 2, 2),
        ("{parallel: [writer, [a, editor]]}", 3, 3),
        ("{first: [[a, writer], b, c]}", 1, 4),
        ("[a, {if: a.verdict == 'good', then: writer}]", 1, 2),
        ("[a, {if: a.verdict == 'good', then: writer, else: [b, editor]}]", 2, 3),
        ("[a, {switch: a.verdict, cases: {good: writer, bad: [b, c]}, else: editor}]", 2, 3),
        ("{writer: {accept: len(text) > 3}}", 1, 2),
        ("{writer: {accept: len(text) > 3, fallback: {sequence: [a, b]}}}", 1, 4),
        ("[lister, {map: lister.topics, do: [writer, editor], most: 4}]", 1, 9),
        ("{loop: [writer, a], until: verdict == 'good', times: 4}", 2, 8),
        ("{loop: writer, times: 2}", 2, 2),
        ("{loop: writer, times: 5}", 2, 5),
        ("{loop: a, until: verdict == 'good', times: 3, else: writer}", 1, 4),
        ("[writer, {gate: Well?}, {note: Well.}]", 1, 1),
        ("{debate: [a, b], judge: arbiter, compare: verdict, rounds: 4}", 2, 9),
        ("{debate: [a, b], judge: arbiter, comparer: sorter, judge_always: true}", 4, 10),
        ("{critique: writer, reviewers: [reviewer], rounds: 5}", 2, 10),
        ("{panel: [a, b, c], compare: verdict}", 3, 3),
        ("{panel: [a, b, c], comparer: sorter, settle: {by: refine, rounds: 3}}", 4, 16),
        ("{panel: [a, b, c], compare: verdict, settle: {by: check, agent: checker}}", 3, 6),
        ("{panel: [a, b], settle: {by: synthesise, agent: arbiter}}", 2, 3),
        ("{supervise: chief, workers: [writer, editor], rounds: 2}", 1, 43),
        ("{supervise: chief, workers: [writer], rounds: 1, answer: editor}", 2, 22),
        ("{decompose: planner, workers: [writer, editor]}", 3, 23),
        ("{decompose: planner, workers: [writer], simple: len(task) < 9, alone: editor}", 1, 23),
        ("{decompose: planner, workers: {x: {part: {sequence: [writer, editor]}}}}", 4, 43),
        ("{decompose: planner, workers: [a], simple: {agent: gauge}, alone: editor}", 2, 24),
        ("{critique: writer, reviewers: [reviewer], limits: {steps: 4}}", 2, 4),
        ("{decompose: planner, workers: [writer], limits: {steps: 2}}", 3, 3),
    ],
)
def test_steps_are_counted_over_all_rounds_that_are_allowed(
    flow: str, least: int, most: int
) -> None:
    more = {
        "sorter": "{does: Sorts., reply: {groups: [[str]]}}",
        "gauge": "{does: Gauges., reply: {simple: bool}}",
    }

    assert steps(flow, **more) == (least, most)


def tries(agent: str, step: str = "writer") -> tuple[int, int]:
    found = span_of(recipe(step, writer=agent))
    return found.least.calls, found.most.calls


@pytest.mark.parametrize(
    ("agent", "calls"),
    [
        ("{does: Writes.}", 1),
        ("{does: Writes., reply: {said: str}}", 2),
        ("{does: Writes., accept: len(text) > 3}", 2),
        (
            "{does: Writes., min_confidence: 0.5, reply: {confidence: 0..1}, limits: {repairs: 3}}",
            4,
        ),
        ("{does: Writes., reply: {said: str}, limits: {repairs: 0}}", 1),
    ],
)
def test_a_reply_that_can_be_found_wrong_may_be_asked_for_again(agent: str, calls: int) -> None:
    assert tries(agent) == (1, calls)


def test_a_summary_that_may_have_to_be_made_is_a_step_more() -> None:
    brief = "{does: Writes., context: {tokens: 50, summary: editor}}"

    assert steps("[a, writer]", writer=brief) == (2, 3)
    assert steps("writer", writer=brief, editor="Sums up.") == (1, 1)


def test_a_dearer_fallback_is_in_what_it_may_cost(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("r") / "r.yaml"
    head = "models: {cheap: x/cheap, dear: x/dear}\nagents: {a: {does: A., model: cheap"

    def most(more: str) -> int:
        file.write_text(f"{head}{more}}}}}\nflow: a\n")
        loaded = load_recipe(str(file))
        each = estimates(loaded.recipe, loaded.sheet, price_of)
        return whole(loaded.recipe, loaded.sheet, each).most.cost

    assert most(", fallback: dear") > 10 * most("")


# -- the most is what may really come to be -------------------------------------------------------

NEVER: Mapping[str, Said | Sequence[Said]] = {
    "a": [verdict("good", n / 9) for n in range(9)],
    "b": [verdict("bad", n / 9) for n in range(9)],
    "reviewer": [
        {"approved": False, "objections": [{"what": f"no. {n}", "severity": "critical"}]}
        for n in range(9)
    ],
    "writer": [f"version {n}" for n in range(90)],
    "chief": [
        {"steps": [{"worker": "writer", "says": f"do {n} of {r}"} for n in range(20)]}
        for r in range(3)
    ],
    "planner": [
        {"tasks": []},
        {"tasks": [{"id": f"t{n}", "says": f"part {n}"} for n in range(20)]},
        {"answer": "all of it"},
    ],
}


@pytest.mark.parametrize(
    "flow",
    [
        "{debate: [a, b], judge: arbiter, compare: verdict, rounds: 4}",
        "{critique: writer, reviewers: [reviewer], rounds: 4}",
        "{panel: [a, b], compare: verdict, settle: {by: refine, rounds: 3, then: weighted}}",
        "{panel: [a, b], compare: verdict, settle: {by: synthesise, agent: arbiter}}",
        "{supervise: chief, workers: [writer], rounds: 2, answer: editor}",
        "{decompose: planner, workers: [writer]}",
        "{loop: writer, until: len(text) > 99, times: 4, else: editor}",
    ],
)
def test_a_team_that_never_agrees_makes_all_the_calls_foretold(flow: str) -> None:
    of = recipe(flow, **CAST)
    run = Play(of, {**NEVER, "arbiter": verdict("good", 1)})
    run.play()

    assert len(run.asked) == span_of(of).most.steps


# -- laws -----------------------------------------------------------------------------------------


@given(DRAWN, st.integers(0, 1000), FAULTS, ON_GATE)
@settings(max_examples=150, deadline=None)
def test_no_team_asks_more_than_was_foretold_nor_less_where_all_goes_well(
    drawn: int, seed: int, fault: float, on_gate: str
) -> None:
    team = begun(drawn, seed, fault, on_gate)
    team.to_the_end()
    asked = [
        event for turn in team.turns for event in turn.events if isinstance(event, e.StepAsked)
    ]
    foretold = span_of(team.core.recipe)

    assert len(asked) <= foretold.most.calls
    assert len({event.path for event in asked}) <= foretold.most.steps
    if not fault and team.state.status == "done":
        assert len(asked) >= foretold.least.calls


@given(DRAWN)
@settings(max_examples=100, deadline=None)
def test_the_least_is_never_more_than_the_most(drawn: int) -> None:
    foretold = span_of(recipe(Drawing(drawn).flow(), **CAST))

    assert foretold.least.or_more(foretold.most) == foretold.most


@pytest.mark.parametrize("name", [each.name for each in shipped_recipes()])
async def test_a_shipped_recipe_rehearses_within_what_was_foretold(name: str) -> None:
    done = await rehearse(name, on_gate="approve")
    calls = [event for event in done.events if isinstance(event, e.StepAsked)]
    foretold = span_of(done.recipe)

    assert len(calls) <= foretold.most.calls
    assert len(done.asked) <= foretold.most.steps
    if done.outcome.status == "done":
        assert len(calls) >= foretold.least.calls


# -- nothing is left out --------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_every_pattern_says_what_it_may_come_to(form: str) -> None:
    module = importlib.import_module(FORMS[form].read.__module__)
    nodes = [
        each
        for _, each in inspect.getmembers(module, inspect.isclass)
        if each.__module__ == module.__name__ and {"run", "sketch"} <= vars(each).keys()
    ]

    assert nodes
    assert {*nodes} <= reckoned.registry.keys()


@pytest.mark.parametrize("name", STRATEGIES)
def test_every_strategy_says_what_it_may_come_to(name: str) -> None:
    module = importlib.import_module(STRATEGIES[name].read.__module__)
    strategies = [
        each
        for _, each in inspect.getmembers(module, inspect.isclass)
        if each.__module__ == module.__name__ and {"settle", "sketch"} <= vars(each).keys()
    ]

    assert strategies
    assert {*strategies} <= settling.registry.keys()


def test_a_part_that_nobody_has_reckoned_with_is_a_fault() -> None:
    with pytest.raises(NotImplementedError, match="str"):
        reckoned("a", None)  # type: ignore[arg-type]  # no team is needed to refuse it
