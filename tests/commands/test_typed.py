"""Commands typed on one line: the text needs no quotes, options may stand anywhere."""

from __future__ import annotations

import shlex
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchtui.commands.catalogue import CATALOGUE
from orchtui.commands.parser import typed_command
from orchtui.errors import UsageError


@pytest.mark.parametrize("example", [each for spec in CATALOGUE.values() for each in spec.examples])
def test_every_example_of_the_catalogue_can_be_typed(example: str) -> None:
    typed = typed_command(example)

    words = shlex.split(example)
    assert typed.spec.verb == words[0]
    assert typed.spec.needs_target <= bool(typed.target)
    assert typed.spec.needs_text <= bool(typed.text)
    assert all(name in {each.name for each in typed.spec.options} for name in typed.options)


def test_what_follows_the_target_is_the_text_as_it_stands() -> None:
    typed = typed_command('override critic {"verdict": "good",  "why": "it\'s fine"}')

    assert (typed.target, typed.text) == (
        "critic",
        '{"verdict": "good",  "why": "it\'s fine"}',
    )


def test_options_may_stand_anywhere_and_take_their_values() -> None:
    typed = typed_command('retry writer Be brief. --temperature 0.2 --reason "too long" Please.')

    assert typed.text == "Be brief. Please."
    assert typed.options == {"temperature": 0.2}
    assert typed.reason == "too long"


def test_a_quoted_text_may_stand_where_the_target_is_left_out() -> None:
    typed = typed_command('settle "Both, one after the other."')

    assert (typed.target, typed.text) == ("", "Both, one after the other.")


def test_a_limit_may_be_lifted() -> None:
    assert typed_command("limit --seconds none --cost=$0.50").options == {
        "seconds": None,
        "cost": 0.5,
    }


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", "there is no command"),
        ("paws", "did you mean pause"),
        ("pause --later", "no option --later"),
        ("limit --cost", "--cost needs a value"),
        ("limit --cost lots", "a number"),
        ("continue now", "takes no more than its options"),
        ("retry writer --temperature warm", "write a number"),
    ],
)
def test_a_mistake_is_told_with_what_may_stand_there(line: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        typed_command(line)


@given(st.text())
def test_whatever_is_typed_is_read_or_refused(line: str) -> None:
    for verb in ("", "say ", "retry ", "limit ", "settle "):
        with suppress(UsageError):
            typed_command(verb + line)
