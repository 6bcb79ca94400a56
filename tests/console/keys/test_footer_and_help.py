"""Footer, help and palette are made from the same table as the keys, and follow the settings."""

from __future__ import annotations

import pytest

from orchtui.commands.catalogue import CATALOGUE
from orchtui.console.keymap import ACTIONS, key_shown, keys_shown
from orchtui.console.settings import keys_of
from orchtui.console.text.row import plain
from orchtui.errors import UsageError
from orchtui.session import UserSettings
from tests.console.keys.driving import NARROW, Run, on, paused, recorded, running


async def explained(run: Run) -> str:
    """All that help says, on one line."""
    await run.press("f1")
    return " ".join(plain(run.sheet("help").rows).split())


# -- as they come ---------------------------------------------------------------------------------


async def test_help_explains_every_action_and_every_command() -> None:
    async with on(running()) as run:
        told = await explained(run)
        for each in ACTIONS.values():
            assert f"{keys_shown(each.keys)} {each.about} ({each.id})" in told
        for verb, spec in CATALOGUE.items():
            assert f"{verb} {spec.about}" in told
            assert all(f":{each}" in told for each in spec.examples[:2])


async def test_help_is_closed_by_the_keys_that_open_it_and_that_leave() -> None:
    async with on(running()) as run:
        for key in ("escape", "q", "question_mark", "f1"):
            await run.press("question_mark", key)
            assert run.app.screen is run.screen


async def test_help_scrolls() -> None:
    async with on(running()) as run:
        await run.press("question_mark")
        assert "the timeline" not in run.text
        await run.press("pagedown")
        assert "the timeline" in run.text


async def test_every_word_of_the_footer_is_an_action_of_the_table() -> None:
    async with on(paused(), (250, 36)) as run:
        said = {f"{key_shown(each.keys)} {each.word}" for each in ACTIONS.values()}
        for word in run.footer.split("  "):
            assert word.strip() in said | {"space continue"}


async def test_where_there_is_little_room_what_matters_most_stays() -> None:
    async with on(paused(), NARROW) as run:
        assert run.footer.startswith("? help  space continue  s step  n next")
        assert len(run.footer) < NARROW[0]


async def test_the_footer_calls_space_what_it_does_now() -> None:
    async with on(running()) as run:
        assert "space pause" in run.footer
    async with on(paused()) as run:
        assert "space continue" in run.footer
    async with on(recorded()) as run:
        assert "space play" in run.footer
        await run.press("4", "home", "space")
        run.screen.clear_message()
        await run.settle()
        assert "space stop" in run.footer


# -- given other keys in the settings -------------------------------------------------------------


async def test_a_key_from_the_settings_does_what_the_action_does() -> None:
    async with on(paused(), keys={"step": "f7"}) as run:
        assert "f7 step" in run.footer
        await run.press("s")
        assert not run.given
        await run.press("f7")
        assert run.one == ("step", "", "", {})


async def test_a_key_that_is_given_away_is_taken_from_the_action_that_had_it() -> None:
    async with on(paused(), keys={"next": "s"}) as run:
        assert "s next" in run.footer
        assert " step" not in run.footer
        await run.press("s")
        assert run.one == ("next", "", "", {})
        run.given.clear()
        await run.press("n")
        assert not run.given


async def test_one_of_two_keys_may_be_taken() -> None:
    async with on(running(), keys={"fold": "question_mark"}) as run:
        assert "f1 help" in run.footer
        await run.press("question_mark")
        assert run.app.screen is run.screen
        assert "f1 Every key, explained." in await explained(run)


async def test_two_actions_may_change_places() -> None:
    async with on(paused(), keys={"step": "n", "next": "s"}) as run:
        await run.press("n", "s")
        assert [each.verb for each in run.given] == ["step", "next"]


async def test_an_action_may_have_several_keys() -> None:
    async with on(paused(), keys={"step": "f7, ctrl+n"}) as run:
        assert "f7 step" in run.footer
        await run.press("f7", "ctrl+n")
        assert [each.verb for each in run.given] == ["step", "step"]


async def test_help_tells_the_keys_of_the_settings() -> None:
    async with on(paused(), keys={"step": "f7", "next": "s", "find": "ctrl+f"}) as run:
        told = await explained(run)
        assert f"f7 {ACTIONS['step'].about}" in told
        assert f"s {ACTIONS['next'].about}" in told
        assert f"ctrl+f {ACTIONS['find'].about}" in told


async def test_help_tells_of_an_action_that_has_lost_its_key() -> None:
    async with on(paused(), keys={"next": "s"}) as run:
        assert f"no key {ACTIONS['step'].about} (step)" in await explained(run)


async def test_moving_has_keys_of_its_own_to_set() -> None:
    async with on(running(), keys={"move.down": "ctrl+n"}) as run:
        await run.press("1", "home", "ctrl+n")
        assert run.row == 1


async def test_escape_closes_what_is_asked_whatever_the_settings_say() -> None:
    async with on(running(), keys={"out": "f9"}) as run:
        await run.press("x", "escape")
        assert not run.asks
        await run.press("colon", "escape")
        assert not run.asks


@pytest.mark.parametrize(
    ("keys", "wrong"),
    [
        ({"stepp": "s"}, "keys: there is no action stepp; did you mean step?"),
        ({"step": "hyper+nonsense"}, "keys: step: there is no key 'hyper+nonsense'"),
        ({"step": "a,,b"}, "keys: step: there is no key ''"),
    ],
)
def test_a_mistake_in_the_settings_is_told(keys: dict[str, str], wrong: str) -> None:
    with pytest.raises(UsageError) as told:
        keys_of(UserSettings(keys=keys))
    assert wrong in str(told.value)
