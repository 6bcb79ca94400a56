"""What is asked over the run: it is answered by key, by arrows and enter, or let be; the run goes
on, and nobody's typing is taken from them.
"""

from __future__ import annotations

from orchtui.console.dialogs.choice import Choice
from orchtui.domain import events as e
from tests.console.keys.driving import Run, at_gate, before_the_gate, on, paused, running


async def test_escape_lets_anything_be() -> None:
    async with on(at_gate()) as run:
        for key in ("g", "x", "u", "m", "t", "w", "slash", "colon", "question_mark"):
            await run.press(key, "escape")
            assert not run.asks, key
            assert run.app.screen is run.screen, key
        assert not run.given
        assert run.source not in run.app.left


async def test_answers_are_gone_through_with_arrows_and_letters() -> None:
    async with on(at_gate()) as run:
        await run.press("g")
        answers = run.sheet("answers")
        assert answers.pointed.key == "choice:coding"
        await run.press("j", "down", "k", "end", "home", "down")
        assert answers.pointed.key == "choice:design"
        await run.press("enter")
        assert run.one == ("answer", "interviews/decision", "", {"choice": "design"})


async def test_a_number_that_is_no_answer_does_nothing() -> None:
    async with on(at_gate()) as run:
        await run.press("g", "9", "z")
        assert isinstance(run.app.screen, Choice)
        assert not run.given


async def test_keys_of_the_run_do_nothing_while_something_is_asked() -> None:
    async with on(running()) as run:
        await run.press("x", "space", "b", "q")
        assert isinstance(run.app.screen, Choice)
        assert not run.given


async def test_ctrl_c_lets_be_what_is_asked_and_then_leaves() -> None:
    for key in ("ctrl+c", "ctrl+q"):
        async with on(running()) as run:
            await run.press("x", key)
            assert not run.asks
            await run.press("question_mark", key)
            assert run.app.screen is run.screen
            assert not run.app.left
            await run.press(key)
            assert run.source in run.app.left


async def test_letters_go_into_the_line_and_are_no_commands() -> None:
    async with on(running()) as run:
        await run.press("colon")
        await run.write("xqbz 12")
        assert typed(run) == "xqbz 12"
        assert not run.given


async def test_keys_typed_at_once_go_where_the_first_leads() -> None:
    async with on(running()) as run:
        await run.write(":pause")
        assert typed(run) == "pause"
        await run.press("enter")
        assert run.one == ("pause", "", "", {})


async def test_a_gate_that_opens_takes_nothing_of_what_is_typed() -> None:
    async with on(before_the_gate()) as run:
        await run.press("colon")
        await run.write("limit --c")
        opens(run)
        await run.settle()
        assert run.sheet("banner").is_on_screen
        await run.write("ost 1")
        assert typed(run) == "limit --cost 1"
        await run.press("enter")
        assert run.one == ("limit", "", "", {"cost": 1.0})
        await run.press("g", "1")
        assert run.given[-1].verb == "answer"


async def test_a_gate_that_opens_takes_no_text_that_is_written() -> None:
    async with on(before_the_gate()) as run:
        run.screen.edit("A text", "", sent)
        await run.settle()
        await run.paste("some words")
        opens(run)
        await run.settle()
        assert "some words" in run.text
        assert run.asks == "A text"


async def sent(_text: str) -> str:
    return ""


async def test_a_question_stays_as_it_was_asked_when_the_run_goes_on() -> None:
    async with on(before_the_gate()) as run:
        await run.press("x")
        opens(run)
        await run.settle()
        assert run.asks.startswith("Kill ")


async def test_focus_comes_back_to_where_it_was() -> None:
    async with on(paused()) as run:
        for number, name in (("1", "agents"), ("4", "timeline"), ("5", "tab")):
            await run.press(number, "colon", "escape")
            assert run.focus == name
            await run.press("colon")
            await run.type("pause")
            assert run.focus == name
            await run.press("colon", "slash", "escape")
            assert run.focus == name


def typed(run: Run) -> str:
    """What stands in the line."""
    return str(getattr(run.screen.query_one("#line-input"), "value", ""))


def opens(run: Run) -> None:
    """The gate opens: the turns in which it does come in."""
    for turn in at_gate().view.player.turns[run.screen.view.player.length :]:
        run.screen.view.take(turn)
    assert any(isinstance(each, e.GateOpened) for t in run.screen.view.waiting for each in t.events)
