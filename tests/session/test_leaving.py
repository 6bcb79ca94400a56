"""A run that is left to a process of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchtui.session import leave


def test_nothing_is_imported_from_the_folder_it_is_begun_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secrets.py").write_text("raise SystemExit('a stranger was imported')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ORCHTUI_DB", str(tmp_path / "runs.db"))
    left = leave(["run", "hello", "--rehearse", "--speed", "0", "--detach"])
    assert left.complaint == ""
    assert left.run
