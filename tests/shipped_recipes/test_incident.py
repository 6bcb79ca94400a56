"""`incident`: only the steps that an alert calls for; what is dangerous waits for a person."""

from __future__ import annotations

import pytest

from tests.shipped_recipes.rehearsing import rehearse

NAME = "incident"


async def test_a_release_is_rolled_back_once_a_person_has_approved() -> None:
    done = await rehearse(NAME, on_gate="approve")

    assert done.graph["operator"] == ("rollback_planner",)
    assert done.graph["post_mortem"] == ("operator", "announcer")
    assert set(done.asked) == {
        *("triage", "rollback_planner", "announcer", "operator", "post_mortem")
    }
    assert done.notes == [
        "a rollback was approved",
        "from here on it is hindsight: the post-mortem is drafted",
    ]
    assert done.outcome.status == "done"
    assert done.cut == {}


@pytest.mark.parametrize(("on_gate", "status"), [("fail", "waiting"), ("default", "stopped")])
async def test_nobody_is_told_how_to_roll_back_unless_somebody_approved(
    on_gate: str, status: str
) -> None:
    done = await rehearse(NAME, on_gate=on_gate)

    assert list(done.gates) == ["rollback"]
    assert done.outcome.status == status
    assert "operator" not in done.asked
    assert "announcer" in done.asked, "customers are told while it is decided"


async def test_a_plan_that_a_person_edits_is_the_one_that_is_followed() -> None:
    mine = {"choice": "edit", "text": "Only pay-1, and then call me."}
    done = await rehearse(NAME, answers={"rollback": mine})

    assert "Only pay-1, and then call me." in done.told("operator")
    assert "on the other three" not in done.told("operator")
    assert done.outcome.status == "done"


async def test_where_nothing_changed_there_is_no_rollback_and_no_gate() -> None:
    done = await rehearse(NAME, changed="nothing")

    assert set(done.asked) == {"triage", "diverter", "announcer", "post_mortem"}
    assert "nothing of ours changed: there is nothing to roll back" in done.notes
    assert done.gates == {}
    assert done.outcome.status == "done"


async def test_where_the_cause_is_not_known_nothing_is_touched_but_looked_at() -> None:
    done = await rehearse(NAME, changed="a new disk in db-2")

    assert set(done.asked) == {"triage", "investigator", "announcer", "post_mortem"}
    assert "a new disk in db-2" in done.data("investigator")["suspects"][0]["what"]
    assert "- before: a new disk in db-2" in done.outcome.reply


@pytest.mark.parametrize("changed", ["payments 4.18, released 13:47", "nothing"])
async def test_what_is_minor_is_a_ticket_whatever_changed(changed: str) -> None:
    done = await rehearse(NAME, share="1", changed=changed)

    assert done.asked == ["triage", "clerk"]
    assert done.notes == ["minor: nobody is woken, nothing is touched"]
    assert done.outcome.reply.startswith("**payments: 1% of card payments fail")


@pytest.mark.parametrize("changed", ["payments 4.18, released 13:47", "nothing", "a new disk"])
async def test_the_post_mortem_has_every_time_that_was_handed_on(changed: str) -> None:
    done = await rehearse(NAME, on_gate="approve", changed=changed)
    (responder, _) = done.graph["post_mortem"]

    known = [line for line in done.data(responder)["timeline"] if line[0].isdigit()]
    assert known
    assert all(f"- {line}" in done.outcome.reply for line in known)
    assert "- __:__ " in done.outcome.reply, "and leaves out none that people must fill in"


async def test_customers_not_told_does_not_hold_up_the_rest() -> None:
    done = await rehearse(NAME, on_gate="approve", kills=["announcer"])

    assert (done.outcome.status, done.outcome.missing) == ("partial", ("announcer",))
    assert "operator" in done.asked
    assert done.outcome.reply.startswith("# Card payments failed")


async def test_triage_does_not_wait_for_a_model_that_hangs() -> None:
    done = await rehearse(NAME, on_gate="approve", fault="hang", strikes="triage")
    models = [each.asked.model for each in done.record.state.steps["triage"].attempts]

    assert models == [done.recipe.tiers["quick"][0], done.recipe.tiers["strong"][0]]
    assert done.outcome.status == "done"
