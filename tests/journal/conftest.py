"""Journals to test: each kind under the contract, and SQLite files of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from orchtui.journal import Journal, MemoryJournal, open_journal
from orchtui.journal.sqlite import SqliteJournal


@pytest.fixture(params=["memory", "sqlite", "sqlite-durable"])
async def journal(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Journal]:
    kept: Journal
    if request.param == "memory":
        kept = MemoryJournal()
    else:
        kept = await open_journal(tmp_path / "runs.db", durable=request.param == "sqlite-durable")
    yield kept
    await kept.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "runs.db"


@pytest.fixture
async def sqlite(path: Path) -> AsyncIterator[SqliteJournal]:
    kept = await open_journal(path)
    yield kept
    await kept.close()
