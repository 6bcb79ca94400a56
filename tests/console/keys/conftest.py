"""The runs that are driven here are rehearsed once, before the first test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.console.keys.driving import RUNS


@pytest.fixture(scope="session", autouse=True)
def rehearsed() -> None:
    """Every run there is to drive has its record."""
    for make in RUNS:
        make()


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What is copied or written goes there."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path
