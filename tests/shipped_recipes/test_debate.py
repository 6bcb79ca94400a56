"""`debate`: both sides move until they meet; who never meet are judged."""

from __future__ import annotations

from tests.shipped_recipes.rehearsing import Rehearsed, rehearse

NAME = "debate"
SIDES = ("proponent", "opponent")
ROUNDS = ("round", "round.2", "round.3")


def positions(done: Rehearsed, side: str) -> list[str]:
    return [done.data(f"debate/{each}/{side}")["position"] for each in ROUNDS]


async def test_each_round_answers_what_both_sides_said_last() -> None:
    done = await rehearse(NAME)
    opened, answered = (tuple(f"debate/{each}/{side}" for side in SIDES) for each in ROUNDS[:2])

    assert [done.graph[path] for path in opened] == [(), ()]
    assert [done.graph[path] for path in answered] == [opened, opened]
    assert done.cut == {}


async def test_both_sides_move_and_meet_and_no_judge_is_paid() -> None:
    done = await rehearse(NAME)

    assert positions(done, "proponent") == ["yes", "yes", "change"]
    assert positions(done, "opponent") == ["no", "change", "change"]
    assert [each.agreement for each in done.disagreement.rounds] == [0.5, 0.5, 1.0]
    assert "debate/judge" not in done.asked
    assert done.graph["clerk"] == ("debate/round.3/proponent",)
    assert done.outcome.status == "done"
    assert "**Agreed" in done.outcome.reply


async def test_whoever_moves_says_what_the_other_side_was_right_about() -> None:
    done = await rehearse(NAME)

    for side in SIDES:
        moved = ROUNDS[positions(done, side).index("change")]
        conceded = done.data(f"debate/{moved}/{side}")["concedes"]
        assert conceded != done.data(f"debate/round/{side}")["concedes"]


async def test_two_who_do_not_move_are_judged() -> None:
    done = await rehearse(NAME, stubborn="true")
    settled = done.disagreement.settled

    assert {*positions(done, "proponent")} == {"yes"}
    assert {*positions(done, "opponent")} == {"no"}
    assert done.graph["debate/judge"] == tuple(f"debate/round.3/{side}" for side in SIDES)
    assert settled is not None
    assert (settled.how, settled.path) == ("judge", "debate/judge")
    assert done.graph["clerk"] == ("debate/judge",)
    assert done.outcome.status == "done"
    assert "did not agree" in done.outcome.reply


async def test_a_side_that_falls_silent_is_judged_by_what_it_said_last() -> None:
    done = await rehearse(NAME, kills=["debate/round.2/opponent"])

    assert done.graph["debate/judge"] == ("debate/round.2/proponent", "debate/round/opponent")
    assert (done.outcome.status, done.outcome.missing) == ("partial", ("debate/round.2/opponent",))
    assert done.outcome.reply
