"""The project as a folder: its locks, what git leaves out, and that it names no machine."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.checks.lock import LOCKS, ROOT, asked_for, disagreements, pins, problems

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_no_address_of_a_registry(name: str) -> None:
    assert "://" not in (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_satisfies_what_the_project_asks_for_with_hashes(name: str) -> None:
    wanted = [each for one in LOCKS[name] for each in asked_for()[one]]

    assert list(problems((ROOT / name).read_text(encoding="utf-8"), wanted)) == []


def test_the_locks_agree_on_what_both_hold() -> None:
    assert list(disagreements(*((ROOT / name).read_text(encoding="utf-8") for name in LOCKS))) == []


def needed(requirements: Iterator[Requirement], seen: set[tuple[str, str]]) -> Iterator[str]:
    """The names of what is installed here because of some requirements, and because of that."""
    for requirement in requirements:
        for extra in ("", *sorted(requirement.extras)):
            name = canonicalize_name(requirement.name)
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            yield name
            try:
                below = [Requirement(line) for line in requires(name) or ()]
            except PackageNotFoundError:  # the test says which one is missing
                continue
            applies = [r for r in below if not r.marker or r.marker.evaluate({"extra": extra})]
            yield from needed(iter(applies), seen)


def test_the_lock_holds_every_package_that_is_needed() -> None:
    direct = iter(each for one in LOCKS["requirements.lock"] for each in asked_for()[one])

    assert set(needed(direct, set())) <= {pin.name for pin in pins(LOCK)}


def test_litellm_is_a_release_that_neither_steals_nor_breaks_tools() -> None:
    (wanted,) = (each for each in asked_for()["dependencies"] if each.name == "litellm")

    for release in ("1.82.7", "1.82.8", "1.106.0"):
        assert not wanted.specifier.contains(release)
    (locked,) = (pin.version for pin in pins(LOCK) if pin.name == "litellm")
    assert Version("1.100") <= locked < Version("1.101")


@pytest.mark.parametrize(
    ("lock", "problem"),
    [
        ("click==8.1 --hash=sha256:" + "a" * 64 + "\n# from https://x", "address of a registry"),
        ("click==8.1", "no hash"),
        ("rich==14 --hash=sha256:" + "a" * 64, "lacks click"),
        ("click==7.0 \\\n    --hash=sha256:" + "a" * 64, "asks for click>=8"),
    ],
)
def test_a_lock_that_is_wrong_is_refused(lock: str, problem: str) -> None:
    (told,) = problems(lock, [Requirement("click>=8")])

    assert problem in told


def git(*words: str) -> str:
    try:
        return subprocess.run(
            ["git", *words], cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("this copy of the project is not a git repository")


@pytest.mark.parametrize("name", ["uv.lock", "pylock.toml", ".venv", "snapshot_report.html"])
def test_git_leaves_out_what_is_made_on_a_machine(name: str) -> None:
    git("rev-parse", "--git-dir")
    asked = subprocess.run(["git", "check-ignore", "--quiet", name], cwd=ROOT, check=False)

    assert asked.returncode == 0


# Somebody's home, wherever it is, and the folder and home of whoever runs this.
HOMES = re.compile(r"(?<![\w.~/-])(?:/(?:home|Users)/\w|/(?:root|work)/[\w.]|[A-Z]:\\Users\\)")
HERE = [str(path) for path in (ROOT, Path.home()) if len(path.parts) > 2]


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    names = git("ls-files", "--cached", "--others", "--exclude-standard", "-z").split("\0")
    files = [ROOT / name for name in names if name and (ROOT / name).is_file()]
    assert ROOT / "pyproject.toml" in files

    named = [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for file in files
        for number, line in enumerate(file.read_bytes().decode(errors="replace").splitlines(), 1)
        if HOMES.search(line) or any(place in line for place in HERE)
    ]

    assert named == []
