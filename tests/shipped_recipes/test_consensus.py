"""`consensus`: three answer one question, hear each other, and come round or are weighed."""

from __future__ import annotations

from tests.shipped_recipes.rehearsing import rehearse

MEMBERS = ("panel/builder", "panel/sceptic", "panel/operator")


async def test_three_answer_apart_and_then_hear_each_other_until_they_agree() -> None:
    done = await rehearse("consensus")

    assert [done.graph[path] for path in MEMBERS] == [(), (), ()]
    for path in MEMBERS:
        assert done.graph[f"{path}.2"] == MEMBERS
        assert done.graph[f"{path}.3"] == tuple(f"{each}.2" for each in MEMBERS)
    assert [each.agreement for each in done.disagreement.rounds] == [0.3333, 0.6667, 1.0]
    assert len(done.asked) == 10
    assert done.cut == {}


async def test_what_they_came_round_to_is_settled_on_the_record_and_written_up() -> None:
    done = await rehearse("consensus")
    settled = done.disagreement.settled

    assert settled is not None
    assert settled.how == "refine"
    assert done.data(settled.path)["answer"] == "not_yet"
    assert done.graph["writer"] == (settled.path,)
    assert done.outcome.status == "done"
    assert done.outcome.reply.startswith("**Not yet")


async def test_each_hears_the_reasons_of_the_others_not_only_their_answers() -> None:
    done = await rehearse("consensus")

    told = done.told("panel/sceptic.2")
    assert "ships after Thursday noon" in told
    assert "restore a backup once" in told


async def test_where_nobody_moves_a_moderator_weighs_them_and_says_whom_it_overrules() -> None:
    done = await rehearse("consensus", stubborn="true")
    settled = done.disagreement.settled

    assert [each.agreement for each in done.disagreement.rounds] == [0.3333] * 3
    assert done.graph["panel/moderator"] == tuple(f"{path}.3" for path in MEMBERS)
    assert settled is not None
    assert (settled.how, settled.path) == ("synthesise", "panel/moderator")
    assert "overrules" in done.told("writer")
    assert "*Overruled:*" in done.outcome.reply
    assert done.outcome.status == "done"


async def test_two_are_heard_to_the_end_where_the_third_is_ended() -> None:
    done = await rehearse("consensus", kills=["panel/sceptic"])

    assert done.outcome.status == "partial"
    assert done.outcome.missing == ("panel/sceptic",)
    assert done.graph["panel/builder.2"] == ("panel/builder", "panel/operator")
    assert done.outcome.reply
