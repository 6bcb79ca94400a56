"""The first page: it names every verb, and is there at once."""

from __future__ import annotations

import dataclasses
import subprocess
import sys

import pytest
import typer

from orchtui import __version__
from orchtui.cli.app import app
from orchtui.cli.help_page import EXIT_CODES, FAMILIES, overview
from orchtui.domain.events import Event
from orchtui.session import Outcome
from tests.checks.examples import Verb, verbs_of
from tests.checks.lock import ROOT
from tests.cli.command import Shell

NAMED = [verb for verbs in FAMILIES.values() for verb in verbs]


def whole() -> Verb:
    assert isinstance(app, typer.Typer)
    return verbs_of(app)


def test_the_page_names_every_verb_and_no_other() -> None:
    assert sorted(whole().verbs) == sorted(NAMED)


def test_the_page_fits_a_terminal() -> None:
    assert max(map(len, overview().splitlines())) <= 80


@pytest.mark.parametrize("words", [[], ["--help"], ["-h"], ["--version"]])
def test_asking_what_there_is_loads_nothing_to_answer_it(words: list[str]) -> None:
    program = (
        "import sys; from orchtui.cli import main\n"
        f"sys.argv = ['orchtui', *{words!r}]\n"
        "main()\n"
        "print([name for name in ('typer', 'pydantic', 'rich', 'asyncio') if name in sys.modules])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )

    *page, loaded = ended.stdout.splitlines()
    assert page[0].startswith(f"orchtui {__version__}" if words == ["--version"] else "orchtui, ")
    assert loaded == "[]"


@pytest.mark.parametrize("verb", ["run", "check"])
def test_the_examples_of_a_verb_keep_their_lines(shell: Shell, verb: str) -> None:
    ended = shell.orchtui(verb, "--help")

    assert ended.code == 0
    assert ended.out.startswith(f"Usage: orchtui {verb} ")
    examples = [line for line in ended.out.splitlines() if line.startswith(f"  orchtui {verb} ")]
    assert len(examples) >= 2


def test_the_reference_tells_every_option_of_every_verb() -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    synopsis = page.partition("```text")[2].partition("```")[0]

    for verb, told in whole().verbs.items():
        options = {each for each in told.options if each.startswith("--")} - {"--help"}
        of_verb = synopsis.partition(f"orchtui {verb} ")[2].partition("\norchtui")[0]
        assert {each for each in options if each not in of_verb} == set(), verb


def test_the_reference_tells_every_event_every_field_and_every_exit_code() -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    kinds = [model.model_fields for model in Event.__args__]

    named = {fields["kind"].default for fields in kinds} | {each for f in kinds for each in f}
    named |= {field.name for field in dataclasses.fields(Outcome)}
    assert {each for each in named if f"`{each}`" not in page} == set()
    assert {code for code in EXIT_CODES if f"| {code} |" not in page} == set()
