"""Whether the locks say what `pyproject.toml` asks for.

Reads a lock into pins and compares them with the direct dependencies. Resolving is left to
`make lock`, and checking the hashes to pip and uv.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT: Final = Path(__file__).resolve().parents[2]

# Which of pyproject's lists each lock has to satisfy.
LOCKS: Final = {
    "requirements.lock": ("dependencies", "dev", "build"),
    "requirements-bench.lock": ("dependencies", "dev", "build", "bench"),
}

_HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Pin:
    """One package at one version; `marker` says where it is installed, empty for everywhere."""

    name: str
    version: Version
    marker: str
    hashes: int


def pins(lock: str) -> Iterator[Pin]:
    """The packages that the text of a lock names."""
    told = "\n".join(line for line in lock.splitlines() if not line.lstrip().startswith("#"))
    for line in re.sub(r"\\\n", " ", told).splitlines():
        if not line.strip():
            continue
        wanted = Requirement(line.split("--hash")[0].strip())
        (exact,) = wanted.specifier
        yield Pin(
            name=canonicalize_name(wanted.name),
            version=Version(exact.version),
            marker=str(wanted.marker or ""),
            hashes=len(_HASH.findall(line)),
        )


def asked_for(pyproject: Path = ROOT / "pyproject.toml") -> dict[str, tuple[Requirement, ...]]:
    """The direct dependencies, by the list that they stand in."""
    told = tomllib.loads(pyproject.read_text(encoding="utf-8"))
    lists: dict[str, Sequence[str]] = {
        "dependencies": told["project"]["dependencies"],
        "build": told["build-system"]["requires"],
        "dev": told["dependency-groups"]["dev"],
        "bench": told["project"]["optional-dependencies"]["bench"],
    }
    return {name: tuple(Requirement(line) for line in lines) for name, lines in lists.items()}


def problems(lock: str, wanted: Iterable[Requirement]) -> Iterator[str]:
    """What is wrong with the text of a lock, one line each."""
    if "://" in lock:
        yield "holds the address of a registry; compile it without one (make lock)"
    locked = tuple(pins(lock))
    for pin in locked:
        if not pin.hashes:
            yield f"{pin.name} {pin.version} has no hash (make lock)"
    for requirement in wanted:
        named = [pin for pin in locked if pin.name == canonicalize_name(requirement.name)]
        if not named:
            yield f"lacks {requirement.name}, which pyproject.toml asks for (make lock)"
        for pin in named:
            if not requirement.specifier.contains(pin.version, prereleases=True):
                yield f"has {pin.name} {pin.version}; pyproject.toml asks for {requirement}"


def disagreements(lock: str, other: str) -> Iterator[str]:
    """The packages that two locks hold at different versions."""
    theirs = {(pin.name, pin.marker): pin.version for pin in pins(other)}
    for pin in pins(lock):
        version = theirs.get((pin.name, pin.marker), pin.version)
        if version != pin.version:
            yield f"{pin.name} is {pin.version} in one lock and {version} in the other (make lock)"


def main() -> int:
    """Check both locks, say what is wrong, and give the exit code."""
    wanted = asked_for()
    texts = {name: (ROOT / name).read_text(encoding="utf-8") for name in LOCKS}
    found = [
        f"{name}: {problem}"
        for name, lists in LOCKS.items()
        for problem in problems(texts[name], (each for one in lists for each in wanted[one]))
    ]
    found += disagreements(*texts.values())
    for line in found:
        print(line, file=sys.stderr)
    if not found:
        print(f"Locks: {' and '.join(LOCKS)} satisfy pyproject.toml.")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
