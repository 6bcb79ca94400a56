"""What a good recipe is read as: its defaults, its short forms, and its parameters filled in."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchtui.domain.expression import parse
from orchtui.domain.limits import Limits
from orchtui.domain.money import nano
from orchtui.domain.recipe import Agent, Example, Rehearsed
from orchtui.domain.reply_schema import ListOf, Number, Record, Text
from orchtui.errors import RecipeError, UsageError
from orchtui.patterns.condition import Condition
from orchtui.patterns.sequence import Sequence
from orchtui.patterns.step import Step
from orchtui.recipes.loader import load_recipe, read_recipe

SMALLEST = "agents: {writer: Writes.}\nflow: writer\n"


def test_the_smallest_recipe_has_a_tier_that_can_only_be_rehearsed() -> None:
    recipe = read_recipe(SMALLEST, "small.yaml")

    assert recipe.name == "small"
    assert recipe.agents == {"writer": Agent("writer", "Writes.", model="default")}
    assert recipe.flow == Step("writer")
    assert recipe.tiers == {"default": ("rehearsal/default",)}
    assert recipe.limits == Limits()
    assert read_recipe(SMALLEST).name == "recipe"


WHOLE = """\
name: whole
about: All that an agent can have.
task: Write about {topic}, not about {nobody}.
models: {strong: [a/b, c/d], quick: e/f}
api_base: http://localhost:8000
parameters: {topic: bees, short: false, most: 3, share: 0.5}
limits: {cost: 0.15, tokens: 9000, seconds: 30, steps: 20, repairs: 0, parallel: 4}
agents:
  writer:
    does: Writes about {topic}.
    instructions: |
      Be {short}.
    examples: [{asked: "{topic}?", replied: {summary: Buzz., sources: [], confidence: 1}}]
    given: [task, checker]
    model: quick
    fallback: openai/gpt-4.1-mini
    skills: [prose]
    reply: {summary: str, sources: [str], confidence: 0..1}
    accept: len(sources) > 0 and confidence >= 0.7
    min_confidence: 0.6
    temperature: 0.3
    limits: {max_tokens: 500, seconds: 8, cost: 0.01, tokens: 2000, repairs: 2}
    optional: true
  checker: Checks.
flow: [checker, writer]
fail_if: writer.confidence < 0.2
rehearsal:
  checker: ["Right about {topic}."]
  writer:
    - {summary: "{topic}", sources: [x], confidence: 0.9}
    - {when: short, reply: {summary: s, sources: [], confidence: 0.1}}
