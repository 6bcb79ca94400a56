"""The benchmarks still run, and their page says what was found; no time is judged here."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks import chain, fan_out, large_graph, pieces, recorded
from tests.benchmarks.bare import SAYS
from tests.benchmarks.contest import Family
from tests.benchmarks.first_paint import BARE
from tests.benchmarks.measure import FLOOR, OURS, THREAD, Figure
from tests.benchmarks.on_pty import OnPty
from tests.benchmarks.page import page
from tests.benchmarks.shares import Profile, Share


@pytest.mark.parametrize("family", [chain.FAMILY, fan_out.FAMILY], ids=lambda family: family.key)
async def test_every_contender_does_the_whole_work(family: Family, tmp_path: Path) -> None:
    (figure,) = await family.measure(tmp_path, rounds=1)
    assert {OURS, FLOOR, THREAD} <= set(figure.samples)
    assert all(len(samples) == 1 for samples in figure.samples.values())


async def test_a_recorded_run_is_opened_and_any_position_reached(tmp_path: Path) -> None:
    figures = await recorded.figures(tmp_path, rounds=1, events=300)
    assert {figure.key for figure in figures} == {"h"}
    assert "302 events" in figures[0].what


async def test_a_graph_is_laid_out_and_scrolled_at_every_zoom(tmp_path: Path) -> None:
    figures = await large_graph.figures(tmp_path, rounds=1, steps=60)
    assert {figure.key for figure in figures} == {"k"}
    assert all("60 steps" in figure.what for figure in figures)
    assert sum(FLOOR in figure.samples for figure in figures) == 9


async def test_pieces_are_streamed_and_shown(tmp_path: Path) -> None:
    grown, _ = await pieces.figures(tmp_path, 1, pieces=pieces.AGENTS * pieces.IN_A_STEP)
    assert grown.what.startswith("2,000,000 pieces")


def test_a_program_on_a_terminal_is_driven_and_measured() -> None:
    with OnPty([str(BARE)], {}) as program:
        shown = program.until(SAYS)
        pressed = program.type("x")
        assert program.began < shown < pressed < program.until("pressed x")
        assert program.cpu()["all"] >= program.cpu()["first"] > 0
        assert program.memory() > 1


def test_a_missed_target_is_told_with_where_the_time_goes() -> None:
    profile = Profile([Share("orchtui.core.machine", "feed", 0.25)], {"orchtui.core": 0.5})
    told = _page(Figure("a", "a chain", "ms", {OURS: [2.0], FLOOR: [1.0]}, 1.0, 0.5, profile))
    assert "| a | a chain | ms | 2.00 | 2.00 | 1.00 | 0.500 | **missed** |" in told
    assert "| `orchtui.core.machine` | `feed` | 25 % |" in told


def test_a_target_that_is_met_is_told_without_a_profile() -> None:
    told = _page(Figure("a", "a chain", "ms", {OURS: [0.9], FLOOR: [0.3]}, 1.0, 0.5))
    assert "**missed**" not in told
    assert "every target is met" in told


def test_a_peer_that_is_not_there_is_said_not_to_be() -> None:
    told = _page(Figure("a", "a chain", "ms", {OURS: [0.9], FLOOR: [0.3]}, 1.0))
    assert (
        "| a | a chain | ms | 0.900 | 0.300 | - | not installed | 3.0 \N{MULTIPLICATION SIGN} |"
        in told
    )


def _page(figure: Figure) -> str:
    return page(
        [figure], date="1 May 2026", machine="a machine", versions="a", busy="0.1", peer=False
    )
