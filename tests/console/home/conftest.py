"""A database with some runs, recorded once; each test has a copy of its own."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from tests.console.home.homes import record


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    database = tmp_path_factory.mktemp("recorded") / "runs.db"
    return database, asyncio.run(record(database))


@pytest.fixture
def runs(recorded: tuple[Path, dict[str, str]]) -> dict[str, str]:
    return recorded[1]


@pytest.fixture
def database(recorded: tuple[Path, dict[str, str]], tmp_path: Path) -> Path:
    return Path(shutil.copy(recorded[0], tmp_path / "runs.db"))


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No key is set, and nobody has asked for a screen without colours."""
    for name in ("NO_COLOR", "OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GROQ_API_KEY"):
        monkeypatch.delenv(name, raising=False)
