"""Taking along what is seen: to the clipboard, to a file of one's own, to a file that is shared."""

from __future__ import annotations

import os
from pathlib import Path

from tests.console.keys.driving import Run, at_gate, on, running


def copied(folder: Path) -> Path:
    """The file that what is copied is in as well."""
    return folder / f"orchtui-copied-{os.getuid()}.txt"


def panel(run: Run, name: str) -> str:
    """All that a panel shows."""
    return "\n".join(row.plain for row in run.sheet(name).rows)


async def test_y_copies_the_row_that_is_pointed_at(tmp_path: Path) -> None:
    async with on(running()) as run:
        await run.press("1", "home", "y")
        assert run.app.clipboard.split() == ["✔", "researcher", "done"]
        assert copied(tmp_path).read_text() == run.app.clipboard
        assert run.footer.startswith("copied 1 line to the clipboard, and in ")
        assert str(copied(tmp_path)) in run.footer


async def test_y_copies_all_of_a_text_and_capital_y_all_of_a_list(tmp_path: Path) -> None:
    async with on(running()) as run:
        run.screen.navigation.select("researcher")
        await run.settle()
        await run.press("3", "y")
        assert "researcher" not in run.app.clipboard
        assert len(run.app.clipboard.splitlines()) == len(run.sheet("step").rows)
        await run.press("1", "home", "Y")
        assert len(run.app.clipboard.splitlines()) == 5
        assert copied(tmp_path).read_text() == run.app.clipboard


async def test_what_is_copied_is_for_nobody_else_to_read(tmp_path: Path) -> None:
    async with on(running()) as run:
        await run.press("1", "Y")
        assert copied(tmp_path).stat().st_mode & 0o077 == 0


async def test_a_link_in_the_place_of_the_file_is_not_followed(tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("mine")
    copied(tmp_path).symlink_to(other)
    async with on(running()) as run:
        await run.press("1", "Y")
        assert run.footer == "copied 5 lines to the clipboard"
        assert other.read_text() == "mine"


async def test_the_graph_is_copied_as_it_is_drawn() -> None:
    async with on(running()) as run:
        await run.press("2", "Y")
        assert "✔ researcher" in run.app.clipboard
        assert "copy_editor" in run.app.clipboard


async def test_ctrl_s_writes_the_panel_to_a_new_file_each_time(tmp_path: Path) -> None:
    async with on(running()) as run:
        await run.press("5", "ctrl+s")
        first = tmp_path / "orchtui-2pyjvj09x-events.txt"
        assert run.footer == f"written to {first.name}"
        assert first.read_text().splitlines() == panel(run, "tab").splitlines()
        await run.press("ctrl+s")
        assert run.footer == "written to orchtui-2pyjvj09x-events-2.txt"
        await run.press("6", "ctrl+s")
        assert run.footer == "written to orchtui-2pyjvj09x-meters.txt"


async def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path) -> None:
    async with on(running()) as run:
        await run.press("1")
        (tmp_path / "orchtui-2pyjvj09x-agents.txt").symlink_to(tmp_path / "nowhere" / "at all")
        await run.press("ctrl+s")
        assert "cannot be written" in run.footer


async def test_what_a_hostile_reply_says_is_copied_without_its_escapes() -> None:
    async with on(at_gate()) as run:
        await run.press("3", "Y")
        assert "\x1b" not in run.app.clipboard
