"""The reference of recipes: its examples are good recipes, and it names every key there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orchtui.patterns import FORMS
from orchtui.patterns.step import OPTIONS
from orchtui.recipes.key_reference import AGENT, AGENT_LIMITS, LIMITS, RECIPE
from orchtui.recipes.library import shipped_recipes
from orchtui.recipes.loader import read_recipe

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "recipes.md").read_text(encoding="utf-8")
PATTERNS = (DOCS / "patterns.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", PAGE + PATTERNS, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_every_example_is_a_good_recipe(number: int) -> None:
    assert read_recipe(EXAMPLES[number]).agents


def test_every_key_is_in_the_reference() -> None:
    rows = set(re.findall(r"^\| `(\w+)", PAGE, re.MULTILINE))
    keys = {*RECIPE, *AGENT, *LIMITS, *AGENT_LIMITS}

    assert keys <= rows
    assert {*FORMS} <= rows | set(re.findall(r"^\| \[?`(\w+)", PATTERNS, re.MULTILINE))
    assert all(option in PAGE for option in OPTIONS)


def test_every_shipped_recipe_has_its_paragraph() -> None:
    assert set(re.findall(r"^\*\*`([\w-]+)`\*\*", PAGE, re.MULTILINE)) == {
        each.name for each in shipped_recipes()
    }
