"""`startup-ideas`: demand and rivals are judged apart; where the two differ it is settled on the
record, and every idea keeps its verdict and its reason.
"""

from __future__ import annotations

from tests.shipped_recipes.rehearsing import Rehearsed, rehearse

NAME = "startup-ideas"
JUDGES = ("judges/validator", "judges/ranker/ranker")


def verdicts(done: Rehearsed, path: str) -> dict[str, str]:
    return {each["name"]: each["verdict"] for each in done.data(path)["verdicts"]}


async def test_demand_and_rivals_are_looked_at_side_by_side() -> None:
    done = await rehearse(NAME)

    assert done.graph == {
        "idea_generator": (),
        "judges/validator": ("idea_generator",),
        "judges/ranker/competitor_analyst": ("idea_generator",),
        "judges/ranker/ranker": ("judges/ranker/competitor_analyst",),
        "judges/arbiter": JUDGES,
        "writer": ("judges/arbiter",),
    }
    assert "Find 10." in done.told("idea_generator")
    assert done.cut == {}


async def test_what_validator_and_ranker_differ_on_is_found_and_settled() -> None:
    done = await rehearse(NAME)
    one, other = (verdicts(done, path) for path in JUDGES)
    found, settled = done.disagreement.found, done.disagreement.settled

    assert {name for name in one if one[name] != other[name]} == {
        "Quiet Kitchen",
        "Second Reader",
        "Night Desk",
    }
    assert found is not None
    assert found.agreement == 0.5
    assert done.disagreement.rounds[0].differs == ((*sorted(JUDGES), "build"),)
    assert settled is not None
    assert (settled.how, settled.path) == ("synthesise", "judges/arbiter")


async def test_the_arbiter_keeps_every_verdict_that_the_two_share() -> None:
    done = await rehearse(NAME)
    one, other = (verdicts(done, path) for path in JUDGES)
    ruled = verdicts(done, "judges/arbiter")

    assert all(ruled[name] == one[name] for name in one if one[name] == other[name])
    assert set(ruled) == set(one)


async def test_each_idea_is_in_the_outcome_with_its_verdict_and_reason() -> None:
    done = await rehearse(NAME)
    ruled = done.data("judges/arbiter")["verdicts"]
    lines = done.outcome.reply.splitlines()

    assert done.outcome.status == "done"
    assert len(ruled) == len({each["name"] for each in ruled}) == 10
    assert all(each["reason"] for each in ruled)
    for each in ruled:
        (line,) = (line for line in lines if f"**{each['name']}.**" in line)
        told = line.partition(".** ")[2]
        assert told.startswith(each["verdict"].capitalize())
        assert len(told) > len(each["verdict"]) + 10


async def test_where_the_arbiter_cannot_tell_a_person_is_asked() -> None:
    done = await rehearse(NAME, unsure="true")

    assert (done.outcome.status, done.outcome.exit_code) == ("waiting", 3)
    assert "0.6 is needed" in done.gates["judges/decision"]


async def test_and_what_that_person_picks_is_written_up() -> None:
    done = await rehearse(NAME, unsure="true", answers={"judges/decision": {"choice": "validator"}})

    assert done.graph["writer"] == ("judges/validator",)
    assert done.disagreement.settled is not None
    assert done.disagreement.settled.how == "escalate"
    assert done.outcome.reply


async def test_ideas_are_judged_by_demand_alone_where_nobody_knows_their_rivals() -> None:
    done = await rehearse(NAME, kills=["judges/ranker/competitor_analyst"])

    assert done.outcome.status == "partial"
    assert any("ranker" in path for path in done.outcome.missing)
    assert done.graph["writer"] == ("judges/validator",)
    assert done.outcome.reply
