"""`supervisor`: a lead plans, rejects a result, plans again; what is not done in time is said."""

from __future__ import annotations

from tests.shipped_recipes.rehearsing import rehearse

NAME = "supervisor"
FIRST, SECOND = "solution/round", "solution/round.2"


async def test_the_lead_plans_who_does_what_after_whom() -> None:
    done = await rehearse(NAME)

    assert done.graph[f"{FIRST}/lead"] == ()
    assert done.graph[f"{FIRST}/searcher"] == ()
    assert done.graph[f"{FIRST}/coder"] == (f"{FIRST}/searcher",)
    assert done.graph[f"{FIRST}/tester"] == (f"{FIRST}/coder",)
    assert {path.rpartition("/")[2] for path in done.asked} == {
        *("lead", "searcher", "coder", "reviewer", "tester", "answer")
    }
    assert done.cut == {}


async def test_a_rejected_result_is_planned_again_with_what_showed_it() -> None:
    done = await rehearse(NAME)
    rejected = [each for each in done.data(f"{SECOND}/lead")["verdicts"] if not each["good"]]

    assert [each["step"] for each in rejected] == ["round/coder"]
    assert f"not good: round/coder: {rejected[0]['why']}" in done.notes
    assert done.graph[f"{SECOND}/coder"] == tuple(
        f"{FIRST}/{each}" for each in ("searcher", "coder", "tester")
    )
    assert "NO run" in done.told(f"{SECOND}/coder")
    assert done.graph[f"{SECOND}/reviewer"] == done.graph[f"{SECOND}/tester"]
    assert not any("could not be used" in note for note in done.notes)


async def test_the_answer_is_made_of_what_stands() -> None:
    done = await rehearse(NAME)

    assert done.data("solution/round.3/lead")["done"]
    assert f"{FIRST}/coder" not in done.graph["solution/answer"]
    assert f"{SECOND}/coder" in done.graph["solution/answer"]
    assert done.outcome.status == "done"
    assert "30 March 2025" in done.outcome.reply


async def test_where_the_rounds_run_out_it_says_what_is_not_done() -> None:
    done = await rehearse(NAME, unsolved="true")

    assert (done.outcome.status, done.outcome.exit_code) == ("partial", 1)
    assert done.outcome.missing == ("solution/round.3/coder (not judged)",)
    assert f"{SECOND}/coder" not in done.graph["solution/answer"]
    assert done.outcome.reply.startswith("**Not finished.**")


async def test_a_worker_who_is_gone_is_told_to_those_after_it_and_named_in_the_end() -> None:
    done = await rehearse(NAME, kills=[f"{FIRST}/searcher"])

    assert (done.outcome.status, done.outcome.missing) == ("partial", (f"{FIRST}/searcher",))
    assert "(nothing:" in done.told(f"{FIRST}/coder")
    assert "Failed or not good: round/searcher" in done.told(f"{SECOND}/lead")
    assert done.outcome.reply
