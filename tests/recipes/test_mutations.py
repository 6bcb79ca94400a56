"""Whatever is done to a recipe's text, reading it gives a recipe or tells what is wrong."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from orchtui.errors import Problem, RecipeError
from orchtui.patterns import FORMS
from orchtui.patterns.step import OPTIONS
from orchtui.recipes.key_reference import AGENT, EXAMPLE, LIMITS, RECIPE, REHEARSED
from orchtui.recipes.library import shipped_recipes
from orchtui.recipes.loader import read_recipe

TEXTS = [each.path.read_text(encoding="utf-8") for each in shipped_recipes()]
LINES = sorted({line for text in TEXTS for line in text.splitlines()})
SIGNS = [*list(":-[]{}\"'|>&*!#,?\t\n 0~."), "if: ", "parallel: ", "name: ", "null", "<<: ", "- "]


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A shipped recipe with a few things cut, doubled, moved or put in."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 60)))
        new = draw(
            st.sampled_from(["", text[start:end] * 2])
            | st.sampled_from(SIGNS)
            | st.sampled_from(LINES).map(lambda line: f"\n{line}\n")
            | st.text(max_size=5)
        )
        text = text[:start] + new + text[end:]
    return text


def problems(text: str) -> tuple[Problem, ...]:
    try:
        read_recipe(text, "r.yaml")
    except RecipeError as error:
        return error.problems
    return ()


def check(text: str) -> None:
    for problem in problems(text):
        assert problem.line >= 1, problem
        assert problem.column >= 1, problem
        assert problem.message.strip()
        assert "\n" not in problem.message


@given(mutated())
@settings(max_examples=300, deadline=None)
def test_a_changed_text_gives_a_recipe_or_a_recipe_error(text: str) -> None:
    check(text)


LEAVES = st.sampled_from(
    ["researcher", "x", "", "true", "null", "7", "-1", "0.5", "'a'", "a | b", "0..1", "[]", "{}"]
)
KEYS = st.sampled_from(
    (*RECIPE, *AGENT, *LIMITS, *EXAMPLE, *REHEARSED, *FORMS, *OPTIONS, "then", "else", "python")
) | st.sampled_from(["researcher", "writer"])


def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    listed = st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
    keyed = st.dictionaries(KEYS, inner, max_size=4).map(
        lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs.items()) + "}"
    )
    return listed | keyed


@given(st.dictionaries(KEYS, st.recursive(LEAVES, nested, max_leaves=12), min_size=1, max_size=8))
@settings(max_examples=300, deadline=None)
def test_any_keys_with_any_values_give_a_recipe_or_a_recipe_error(keys: dict[str, str]) -> None:
    text = "".join(f"{key}: {value}\n" for key, value in keys.items())

    check(text)
    check(f"agents: {{researcher: Finds., writer: {{does: x, reply: {{a: str}}}}}}\n{text}")
