"""What is not possible is not done: the footer says why, and shows it dim beforehand."""

from __future__ import annotations

from orchtui.console.availability import PAST, READ_ONLY, SCRUBBING
from orchtui.console.keymap import ACTIONS, COMMANDS
from tests.console.keys.driving import disagreeing, done, left, on, paused, recorded, running

GIVES = [each.id for each in (*COMMANDS, ACTIONS["pause_now"]) if each.id != "resume"]


async def test_a_readonly_console_gives_no_command() -> None:
    async with on(paused(), readonly=True) as run:
        await run.press("5", "]", "]", "down")
        for name in GIVES:
            await run.press(ACTIONS[name].keys)
            assert not run.asks
            assert run.footer == f"{ACTIONS[name].word}: {READ_ONLY}"
        assert not run.given


async def test_a_readonly_console_gives_none_that_is_typed_either() -> None:
    async with on(paused(), readonly=True) as run:
        for line in ("step", "kill", "retry fact_checker again", "unbreak b1", "limit --cost 1"):
            await run.colon(line)
            assert run.footer.endswith(READ_ONLY)
        assert not run.given


async def test_a_readonly_console_still_moves_through_a_record() -> None:
    async with on(recorded(), readonly=True) as run:
        await run.press("4", "home", "s")
        assert run.footer.startswith("at 0:00")
        await run.press("R")
        assert run.footer == f"resume: {READ_ONLY}"


WHY = {
    "s": "step: nothing is ready",
    "n": "next: nothing is ready",
    "f": "finish: nothing is ready",
    "g": "gate: no gate is open",
    "u": "settle: nothing is disagreed on",
    "R": "resume: its process carries it out",
    "delete": "delete: point at a breakpoint, a stop or a watch first",
}


async def test_a_key_that_can_do_nothing_now_says_why() -> None:
    async with on(running()) as run:
        for key, why in WHY.items():
            await run.press(key)
            assert run.footer == why
        assert not run.given


async def test_a_step_that_is_over_is_neither_asked_again_nor_overridden() -> None:
    async with on(running()) as run:
        run.screen.navigation.select("researcher")
        for key in ("r", "e", "o"):
            run.screen.clear_message()
            await run.press(key)
            assert "its reply was handed over: fork the run to have it otherwise" in run.footer
            assert not run.asks


async def test_a_record_takes_no_commands() -> None:
    async with on(recorded()) as run:
        for name in ("kill", "retry", "edit", "override", "say", "answer", "settle", "limit"):
            await run.press(ACTIONS[name].keys)
            assert "the run is done: nothing can be asked of it any more" in run.footer
            assert not run.asks


async def test_in_the_past_of_a_live_run_nothing_is_given() -> None:
    async with on(paused()) as run:
        await run.press("5", "]", "]", "down")
        run.screen.actions.go(3)
        for name in GIVES:
            run.screen.clear_message()
            await run.press(ACTIONS[name].keys)
            assert run.footer.endswith(PAST) or name == "unbreak"
        assert not run.given


async def test_back_in_the_present_it_is_possible_again() -> None:
    async with on(paused()) as run:
        await run.press("4", "left", "s", "a", "s")
        assert run.one == ("step", "", "", {})


async def test_a_run_whose_process_is_gone_says_so() -> None:
    async with on(running()) as run:
        run.screen.view.gone = "its process has ended: R takes it up again"
        run.screen.mark_dirty()
        for key in ("space", "x", "b", "X"):
            await run.press(key)
            assert run.footer.endswith("its process has ended: R takes it up again")
        assert not run.given


async def test_what_is_not_possible_is_dim_in_the_footer() -> None:
    async with on(running(), (200, 50)) as run:
        run.screen.navigation.select("researcher")
        await run.settle()
        (row,) = run.sheet("footer").rows
        dim = {text.strip() for text, style in row.spans if style == "dim"}
        assert {"retry", "override", "edit"} <= dim
        assert not {"pause", "break"} & dim


async def test_the_footer_names_only_what_concerns_the_run() -> None:
    async with on(running()) as run:
        assert "gate" not in run.footer
        assert "settle" not in run.footer
    async with on(disagreeing()) as run:
        assert "u settle" in run.footer
    async with on(done()) as run:
        assert "space play" in run.footer
        assert "override" not in run.footer
    async with on(left()) as run:
        assert "R resume" in run.footer


def test_the_keys_that_scrub_a_record_are_keys_that_move_a_run() -> None:
    assert {each.id for each in COMMANDS} >= SCRUBBING
