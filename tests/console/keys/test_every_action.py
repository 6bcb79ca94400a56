"""Every action of the table does what it says: by each of its keys, by its id after the colon, and
from the palette.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest
from textual.app import SystemCommand

from orchtui.console.keymap import ACTIONS
from orchtui.console.settings import THEMES
from tests.console.keys.driving import SMALL, Run, on
from tests.console.keys.effects import EFFECTS, Effect

KEYS = [(each.id, key) for each in ACTIONS.values() for key in each.keys.split(",")]


@asynccontextmanager
async def about_to(name: str) -> AsyncIterator[tuple[Run, Effect]]:
    """A run on which an action can be done, and has not been yet."""
    effect = EFFECTS[name]
    async with on(effect.run(), SMALL) as run:
        await run.press(*effect.first)
        assert not effect.sees(run), "it is so before anything is done"
        yield run, effect
        assert effect.sees(run), run.text


def test_no_action_is_without_an_effect_told_here() -> None:
    assert set(EFFECTS) == set(ACTIONS)


def test_no_key_stands_for_two_actions() -> None:
    keys = [key for _, key in KEYS]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(("name", "key"), KEYS)
async def test_a_key_does_it(name: str, key: str) -> None:
    async with about_to(name) as (run, _):
        await run.press(key)


@pytest.mark.parametrize("name", ACTIONS)
async def test_its_id_after_the_colon_does_it(name: str) -> None:
    async with about_to(name) as (run, _):
        await run.colon(name)


async def test_the_palette_has_every_action_with_what_it_does() -> None:
    async with on(EFFECTS["help"].run()) as run:
        has = offered(run)
        for each in ACTIONS.values():
            assert has[each.id.replace("_", " ")].help == each.about
        assert len(has) == len(ACTIONS) + len(THEMES)


@pytest.mark.parametrize("name", ["step", "override", "unbreak", "zoom", "copy", "panel_4", "help"])
async def test_the_palette_does_it(name: str) -> None:
    async with about_to(name) as (run, _):
        offered(run)[name.replace("_", " ")].callback()
        await run.settle()


async def test_the_palette_chooses_a_theme() -> None:
    async with on(EFFECTS["help"].run(), SMALL) as run:
        offered(run)["theme nord"].callback()
        assert run.app.theme == "nord"


def offered(run: Run) -> Mapping[str, SystemCommand]:
    """What the palette has, by title."""
    return {each.title: each for each in run.app.get_system_commands(run.app.screen)}


async def test_the_palette_is_opened_and_typed_into() -> None:
    async with on(EFFECTS["help"].run()) as run:
        await run.press("ctrl+p")
        await run.write("break")
        await run.until(lambda: "Set a breakpoint" in run.text)
        await run.press("enter")
        await run.until(lambda: run.given)

        assert run.one == ("break", "", "copy_editor", {})
