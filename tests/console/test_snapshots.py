"""Pictures of the run screen, in each state and size: a picture that differs is looked at, and
taken anew with `pytest --snapshot-update` if it is better.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from textual.app import App
from textual.pilot import Pilot

from orchtui.console.glyphs import ASCII
from orchtui.domain import events as e
from tests.console.looking import Still, asked, console, replied, still

Compare = Callable[..., bool]


def paused(event: e.AnyEvent) -> bool:
    return isinstance(event, e.RunPaused)


def gate(event: e.AnyEvent) -> bool:
    return isinstance(event, e.GateOpened)


def disagreed(event: e.AnyEvent) -> bool:
    return isinstance(event, e.DisagreementFound)


STATES: Mapping[str, Callable[[], Still]] = {
    "running": lambda: still("research-article", upto=asked("copy_editor")),
    "paused": lambda: still("research-article", breaks=("fact_checker:after",), upto=paused),
    "failed": lambda: still("research-article", chaos="server"),
    "gate": lambda: still("hiring", upto=gate),
    "disagreement": lambda: still("consensus", upto=disagreed),
    "done": lambda: still("feature-build"),
}


@pytest.fixture(autouse=True)
def in_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without colours a picture is another one."""
    monkeypatch.delenv("NO_COLOR", raising=False)


async def settled(pilot: Pilot[None], shows: str = "") -> None:
    """Everything is laid out and filled: this is there, and a moment later it looks the same."""
    before = ""
    for _ in range(100):
        await pilot.pause(0.15)
        now = pilot.app.export_screenshot()
        if now == before and shows in now:
            return
        before = now
    raise AssertionError(f"{shows or 'a picture that stands still'} never came")


def pictured(
    app: App[None], compare: Compare, size: tuple[int, int], *keys: str, shows: str = ""
) -> None:
    async def before(pilot: Pilot[None]) -> None:
        await settled(pilot)
        for key in keys:
            await pilot.press(key)
            await pilot.pause(0.1)
        await settled(pilot, shows)

    assert compare(app, terminal_size=size, run_before=before)


@pytest.mark.parametrize("state", STATES)
def test_the_run_screen(state: str, snap_compare: Compare) -> None:
    pictured(console(STATES[state]()), snap_compare, (120, 36))


@pytest.mark.parametrize("size", [(80, 24), (200, 50)], ids=["80x24", "200x50"])
def test_the_run_screen_in_other_sizes(size: tuple[int, int], snap_compare: Compare) -> None:
    pictured(console(STATES["disagreement"]()), snap_compare, size)


def test_the_run_screen_where_there_is_no_room(snap_compare: Compare) -> None:
    pictured(console(STATES["running"]()), snap_compare, (40, 12))


def test_the_run_screen_in_a_light_theme(snap_compare: Compare) -> None:
    pictured(console(STATES["running"](), theme="textual-light"), snap_compare, (120, 36))


def test_the_run_screen_in_ascii(snap_compare: Compare) -> None:
    pictured(console(STATES["disagreement"](), glyphs=ASCII), snap_compare, (120, 36))


def test_a_replay(snap_compare: Compare) -> None:
    source = still("startup-ideas", kind="recorded")
    pictured(console(source), snap_compare, (120, 36), "t", "5", "0", "%", "enter")


@pytest.mark.parametrize(
    ("state", "keys"),
    [
        ("running", ("question_mark",)),
        ("running", ("q",)),
        ("paused", ("o",)),
        ("gate", ("g",)),
        ("disagreement", ("u",)),
        ("running", ("colon", "r", "e", "t")),
        ("done", ("slash", "l", "i", "n", "k", "enter")),
        ("done", ("2", "minus", "v", "z")),
    ],
    ids=["help", "leave", "override", "answer", "settle", "line", "found", "zoomed"],
)
def test_what_is_asked_over_it(state: str, keys: tuple[str, ...], snap_compare: Compare) -> None:
    pictured(console(STATES[state]()), snap_compare, (120, 36), *keys)


def test_positions_side_by_side(snap_compare: Compare) -> None:
    pictured(console(STATES["disagreement"]()), snap_compare, (120, 36), "5", "z", "down", "enter")


def test_a_reply_is_read_in_full(snap_compare: Compare) -> None:
    source = still("research-article", upto=replied("editor"))
    pictured(console(source), snap_compare, (120, 36), "3", "z")
