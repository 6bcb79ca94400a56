"""Going through time: a record is scrubbed, stepped, played; the past of a live run is looked at
while it goes on.
"""

from __future__ import annotations

from tests.console.keys.driving import Run, left, on, paused, recorded, recorded_held, running


def at(run: Run) -> int | None:
    """The position that is looked at; none is the end of what is known."""
    return run.screen.view.position


def last(run: Run) -> int:
    """The last position there is."""
    return run.screen.view.player.length


def begins(run: Run, path: str) -> bool:
    """Whether the moment that is looked at is the one in which a step begins."""
    before = run.screen.view.player.at((at(run) or last(run)) - 1)
    return run.screen.view.state.steps[path].attempts != before.steps[path].attempts


def is_at_start(run: Run) -> bool:
    """Whether no time has passed."""
    here = at(run)
    return here is not None and run.screen.view.player.elapsed(here) == 0


# -- by hand --------------------------------------------------------------------------------------


async def test_left_and_right_in_the_timeline_go_a_turn_back_and_on() -> None:
    async with on(recorded()) as run:
        await run.press("4", "left")
        assert at(run) == last(run) - 1
        await run.press("h", "left")
        assert at(run) == last(run) - 3
        await run.press("right", "l")
        assert at(run) == last(run) - 1
        await run.press("right")
        assert at(run) is None


async def test_home_is_the_start_and_end_the_end() -> None:
    async with on(recorded()) as run:
        await run.press("4", "home")
        assert at(run) == 0
        await run.press("end")
        assert at(run) is None


async def test_the_header_says_which_moment_it_is() -> None:
    async with on(paused()) as run:
        assert "● live" in run.text
        await run.press("4", "left", "left")
        assert "● live" not in run.text
        assert "events ago" in run.text


MOMENTS = {"0:02": "at 0:0", "2 s": "at 0:0", "#3": "at 0:00", "50%": "at 0:0", "0": "at 0:00"}


async def test_t_goes_to_a_time_an_event_or_a_share() -> None:
    async with on(recorded()) as run:
        for typed, told in MOMENTS.items():
            await run.press("end", "t")
            await run.type(typed)
            assert run.footer.startswith(told)
            assert run.screen.view.is_past
            assert run.focus == "graph"


async def test_a_time_is_reached_and_not_gone_past() -> None:
    async with on(recorded()) as run:
        await run.colon("time 0:02")
        position = at(run)
        assert position is not None
        player = run.screen.view.player
        assert player.elapsed(position) <= 2.0 < player.elapsed(position + 1)


async def test_an_event_is_reached_by_its_number() -> None:
    async with on(recorded()) as run:
        await run.colon("time #10")
        assert run.screen.view.state.events >= 10
        await run.press("4", "left")
        assert run.screen.view.state.events < 10


async def test_what_is_no_moment_is_told() -> None:
    async with on(recorded()) as run:
        await run.press("t")
        await run.type("soon")
        assert "'soon' is no moment: write a time (0:12 or 12 s)" in run.footer
        assert at(run) is None


async def test_nothing_typed_goes_nowhere() -> None:
    async with on(recorded()) as run:
        await run.press("4", "left", "t", "enter")
        assert at(run) == last(run) - 1


async def test_enter_on_an_event_goes_to_it() -> None:
    async with on(recorded()) as run:
        await run.press("5", "home", "down", "down", "enter")
        assert run.screen.view.is_past
        assert run.screen.view.state.events >= 3


# -- step by step ---------------------------------------------------------------------------------


async def test_s_goes_a_turn_on_and_n_to_where_the_next_step_is_over() -> None:
    async with on(recorded()) as run:
        await run.press("4", "home", "s")
        assert at(run) == 1
        await run.press("n")
        over = [step.path for step in run.screen.view.state.steps.values() if step.is_over]
        assert over == ["researcher"]
        assert not run.given


