"""`content-pipeline`: each stage is checked; a draft goes back once, then somebody plainer writes;
a person lets it out.
"""

from __future__ import annotations

import pytest

from tests.shipped_recipes.rehearsing import rehearse

NAME = "content-pipeline"
STAGES = {
    "extractor": (),
    "enricher": ("extractor",),
    "draft/transformer": ("enricher",),
    "draft/validator": ("draft/transformer",),
    "draft.2/transformer": ("enricher", "draft/validator"),
    "draft.2/validator": ("draft.2/transformer",),
}


async def test_a_draft_that_is_not_valid_goes_back_once_with_the_reasons() -> None:
    done = await rehearse(NAME, on_gate="approve")

    assert done.graph == {**STAGES, "publisher": ("draft.2/validator",)}
    assert not done.data("draft/validator")["valid"]
    assert "the notes doubt it themselves" in done.told("draft.2/transformer")
    assert "not accepted" in done.told("draft.2/transformer")
    passed_on = done.data("draft.2/validator")["item"]
    assert passed_on.split() == done.said("draft.2/transformer").split()
    assert done.cut == {}


async def test_what_is_published_says_nothing_that_the_notes_doubt() -> None:
    done = await rehearse(NAME, on_gate="approve")

    assert done.outcome.status == "done"
    assert "Oldest" in done.said("draft/transformer")
    assert "ldest" not in done.outcome.reply
    assert "/news/wendlow-tide-mill" in done.outcome.reply


async def test_a_writer_who_does_not_listen_gives_way_to_a_plain_one() -> None:
    done = await rehearse(NAME, on_gate="approve", careless="true")

    assert done.graph == {
        **STAGES,
        "plain_writer": ("enricher",),
        "publisher": ("plain_writer",),
    }
    assert [note.split(":")[0] for note in done.notes] == ["sent back", "fell back"]
    assert done.outcome.status == "done"
    assert "- Built in 1784" in done.outcome.reply


@pytest.mark.parametrize(("on_gate", "status"), [("fail", "waiting"), ("default", "stopped")])
async def test_nothing_is_published_that_nobody_approved(on_gate: str, status: str) -> None:
    done = await rehearse(NAME, on_gate=on_gate)

    assert list(done.gates) == ["publication"]
    assert done.outcome.status == status
    assert "publisher" not in done.asked


async def test_what_a_person_edits_is_what_is_published() -> None:
    done = await rehearse(
        NAME, answers={"publication": {"choice": "edit", "text": "# It turns on Saturday"}}
    )

    assert "# It turns on Saturday" in done.told("publisher")
    assert "Ines Pardo" not in done.told("publisher")
    assert done.outcome.status == "done"


async def test_a_stage_whose_model_is_down_is_asked_of_another() -> None:
    done = await rehearse(NAME, on_gate="approve", fault="server", strikes="extractor")
    extracting = done.record.state.steps["extractor"].attempts

    tiers = done.recipe.tiers
    assert [each.asked.model for each in extracting] == [tiers["quick"][0], tiers["strong"][0]]
    assert done.outcome.status == "done"
