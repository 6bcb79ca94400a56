"""YAML as recipes have it: few words mean anything, and a mistake is told in plain words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchtui.errors import RecipeError
from orchtui.recipes.yaml import DEEPEST, MOST, Keyed, Listing, Plain, Scalar, Tree, tree_of


def value_of(written: str) -> Plain:
    tree = tree_of(f"key: {written}\n")
    assert isinstance(tree, Keyed)
    scalar = tree.entries["key"].value
    assert isinstance(scalar, Scalar)
    return scalar.value


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("on", "on"),
        ("yes", "yes"),
        ("No", "No"),
        ("1_000", "1_000"),
        ("0..1", "0..1"),
        ("12:30", "12:30"),
        ("2026-11-21", "2026-11-21"),
        ("0x1F", "0x1F"),
        (".inf", ".inf"),
        ("1e999", "1e999"),
        ("9" * 40, 1e40),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("7", 7),
        ("-7", -7),
        ("+0.5", 0.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ('"7"', "7"),
        ("'true'", "true"),
        ("!!str 7", "7"),
        ("a | b", "a | b"),
    ],
)
def test_only_what_looks_like_a_value_is_one(written: str, value: Plain) -> None:
    assert value_of(written) == value
    assert type(value_of(written)) is type(value)


def test_everything_knows_its_line_and_column() -> None:
    tree = tree_of("name: x\nflow:\n  - a: {b: c}\n")

    assert isinstance(tree, Keyed)
    flow = tree.entries["flow"]
    assert (flow.line, flow.column) == (2, 1)
    assert isinstance(flow.value, Listing)
    (item,) = flow.value.items
    assert isinstance(item, Keyed)
    inner = item.entries["a"].value
    assert isinstance(inner, Keyed)
    assert (inner.entries["b"].value.line, inner.entries["b"].value.column) == (3, 12)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "1:1: the file is empty; a recipe has at least agents and a flow"),
        ("a:\n\t- b", "2:1: a tab cannot indent YAML; use spaces"),
        ('a: "b\nc: d', "1:4: the quotes opened here are never closed"),
        ("a: 1\nb: 2\na: 3", "3:1: a stands here twice, first in line 1; keep one"),
        (
            "says: Note: this",
            ("1:11: a colon cannot stand here: put a text that holds ': ' in quotes, "
            "or mend the indentation"),
        ),
        (
            "a: [b, c\nd: e",
            "1:4: the list opened here with [ is never closed with ], or a comma is missing in it",
        ),
        (
            "a: {b: c\n",
            ("1:4: the braces opened here with { are never closed with }, "
            "or a comma is missing in them"),
        ),
        (
            "a:\n  b: 1\n c: 2",
            "3:2: expected a key with a colon here; check indentation, quotes and brackets",
        ),
        ("- a\nb: c", "2:1: expected another '- ' of the list here; check the indentation"),
        ("a: @b", "1:4: a text cannot start with @ unless it is in quotes"),
        ("a: !thing b", ("1:4: tags such as !thing mean nothing here; a text that starts with ! "
         "goes in quotes")),
        (
            "a: !!python/name:os.system b",
            ("1:4: tags such as !!python/name:os.system mean nothing here; a text that starts "
            "with ! goes in quotes"),
        ),
        (
            "a: *b",
            "1:4: nothing before this is marked &b; a text that starts with * goes in quotes",
        ),
        ("? [a]\n: b", "1:3: a key must be a word, not a list or keys and values"),
        ("--- a\n--- b\n", "2:1: a recipe is one document: take out what follows ---"),
        ("a: \x07", "1:4: U+0007 is no letter and cannot stand in a recipe; take it out"),
        ("a\n\ud800", "2:1: U+D800 is no letter and cannot stand in a recipe; take it out"),
    ],
)  # fmt: skip
def test_what_is_no_yaml_is_told_in_plain_words(text: str, told: str) -> None:
    with pytest.raises(RecipeError) as caught:
        tree_of(text, "x.yaml")

    assert str(caught.value) == f"x.yaml:{told}"


def test_a_mark_may_be_used_again() -> None:
    tree = tree_of("a: &fields {b: str}\nc: *fields\n")

    assert isinstance(tree, Keyed)
    assert tree.entries["a"].value == tree.entries["c"].value


BOMB = "a: &a [x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
LADDER = "a: &a0 [x]\n" + "".join(f"k{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 150))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (BOMB, f"comes to more than {MOST:,} values"),
        (LADDER, f"nested more than {DEEPEST} deep"),
        ("a: " + "[" * 100_000, f"nested more than {DEEPEST} deep"),
        ("- a\n" * 30_000, f"comes to more than {MOST:,} values"),
        ("&a [*a]", "nothing before this is marked &a"),
        ("a" * 600_000, "longer than"),
    ],
    ids=["bomb", "ladder", "brackets", "items", "itself", "letters"],
)
def test_what_would_grow_without_end_is_refused(text: str, told: str) -> None:
    with pytest.raises(RecipeError, match=told):
        tree_of(text)


@given(st.text(alphabet=st.sampled_from("ab:-[]{}\"'|>&*!#%@,?\t\n 0~\ud800\x00")) | st.text())
@settings(deadline=None)
def test_no_text_raises_anything_but_a_recipe_error(text: str) -> None:
    try:
        tree = tree_of(text)
    except RecipeError as error:
        (problem,) = error.problems
        assert problem.line >= 1
        assert problem.column >= 1
    else:
        assert isinstance(tree, Tree)