"""


def test_every_key_of_a_recipe_is_read() -> None:
    recipe = read_recipe(WHOLE)
    writer = recipe.agents["writer"]

    assert recipe.task == "Write about bees, not about {nobody}."
    assert recipe.api_base == "http://localhost:8000"
    assert recipe.parameters == {"topic": "bees", "short": False, "most": 3, "share": 0.5}
    assert recipe.limits == Limits(nano(0.15), 9000, 30.0, 20, 0, 4)
    assert recipe.tiers == {
        "strong": ("a/b", "c/d"),
        "quick": ("e/f",),
        "openai/gpt-4.1-mini": ("openai/gpt-4.1-mini",),
    }
    assert recipe.agents["checker"].model == "strong"
    assert recipe.fail_if == parse("writer.confidence < 0.2")
    assert writer == Agent(
        "writer",
        does="Writes about bees.",
        instructions="Be false.",
        examples=(Example("bees?", writer.examples[0].replied),),
        given=("task", "checker"),
        model="quick",
        fallback="openai/gpt-4.1-mini",
        skills=("prose",),
        reply=Record(
            {"summary": Text(), "sources": ListOf(Text()), "confidence": Number(low=0, high=1)}
        ),
        accept=parse("len(sources) > 0 and confidence >= 0.7"),
        min_confidence=0.6,
        temperature=0.3,
        limits=Limits(nano(0.01), 2000, 8.0, repairs=2, max_tokens=500),
        optional=True,
    )
    assert recipe.rehearsal == {
        "checker": (Rehearsed("Right about bees."),),
        "writer": (
            Rehearsed('{\n  "summary": "bees",\n  "sources": [\n    "x"\n  ],\n'
                      '  "confidence": 0.9\n}'),
            Rehearsed('{\n  "summary": "s",\n  "sources": [],\n  "confidence": 0.1\n}',
                      parse("short")),
        ),
    }  # fmt: skip


def flow_of(written: str) -> object:
    return read_recipe(f"agents: {{writer: Writes., critic: Judges.}}\nflow: {written}\n").flow


@pytest.mark.parametrize(
    ("written", "step"),
    [
        ("writer", Step("writer")),
        ("{writer: Go on.}", Step("writer", "Go on.")),
        ("{writer: {says: Go on., name: draft}}", Step("writer", "Go on.", "draft")),
        ("{writer: Go on., name: draft}", Step("writer", "Go on.", "draft")),
        ("{writer: {says: Go on.}, optional: true}", Step("writer", "Go on.", optional=True)),
        ("{name: draft, writer: 3}", Step("writer", "3", "draft")),
    ],
)
def test_a_step_may_be_written_in_many_ways(written: str, step: Step) -> None:
    assert flow_of(f"[{written}, critic]") == Sequence((step, Step("critic")))


def test_a_list_is_a_sequence_wherever_it_stands() -> None:
    flow = flow_of("[writer, {if: len(writer.text) > 9, then: [critic, writer]}]")

    assert isinstance(flow, Sequence)
    condition = flow.parts[1]
    assert isinstance(condition, Condition)
    assert condition.then == Sequence((Step("critic"), Step("writer")))
    assert (condition.place.line, condition.place.column) == (2, 21)


# -- parameters ----------------------------------------------------------------------------------

PARAMETERS = """\
parameters: {topic: bees, short: false, most: 3, share: 0.5}
agents: {writer: "Writes {most} of {share} {topic}, {short}."}
flow: writer
"""


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("topic", "wasps: all", "wasps: all"),
        ("topic", "7", "7"),
        ("short", "true", True),
        ("short", "NO", False),
        ("short", True, True),
        ("most", "10", 10),
        ("most", 10, 10),
        ("share", "1", 1.0),
        ("share", 2, 2.0),
        ("share", "1e-2", 0.01),
    ],
)
def test_what_is_set_is_read_by_the_type_of_its_default(
    name: str, typed: str | float | bool, value: object
) -> None:
    recipe = read_recipe(PARAMETERS, parameters={name: typed})

    assert recipe.parameters[name] == value
    assert type(recipe.parameters[name]) is type(value)


def test_what_is_set_is_in_the_texts() -> None:
    recipe = read_recipe(PARAMETERS, parameters={"most": "2", "short": "yes", "topic": "{most}"})

    assert recipe.agents["writer"].does == "Writes 2 of 0.5 {most}, true."


@pytest.mark.parametrize(
    ("name", "typed", "told"),
    [
        ("topc", "x", "there is no parameter topc; did you mean topic?"),
        ("short", "maybe", "short is set to 'maybe' and must be true or false"),
        ("most", "many", "most is set to 'many' and must be a whole number"),
        ("most", "2.5", "most is set to '2.5' and must be a whole number"),
        ("most", True, "most is set to True and must be a whole number"),
        ("share", "nan", "share is set to 'nan' and must be a number"),
        ("share", "half", "share is set to 'half' and must be a number"),
        ("topic", 3, "topic is set to 3 and must be text"),
    ],
)
def test_what_cannot_be_set_is_refused(name: str, typed: str | float | bool, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_recipe(PARAMETERS, parameters={name: typed})

    assert str(caught.value) == told


def test_a_recipe_without_parameters_says_so() -> None:
    with pytest.raises(UsageError, match="there is no parameter x; the recipe has no parameters"):
        read_recipe(SMALLEST, parameters={"x": "1"})


@given(st.text(alphabet=st.sampled_from("{}ab topic_1\n"), max_size=40))
@settings(deadline=None)
def test_braces_around_anything_but_a_parameter_stay_as_they_are(text: str) -> None:
    quoted = text.replace("\n", "\\n")
    recipe = read_recipe(
        f'parameters: {{topic: bees}}\ntask: "{quoted}"\nagents: {{a: A.}}\nflow: a\n'
    )

    assert recipe.task == text.strip().replace("{topic}", "bees")


# -- files ---------------------------------------------------------------------------------------


def test_a_loaded_recipe_keeps_its_text_its_folder_and_its_graph(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(SMALLEST)

    loaded = load_recipe(str(file))

    assert loaded.recipe == read_recipe(loaded.source, "mine.yaml")
    assert loaded.source == SMALLEST
    assert loaded.folder == str(tmp_path.resolve())
    assert list(loaded.sheet.steps) == ["writer"]


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_bytes(b"name: x\nabout: \xff\xfe\n")

    with pytest.raises(RecipeError, match=r"mine\.yaml:2:1: the file is not UTF-8 text"):
        load_recipe(str(file))


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + SMALLEST.encode())

    assert load_recipe(str(file)).recipe.flow == Step("writer")
