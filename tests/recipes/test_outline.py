"""What a recipe's plan says before it runs: the graph in words, and estimates marked as such."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orchtui.domain.events import Candidate
from orchtui.providers.prices import candidate
from orchtui.recipes.library import shipped_recipes
from orchtui.recipes.loader import load_recipe
from orchtui.recipes.outline import Outline, outline
from orchtui.recipes.starter import starter

ROOT = Path(__file__).parents[2]


def price_of(name: str) -> Candidate:
    known = not name.startswith("own/")
    return Candidate(
        name=name, read_price=1_000 if known else None, write_price=4_000 if known else None
    )


def plan(folder: Path, text: str) -> Outline:
    file = folder / "mine.yaml"
    file.write_text(text)
    return outline(load_recipe(str(file)), price_of)


WRITERS = """\
about: Two drafts, one text.
models: {strong: [a/b, c/d], quick: e/f}
limits: {cost: 0.10, seconds: 60, steps: 9, tokens: 20000}
agents:
  planner: {does: Plans., reply: {points: [str], confidence: 0..1}, fallback: quick}
  left: {does: Writes., model: quick}
  right: {does: Writes., model: quick, optional: true}
  judge: Judges.
flow:
  - planner
  - parallel: [left, right]
  - judge
  - if: planner.confidence < 0.5
    then: {judge: Again., name: second}
"""


def test_the_graph_is_drawn_in_words(tmp_path: Path) -> None:
    assert plan(tmp_path, WRITERS).lines()[:9] == [
        "mine: Two drafts, one text.",
        "",
        "1 ── planner           strong, else quick  points, confidence",
        "2 ┬─ left              quick               text                after planner",
        "  └─ right (optional)  quick               text                after planner",
        "3 ── judge             strong              text                after left, right",
        "4 ── second (judge)    strong              text                after judge",
        "       if planner.confidence < 0.5",
        "",
    ]


def test_the_figures_are_beside_their_limits_and_marked_as_estimates(tmp_path: Path) -> None:
    path, calls, tokens, cost, time, *models = plan(tmp_path, WRITERS).lines()[9:]

    assert path == "critical path  planner → left → judge → second"
    assert calls == "calls          ~4 to 7, in 4 to 5 of 9 steps"
    assert re.fullmatch(r"tokens         ~1,\d{3} to 3,\d{3} of 20,000", tokens)
    assert re.fullmatch(r"cost           ~\$0\.00\d\d to ~\$0\.00\d\d of \$0\.1000", cost)
    assert re.fullmatch(r"time           ~\d\d to \d\d s of 60 s", time)
    assert models == ["models         strong  a/b, then c/d", "               quick   e/f"]


def test_the_critical_path_is_the_one_that_takes_longest(tmp_path: Path) -> None:
    found = plan(tmp_path, f"{WRITERS}rehearsal: {{left: [Short.]}}\n")

    assert found.critical == ("planner", "right", "judge", "second")


ROUNDS = """\
agents:
  for_it: {does: Argues., reply: {verdict: go | stop}}
  against: {does: Argues., reply: {verdict: go | stop}}
  chair: Says what it comes to.
  writer: Writes.
flow:
  - debate: [for_it, against]
    compare: verdict
    judge: chair
    rounds: ROUNDS
  - loop: writer
    times: 4
"""


def test_rounds_that_are_not_drawn_are_told(tmp_path: Path) -> None:
    lines = plan(tmp_path, ROUNDS.replace("ROUNDS", "5")).lines()

    assert [line.strip("│ ") for line in lines if "…" in line] == [
        "… up to 5 rounds",
        "… up to 5 rounds",
        "… up to 4 rounds",
    ]
    assert "calls          ~4 to 25" in lines


def test_rounds_that_are_all_drawn_are_not_told(tmp_path: Path) -> None:
    lines = plan(tmp_path, ROUNDS.replace("ROUNDS", "2").replace("times: 4", "times: 1")).lines()

    assert not [line for line in lines if "…" in line]


def test_a_price_nobody_knows_is_named(tmp_path: Path) -> None:
    lines = plan(tmp_path, "models: {m: own/x}\nagents: {a: A.}\nflow: a\n").lines()

    assert "cost           ~$0.00, without own/x: its price is not known" in lines


def test_a_rehearsed_reply_tells_how_long_a_reply_may_be(tmp_path: Path) -> None:
    head = "agents: {a: A.}\nflow: a\nrehearsal: {a: ["

    short, long = (plan(tmp_path, f"{head}{'word ' * n}]}}\n") for n in (10, 1000))

    assert short.span.most.tokens < long.span.most.tokens
    assert short.span.most.cost < long.span.most.cost
    assert short.span.most.seconds < long.span.most.seconds


def test_of_a_python_flow_only_the_agents_are_told(tmp_path: Path) -> None:
    (tmp_path / "flow.py").write_text("async def go(flow, task): ...\n")

    text = "agents: {a: {does: A., reply: {b?: str}}}\nflow: {python: flow.py:go}\n"

    assert plan(tmp_path, text).lines() == [
        "mine",
        "",
        "go in flow.py decides who is asked: the graph is known once it runs.",
        "",
        "   a  default  b?",
        "",
        "models         default  rehearsal/default",
    ]


def test_a_function_in_place_of_a_model_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "checks.py").write_text("raise SystemExit('imported')\ndef sums(asked): ...\n")
    agents = "{a: {does: A., python: checks.py:sums, reply: {right: bool}}}"

    assert plan(tmp_path, f"agents: {agents}\nflow: a\n").lines()[2:] == [
        "1 ── a  python/checks.py:sums  right",
        "",
        "critical path  a",
        "calls          ~1 to 2",
        "tokens         ~0",
        "cost           ~$0.00",
        "time           ~0 s",
    ]


@pytest.mark.parametrize("page", ["README.md", "docs/tutorial.md"])
def test_what_the_documentation_shows_is_what_is_printed(page: str, tmp_path: Path) -> None:
    (tmp_path / "minutes.yaml").write_text(starter("minutes"))
    text = (ROOT / page).read_text(encoding="utf-8")
    name, shown = re.findall(r"^\$ orchtui check (\S+)\n(.*?)^```", text, re.M | re.S)[0]
    file = tmp_path / name

    printed = outline(load_recipe(str(file) if file.exists() else name), candidate).lines()

    assert shown.splitlines() == printed[: len(shown.splitlines())]


@pytest.mark.parametrize("name", [each.name for each in shipped_recipes()])
def test_one_way_through_a_shipped_recipe_stays_within_its_limits(name: str) -> None:
    loaded = load_recipe(name)
    least, limits = outline(loaded, price_of).span.least, loaded.recipe.limits

    assert limits.cost is not None
    assert limits.seconds is not None
    assert limits.steps is not None
    assert 0 < least.cost < limits.cost
    assert 0 < least.seconds < limits.seconds
    assert 0 < least.steps <= limits.steps
