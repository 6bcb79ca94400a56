"""Who imports what, where the layers of `make check` cannot tell: fronts, slow libraries, start-up.

Read from the source with `ast`, so that an import inside a function counts as well; what start-up
loads is seen from `sys.modules` in a fresh interpreter.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.checks.lock import ROOT

PACKAGE: Final = ROOT / "orchtui"
SLOW: Final = ("litellm", "networkx", "textual")

# Says at the end of a program, in the last line of its stderr, what it has loaded.
REPORT: Final = """
import atexit, json, sys
atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))
"""

# A front knows the facade, the values it shows, the commands it gives, and the errors it reports.
FRONTS: Final = ("cli", "console")
SHOWN_TO_FRONTS: Final = ("session", "narration", "commands", "domain", "errors", "exit_codes")
OPENED_BY: Final = {"cli": ("console",)}


def imported(source: str) -> Iterator[str]:
    """The dotted names that a source imports, wherever in it; `from a import b` is `a.b`."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import():
                yield from (alias.name for alias in node.names)
            case ast.ImportFrom(module=str(module), level=0):
                yield from (f"{module}.{alias.name}" for alias in node.names)
            case ast.Call(
                func=ast.Attribute(attr="import_module"), args=[ast.Constant(value=name)]
            ):
                yield str(name)
            case _:
                pass


def files_importing(library: str) -> set[str]:
    return {
        file.relative_to(PACKAGE).as_posix()
        for file in PACKAGE.rglob("*.py")
        if any(
            name.partition(".")[0] == library for name in imported(file.read_text(encoding="utf-8"))
        )
    }


def test_an_import_is_found_wherever_it_is() -> None:
    source = "import a.b\nfrom c import d\ndef f():\n    import e\n    importlib.import_module('g')"

    assert set(imported(source)) == {"a.b", "c.d", "e", "g"}


def test_litellm_is_imported_in_one_file_of_the_providers() -> None:
    files = files_importing("litellm")

    assert len(files) <= 1
    assert all(file.startswith("providers/") for file in files)


def test_textual_is_imported_by_the_console_alone() -> None:
    assert {file for file in files_importing("textual") if not file.startswith("console/")} == set()


def test_the_drivers_of_the_database_stay_in_the_journal() -> None:
    drivers = files_importing("sqlite3") | files_importing("aiosqlite")

    assert {file for file in drivers if not file.startswith("journal/")} == set()


@pytest.mark.parametrize("front", FRONTS)
def test_a_front_knows_only_the_session_and_what_it_shows(front: str) -> None:
    allowed = {front, *SHOWN_TO_FRONTS, *OPENED_BY.get(front, ())}
    files = [PACKAGE / f"{front}.py", *(PACKAGE / front).rglob("*.py")]

    reached = {
        f"{file.relative_to(PACKAGE).as_posix()} imports {name}"
        for file in files
        if file.is_file()
        for name in imported(file.read_text(encoding="utf-8"))
        if name.startswith("orchtui.")
        and name.split(".")[1] not in allowed
        and _is_a_room(name.split(".")[1])
    }

    assert reached == set()


def _is_a_room(name: str) -> bool:
    """As opposed to a value that `orchtui` itself exports, such as `__version__`."""
    return (PACKAGE / name).is_dir() or (PACKAGE / f"{name}.py").is_file()


def loaded_by(program: str) -> set[str]:
    """The top-level modules in `sys.modules` once a program has ended."""
    ended = subprocess.run(
        [sys.executable, "-c", REPORT + program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )
    assert ended.returncode == 0, ended.stderr
    return {name.partition(".")[0] for name in json.loads(ended.stderr.splitlines()[-1])}


def as_command(*words: str) -> str:
    return (
        "import runpy\n"
        f"sys.argv = ['orchtui', *{list(words)!r}]\n"
        "runpy.run_module('orchtui', run_name='__main__', alter_sys=True)\n"
    )


def test_importing_orchtui_loads_nothing_slow() -> None:
    assert loaded_by("import orchtui") & set(SLOW) == set()


def test_asking_for_help_loads_nothing_slow() -> None:
    loaded = loaded_by(as_command("--help"))

    assert "orchtui" in loaded
    assert loaded & set(SLOW) == set()


def test_a_rehearsal_without_a_screen_loads_nothing_slow(tmp_path: Path) -> None:
    words = ("run", "hello", "--headless", "--rehearse", "--speed", "0")
    database = ("--db", str(tmp_path / "runs.db"))

    assert loaded_by(as_command(*words, *database)) & set(SLOW) == set()
