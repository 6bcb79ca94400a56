"""What the run is given: the verb, what it is aimed at, its text and its options."""

from __future__ import annotations

import json

from orchtui.console.dialogs.text_editor import Writing
from tests.console.keys.driving import at_gate, disagreeing, on, paused, paused_before, running

ANEW = ("f7", "delete")
"""Selects all that is written, and deletes it."""


async def test_space_pauses_a_run_that_goes_on_and_continues_one_that_is_held() -> None:
    async with on(running()) as run:
        await run.press("space")
        assert run.one == ("pause", "", "", {})
        assert run.footer == "✔ pause"
    async with on(paused()) as run:
        await run.press("space")
        assert run.one == ("continue", "", "", {})


async def test_a_command_goes_to_the_step_that_is_looked_at() -> None:
    async with on(paused()) as run:
        await run.press("1", "home", "down", "down", "down")
        assert run.screen.view.selected == "seo_analyst"
        await run.press("b")
        assert run.one == ("break", "", "seo_analyst", {})


async def test_b_deletes_the_breakpoint_that_is_at_the_step() -> None:
    async with on(paused_before()) as run:
        run.screen.navigation.select("fact_checker")
        await run.press("b")
        assert run.one == ("unbreak", "b1", "", {})


async def test_delete_deletes_the_breakpoint_that_is_pointed_at_and_enter_switches_it() -> None:
    async with on(paused()) as run:
        await run.press("5", "]", "]", "down")
        assert run.pointed == "b1"
        await run.press("enter")
        assert run.one == ("unbreak", "b1", "", {"off": True})
        run.given.clear()
        await run.press("delete")
        assert run.one == ("unbreak", "b1", "", {})


async def test_what_is_said_goes_to_the_agent_of_the_step() -> None:
    async with on(running()) as run:
        await run.press("i")
        await run.type("Keep it short, please.")
        assert run.one == ("say", "copy_editor", "Keep it short, please.", {})
        assert run.focus == "graph"


async def test_nothing_is_said_where_nothing_was_typed() -> None:
    async with on(running()) as run:
        await run.press("i", "enter")
        assert not run.given
        await run.press("i")
        await run.write("no, do not")
        await run.press("escape")
        assert not run.given


async def test_a_limit_is_typed_after_what_the_key_has_begun() -> None:
    async with on(running()) as run:
        await run.press("m")
        await run.type("0.50")
        assert run.one == ("limit", "", "", {"cost": 0.5})


async def test_enter_on_a_meter_begins_its_limit() -> None:
    async with on(running()) as run:
        await run.press("6", "down", "down", "enter")
        await run.type("9000")
        assert run.one == ("limit", "", "", {"tokens": 9000.0})


# -- steps -----------------------------------------------------------------------------------------


async def test_an_edited_instruction_asks_the_step_again() -> None:
    async with on(disagreeing()) as run:
        path = run.screen.view.selected
        says = run.screen.view.state.steps[path].planned.says
        await run.press("e")
        assert f"Ask {path} again" in run.text
        assert run.screen.view.texts.read(says)[:40] in run.text
        await run.press(*ANEW)
        await run.paste("In one line.")
        await run.press("ctrl+s")
        assert run.one == ("retry", path, "In one line.", {})
        assert not run.asks


async def test_a_step_without_an_instruction_of_its_own_may_be_given_one() -> None:
    async with on(paused()) as run:
        await run.press("e")
        assert "it has none of its own: this is added to its task" in run.text
        await run.paste("In one line.")
        await run.press("ctrl+s")
        assert run.one == ("retry", "fact_checker", "In one line.", {})


async def test_a_reply_that_does_not_fit_is_not_sent() -> None:
    async with on(paused()) as run:
        await run.press("o", *ANEW)
        await run.paste('{"findings": 3')
        await run.press("ctrl+s")
        assert not run.given
        assert "not sent: " in run.text
        assert isinstance(run.app.screen, Writing)


async def test_a_reply_that_fits_takes_the_place_of_the_step_s_own() -> None:
    async with on(paused()) as run:
        step = run.screen.view.state.steps["fact_checker"]
        assert step.reply
        fits = json.dumps(json.loads(run.screen.view.texts.read(step.reply.text)))
        await run.press("o", *ANEW)
        await run.paste(fits)
        await run.press("ctrl+s")
        assert run.one == ("override", "fact_checker", fits, {})


