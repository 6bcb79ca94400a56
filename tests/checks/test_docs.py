"""The documentation check itself: it finds what is wrong, and leaves alone what is right."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pytest
import typer

from tests.checks.docs import ROOT, page_problems, pages
from tests.checks.examples import Verb, command_problems, commands, verbs_of


@pytest.fixture(scope="module")
def line() -> Verb:
    app = typer.Typer()
    past = typer.Typer()
    live = typer.Typer()

    @app.command()
    def run(recipe: str, json: bool = False, seed: int = 0) -> None: ...

    @app.command()
    def runs(count: Annotated[int, typer.Option("-n", "--count")] = 10) -> None: ...

    @past.command()
    def verify(run: str) -> None: ...

    @live.callback()
    def chosen(run: str) -> None: ...

    @live.command()
    def pause(now: bool = False) -> None: ...

    app.add_typer(past, name="past")
    app.add_typer(live, name="live")
    return verbs_of(app)


@pytest.mark.parametrize(
    "example",
    [
        "orchtui",
        "orchtui --help",
        "$ orchtui run hello --json --seed 7   # as it happens",
        "orchtui run RECIPE [TASK] [--json] [--seed N]…",
        "ORCHTUI_DB=runs.db orchtui runs -n 3 | head",
        "echo 'a task' | .venv/bin/orchtui run hello -",
        'orchtui run hello "a task --with dashes"',
        "python -m orchtui past verify last",
        "orchtui live last pause --now",
        "orchtui run hello \\\n    --seed 7",
        "orchtui VERB --help",
        "pip install something --else",
    ],
)
def test_an_example_that_works_is_let_pass(example: str, line: Verb) -> None:
    assert list(command_problems(example, line)) == []


@pytest.mark.parametrize(
    ("example", "problem"),
    [
        ("orchtui walk hello", "`orchtui walk`: no such verb"),
        ("orchtui run hello --jsno", "`orchtui run --jsno`: no such option"),
        ("orchtui run hello [--json|--yaml]", "`orchtui run --yaml`: no such option"),
        ("orchtui past forget last", "`orchtui past forget`: no such verb"),
        ("orchtui live last forget", "`orchtui live forget`: no such verb"),
        ("make demo && orchtui runs -q", "`orchtui runs -q`: no such option"),
        ("orchtui run RECIPE      orchtui walk RUN", "`orchtui walk`: no such verb"),
    ],
)
def test_an_unknown_verb_or_option_is_named(example: str, problem: str, line: Verb) -> None:
    assert list(command_problems(example, line)) == [problem]


def test_each_command_of_a_piece_of_shell_is_found() -> None:
    assert list(commands("orchtui runs\n$ orchtui show last\necho orchtui")) == [
        "runs",
        "show last",
    ]


PAGE = """\
# A title, and more

See [the page](there.md), [a heading](#a-title-and-more), [outside](https://example.org/x).
The fold is in `domain/state.py`, and `make demo` shows it: `orchtui run hello`.

```sh
make demo
orchtui run hello --json
```
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("docs/there.md", "orchtui/domain/state.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "Makefile").write_text("demo: ## show it\n")
    return tmp_path


def told(project: Path, text: str, line: Verb) -> list[str]:
    page = project / "docs" / "page.md"
    page.write_text(text)
    return list(page_problems(page, project, line))


def test_a_page_that_holds_has_no_problems(project: Path, line: Verb) -> None:
    assert told(project, PAGE, line) == []


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("there.md", "gone.md", "the link to gone.md leads nowhere"),
        ("#a-title-and-more", "#more", "the link to #more: page.md has no such heading"),
        ("domain/state.py", "domain/gone.py", "`domain/gone.py` does not exist"),
        ("`make demo`", "`make gone`", "`make gone`: no such target"),
        ("make demo\norch", "make gone\norch", "`make gone`: no such target"),
        ("`orchtui run hello`", "`orchtui walk`", "`orchtui walk`: no such verb"),
        ("--json", "--gone", "`orchtui run --gone`: no such option"),
    ],
)
def test_what_a_page_says_wrongly_is_named(
    before: str, after: str, problem: str, project: Path, line: Verb
) -> None:
    assert told(project, PAGE.replace(before, after), line) == [problem]


def test_the_pages_of_this_project_are_looked_at() -> None:
    assert {page.relative_to(ROOT).as_posix() for page in pages()} >= {"CONTRIBUTING.md"}
