"""Lines that are read without the whole command line come to what it would make of them."""

from __future__ import annotations

import inspect
from functools import partial

import pytest
from typer.main import get_command

from orchtui.cli.app import app
from orchtui.cli.fast_path import plain


def by_the_command_line(words: list[str]) -> dict[str, object]:
    """The arguments that the verb is called with."""
    with get_command(app).make_context("orchtui", words) as context:
        verb, *rest = words
        command = context.command.get_command(context, verb)  # type: ignore[attr-defined]
        with command.make_context(verb, rest, parent=context) as within:
            # An option that may come several times and did not is an empty tuple there.
            return {name: None if value == () else value for name, value in within.params.items()}


@pytest.mark.parametrize("database", ["", "runs.db"])
@pytest.mark.parametrize(
    "line",
    ["home", "demo", "run hello", "run hello --rehearse", "run --rehearse hello Ann", "run a b"],
)
def test_a_plain_line_is_what_the_command_line_makes_of_it(
    line: str, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORCHTUI_DB", database)
    read = plain(line.split())
    assert isinstance(read, partial)
    assert read.func.__name__ == line.split()[0]
    bound = inspect.signature(read.func).bind(*read.args, **read.keywords)
    bound.apply_defaults()
    assert bound.arguments == by_the_command_line(line.split())


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["run"],
        ["run", ""],
        ["run", "-"],
        ["run", "hello", "-"],
        ["run", "hello", "Ann", "Bob"],
        ["run", "hello", "--speed", "0"],
        ["run", "--help"],
        ["run", "--", "hello"],
        ["home", "--plain"],
        ["demo", "--headless"],
        ["--rehearse", "run", "hello"],
        ["runs"],
    ],
)
def test_what_is_not_as_plain_is_left_to_the_command_line(words: list[str]) -> None:
    assert plain(words) is None