async def test_a_text_that_the_run_refuses_stays_open_with_the_reason() -> None:
    async with on(paused()) as run:
        run.refuse("its reply was handed over")
        await run.press("e")
        await run.paste("In one line.")
        await run.press("ctrl+s")
        assert isinstance(run.app.screen, Writing)
        assert "not taken: its reply was handed over" in run.text
        await run.press("escape")
        assert not run.asks


async def test_escape_and_an_empty_text_send_nothing() -> None:
    async with on(paused()) as run:
        await run.press("e", "ctrl+s")
        assert "it is empty" in run.text
        await run.press("escape")
        assert not run.given


async def test_a_kill_is_asked_about_first_and_ends_the_step_or_the_run() -> None:
    async with on(running()) as run:
        await run.press("x")
        assert not run.given
        await run.press("k")
        assert run.one == ("kill", "copy_editor", "", {})
        run.given.clear()
        await run.press("x", "a")
        assert run.one == ("kill", "", "", {})
        run.given.clear()
        await run.press("x", "escape")
        assert not run.given


# -- gates and disagreements -----------------------------------------------------------------------


async def test_a_gate_is_answered_by_number_by_arrows_or_by_mouse() -> None:
    answered = ("answer", "interviews/decision", "", {"choice": "design"})
    async with on(at_gate()) as run:
        await run.press("g", "2")
        assert run.one == answered
        run.given.clear()
        await run.press("g", "down", "enter")
        assert run.one == answered
        run.given.clear()
        await run.press("g")
        await run.click("answers", 12, 1, times=2)
        assert run.one == answered


async def test_a_gate_is_answered_with_another_text() -> None:
    async with on(at_gate()) as run:
        await run.press("g", "4")
        assert run.asks == "Gate interviews/decision: what goes on"
        await run.press(*ANEW)
        await run.paste("Nobody, yet.")
        await run.press("ctrl+s")
        assert run.one == ("answer", "interviews/decision", "Nobody, yet.", {"choice": "edit"})


async def test_what_is_disagreed_on_is_settled_in_four_ways() -> None:
    async with on(disagreeing()) as run:
        id_ = "panel/disagreement"
        first = run.screen.view.state.disagreements[id_].rounds[-1].clusters[0][0]
        for key, options in (
            ("1", {"pick": first}),
            ("a", {"again": True}),
            ("e", {"escalate": True}),
        ):
            run.given.clear()
            await run.press("u", key)
            assert run.one == ("settle", id_, "", options)
        run.given.clear()
        await run.press("u", "m", *ANEW)
        await run.paste("Both, one after the other.")
        await run.press("ctrl+s")
        assert run.one == ("settle", id_, "Both, one after the other.", {})


# -- the line --------------------------------------------------------------------------------------


async def test_the_line_takes_any_command_with_all_that_goes_with_it() -> None:
    async with on(paused()) as run:
        await run.colon('retry fact_checker "In one line." --temperature 0.2 --reason "too long"')
        assert run.one == ("retry", "fact_checker", "In one line.", {"temperature": 0.2})
        assert run.given[0].reason == "too long"


async def test_what_was_typed_before_comes_back_with_up() -> None:
    async with on(paused()) as run:
        await run.colon("step seo_analyst")
        await run.press("colon", "up", "enter")
        assert [each.target for each in run.given] == ["seo_analyst", "seo_analyst"]


async def test_tab_or_right_takes_what_is_suggested() -> None:
    async with on(paused()) as run:
        await run.press("colon")
        await run.write("retry fact")
        await run.until(lambda: "retry fact_checker" in run.text)
        await run.press("right", "enter")
        assert run.one == ("retry", "fact_checker", "", {})


async def test_a_mistake_in_the_line_is_told_with_what_was_nearly_meant() -> None:
    async with on(paused()) as run:
        await run.colon("stpe")
        assert run.footer.startswith("there is no command stpe; did you mean step?")
        await run.colon("help me")
        assert "help takes nothing more" in run.footer
        await run.colon("limit --cost much")
        assert "cost" in run.footer
        assert not run.given


async def test_habits_from_elsewhere_are_understood() -> None:
    async with on(paused()) as run:
        await run.colon("w")
        assert run.footer == "written to orchtui-2pyjvj09x-graph.txt"
        await run.colon("q")
        assert run.source in run.app.left


async def test_what_the_run_answers_is_told_in_the_footer() -> None:
    async with on(paused()) as run:
        run.refuse("nothing is ready")
        await run.press("s")
        assert run.footer == "✗ step refused: nothing is ready"
