"""`dynamic-team`: only those whom a question needs are asked, each after whom it needs."""

from __future__ import annotations

from tests.shipped_recipes.rehearsing import Rehearsed, rehearse

NAME = "dynamic-team"
CAFE = "an empty café"


def team(done: Rehearsed) -> set[str]:
    """The agents that were asked."""
    return {done.record.state.steps[path].agent for path in done.asked}


async def test_four_of_seven_are_needed_and_build_on_each_other() -> None:
    done = await rehearse(NAME)

    assert team(done) == {
        *("planner", "geologist", "food_inspector", "lawyer", "accountant", "editor")
    }
    assert {path: given for path, given in done.graph.items() if path != "team/planner"} == {
        "team/soil": (),
        "team/kitchen": (),
        "team/lease": ("team/soil",),
        "team/budget": ("team/soil", "team/kitchen"),
        "team/reconcile": ("team/lease", "team/budget"),
    }
    assert done.cut == {}


async def test_another_place_needs_another_team() -> None:
    done = await rehearse(NAME, place=CAFE)

    assert team(done) == {"planner", "lawyer", "accountant", "editor"}
    assert CAFE in done.told("team/planner")
    assert done.outcome.status == "done"


async def test_who_is_left_out_is_left_out_for_a_reason() -> None:
    for place in ("an old petrol station", CAFE):
        done = await rehearse(NAME, place=place)
        plan = done.data("team/planner")
        asked = {task["skill"] for task in plan["tasks"]}
        left_out = {each["skill"]: each["why"] for each in plan["left_out"]}

        assert not asked & left_out.keys()
        skills = {skill for each in done.recipe.agents.values() for skill in each.skills}
        assert asked | left_out.keys() == skills
        assert all(left_out.values())


async def test_a_small_question_needs_no_team() -> None:
    done = await rehearse(NAME, task="Do we need a licence to sell coffee?")

    assert done.graph == {"team/alone": ()}
    assert team(done) == {"generalist"}
    assert done.outcome.status == "done"


async def test_the_numbers_of_the_answer_are_those_that_the_specialists_gave() -> None:
    done = await rehearse(NAME)

    for number in ("4,000", "18,000", "15,000", "23,000", "40,000"):
        assert number in done.told("team/reconcile")
        assert number in done.outcome.reply


async def test_a_specialist_who_is_gone_is_missing_and_the_others_are_told() -> None:
    done = await rehearse(NAME, kills=["team/soil"])

    assert (done.outcome.status, done.outcome.missing) == ("partial", ("team/soil",))
    assert "(nothing:" in done.told("team/lease")
    assert "Nothing came of soil." in done.told("team/reconcile")
    assert done.outcome.reply


async def test_without_a_planner_one_who_knows_a_little_of_everything_answers() -> None:
    done = await rehearse(NAME, kills=["team/planner"])

    assert done.outcome.status == "partial"
    assert "team/alone" in done.asked
    assert done.outcome.reply
