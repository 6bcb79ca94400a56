"""`hiring`: four vote apart; unless all agree a person decides, and an empty room never does."""

from __future__ import annotations

import pytest

from tests.shipped_recipes.rehearsing import rehearse

INTERVIEWERS = ("coding", "design", "teamwork", "judgement")
VOTES = {f"interviews/{name}": () for name in INTERVIEWERS}


async def test_four_who_agree_need_nobody_else() -> None:
    done = await rehearse("hiring", agreed="true")

    assert done.graph == {**VOTES, "secretary": ("interviews/coding",)}
    assert done.disagreement.found is None
    assert done.disagreement.rounds[0].agreement == 1.0
    assert done.gates == {}
    assert done.outcome.status == "done"
    assert "**Candidate 41, senior engineer, payments: hire.**" in done.outcome.reply


async def test_no_vote_knows_of_another() -> None:
    done = await rehearse("hiring")

    for path in VOTES:
        assert "<reply" not in done.told(path)
        assert "Candidate 41" in done.told(path)


@pytest.mark.parametrize("on_gate", ["fail", "default", "approve", "deny"])
async def test_where_they_differ_no_run_decides_by_itself(on_gate: str) -> None:
    done = await rehearse("hiring", on_gate=on_gate)

    assert (done.outcome.status, done.outcome.exit_code) == ("waiting", 3)
    assert done.graph == VOTES
    assert done.disagreement.found is not None
    assert done.disagreement.settled is None


async def test_the_person_is_shown_who_says_what() -> None:
    asked = (await rehearse("hiring")).gates["interviews/decision"]

    assert "coding, teamwork: verdict=hire" in asked
    assert "design: verdict=unsure" in asked
    assert "judgement: verdict=no_hire" in asked


@pytest.mark.parametrize(
    ("choice", "verdict"), [("coding", "hire"), ("design", "unsure"), ("judgement", "no_hire")]
)
async def test_whose_vote_a_person_picks_stands_and_goes_into_the_minutes(
    choice: str, verdict: str
) -> None:
    done = await rehearse("hiring", answers={"interviews/decision": {"choice": choice}})
    settled = done.disagreement.settled

    assert settled is not None
    assert (settled.how, settled.path) == ("escalate", f"interviews/{choice}")
    assert settled.by
    assert done.graph["secretary"] == (f"interviews/{choice}",)
    assert f'"verdict": "{verdict}"' in done.told("secretary")
    assert done.outcome.status == "done"


async def test_a_person_may_also_write_what_none_of_them_said() -> None:
    words = "A second day, with the incident from 2019 told by somebody who was there."
    done = await rehearse(
        "hiring", answers={"interviews/decision": {"choice": "edit", "text": words}}
    )

    assert words in done.told("secretary")
    assert done.outcome.status == "done"


async def test_three_who_agree_are_enough_where_the_fourth_is_missing_and_named() -> None:
    done = await rehearse("hiring", agreed="true", kills=["interviews/design"])

    assert done.outcome.status == "partial"
    assert done.outcome.missing == ("interviews/design",)
    assert done.disagreement.rounds[0].agreement == 1.0
    assert done.outcome.reply
