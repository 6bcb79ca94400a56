"""Lines read from a handle, however they come."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchtui.cli.plain.line_reader import LONGEST, TypedLines

LINE = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]))


async def _lines(handle: int) -> list[str]:
    return [line async for line in TypedLines(handle)]


async def _through_a_pipe(pieces: Sequence[bytes]) -> list[str]:
    reader, writer = os.pipe()
    try:
        reading = asyncio.ensure_future(_lines(reader))
        for piece in pieces:
            os.write(writer, piece)
            await asyncio.sleep(0)
        os.close(writer)
        return await reading
    finally:
        os.close(reader)


@given(st.lists(LINE), st.lists(st.integers(0, 400)))
def test_lines_are_the_same_however_they_are_cut_into_pieces(
    lines: list[str], cuts: list[int]
) -> None:
    whole = "".join(f"{line}\n" for line in lines).encode()
    edges = sorted({0, len(whole), *(cut % (len(whole) + 1) for cut in cuts)})
    pieces = [whole[a:b] for a, b in pairwise(edges)]
    assert asyncio.run(_through_a_pipe(pieces)) == lines


async def test_a_last_line_without_an_end_counts() -> None:
    assert await _through_a_pipe([b"show agents\npau", b"se"]) == ["show agents", "pause"]


async def test_what_would_drive_a_terminal_is_made_harmless() -> None:
    assert await _through_a_pipe([b"say \x1b]0;x\x07 \xff\r\n"]) == [
        "say ␛]0;x␇ \N{REPLACEMENT CHARACTER}"
    ]


async def test_a_line_without_end_is_cut(tmp_path: Path) -> None:
    file = tmp_path / "long"
    file.write_bytes(b"x" * (3 * LONGEST) + b"\nnext\n")
    long, following = await _read(file)
    assert LONGEST <= len(long) < 2 * LONGEST
    assert following == "next"


async def test_a_file_and_nothing_at_all_can_be_read(tmp_path: Path) -> None:
    file = tmp_path / "typed"
    file.write_text("one\ntwo\n", encoding="utf-8")
    assert await _read(file) == ["one", "two"]
    assert await _read(Path(os.devnull)) == []


@pytest.mark.parametrize("kind", ["folder", "for writing"])
async def test_what_cannot_be_read_has_no_lines(tmp_path: Path, kind: str) -> None:
    handle = (
        os.open(tmp_path, os.O_RDONLY) if kind == "folder" else os.open(os.devnull, os.O_WRONLY)
    )
    try:
        assert await _lines(handle) == []
    finally:
        os.close(handle)


async def _read(file: Path) -> list[str]:
    handle = os.open(file, os.O_RDONLY)
    try:
        return await _lines(handle)
    finally:
        os.close(handle)


async def test_stopped_while_it_waits_it_ends_and_gives_out_what_it_has() -> None:
    reader, writer = os.pipe()
    try:
        os.write(writer, b"one\ntwo\nthr")
        typed, seen = TypedLines(reader), []
        async for line in typed:
            seen.append(line)
            if line == "two":
                asyncio.get_running_loop().call_soon(typed.stop)
        assert seen == ["one", "two", "thr"]
    finally:
        os.close(reader)
        os.close(writer)
