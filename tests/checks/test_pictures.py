"""The documentation shows the screens as they are."""

from __future__ import annotations

import pytest

from tests.checks import pictures


def test_the_pictures_are_what_the_screens_look_like() -> None:
    assert list(pictures.problems()) == []


def test_a_picture_of_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(pictures.PICTURES, "running", "test_the_run_screen[paused]")
    assert list(pictures.problems()) == [
        "docs/pictures/running.svg is not what its screen looks like"
    ]