async def test_c_goes_to_where_the_run_was_held_and_then_to_the_end() -> None:
    async with on(recorded_held()) as run:
        await run.press("4", "home", "c")
        assert run.screen.view.state.status in ("pausing", "paused")
        await run.press("c")
        assert at(run) is None or run.screen.view.state.status in ("pausing", "paused")
        await run.press("f")
        assert at(run) is None


async def test_b_in_a_record_stops_playing_at_the_step_and_the_run_is_given_nothing() -> None:
    async with on(recorded()) as run:
        run.screen.navigation.select("copy_editor")
        await run.press("b")
        assert run.footer == "stops at copy_editor"
        await run.press("4", "home", "c")
        assert begins(run, "copy_editor")
        await run.press("b")
        assert run.footer == "does not stop at copy_editor"
        assert not run.given


async def test_a_stop_is_deleted_and_typed_like_a_breakpoint() -> None:
    async with on(recorded()) as run:
        await run.colon("break if cost > 0.005")
        assert run.screen.view.stops == ["if cost > 0.005"]
        await run.colon("break if cost > 0.005")
        assert run.footer == "stops at if cost > 0.005 already"
        await run.press("5", "]", "]", "down", "delete")
        assert not run.screen.view.stops
        await run.colon("unbreak nowhere")
        assert "playing does not stop at nowhere" in run.footer


# -- playing --------------------------------------------------------------------------------------


async def test_space_plays_a_record_from_its_start_and_stops_it() -> None:
    async with on(recorded()) as run:
        await run.press("space")
        assert run.footer == "playing at 1 times as fast"
        assert is_at_start(run)
        run.now += 5.0
        await run.settle()
        here = at(run)
        assert here
        assert 0 < run.screen.view.player.elapsed(here) <= 5.0
        await run.press("space")
        assert run.footer == "stopped"
        run.now += 2.0
        await run.settle()
        assert at(run) == here


async def test_playing_goes_on_from_what_is_looked_at() -> None:
    async with on(recorded()) as run:
        await run.colon("time 50%")
        here = at(run)
        await run.press("space")
        assert at(run) == here


async def test_playing_stops_at_the_end_and_then_begins_again() -> None:
    async with on(recorded()) as run:
        await run.press("space")
        run.now += 3600.0
        await run.settle()
        assert at(run) is None
        assert not run.screen.playback.playing
        await run.press("space")
        assert is_at_start(run)


async def test_playing_stops_where_the_viewer_wants_it_to() -> None:
    async with on(recorded()) as run:
        await run.colon("break seo_analyst")
        await run.press("4", "home", "space")
        run.now += 3600.0
        await run.settle()
        assert begins(run, "seo_analyst")
        assert not run.screen.playback.playing


async def test_speeds_go_from_a_quarter_to_thirty_two_times() -> None:
    async with on(recorded()) as run:
        told = []
        for _ in range(7):
            await run.press("greater_than_sign")
            told.append(run.footer.split()[0])
        assert told == ["2", "4", "8", "16", "32", "32", "32"]
        told.clear()
        for _ in range(9):
            await run.press("less_than_sign")
            told.append(run.footer.split()[0])
        assert told == ["16", "8", "4", "2", "1", "0.5", "0.25", "0.25", "0.25"]


async def test_twice_the_speed_is_twice_as_far() -> None:
    async with on(recorded()) as run:
        await run.press("greater_than_sign", "space")
        run.now += 3.0
        await run.settle()
        twice = at(run)
        await run.press("less_than_sign", "space", "4", "home", "space")
        run.now += 6.0
        await run.settle()
        assert at(run) == twice


# -- the past of a run that goes on ---------------------------------------------------------------


async def test_the_past_of_a_live_run_is_looked_at_without_touching_it() -> None:
    async with on(running()) as run:
        await run.press("4", "home")
        assert at(run) == 0
        assert not run.given
        await run.press("a")
        assert at(run) is None
        assert run.screen.graph.follows_run


async def test_a_comes_back_to_the_end_from_any_panel() -> None:
    async with on(left()) as run:
        await run.press("4", "left", "left", "1", "a")
        assert at(run) is None
        assert run.focus == "agents"
