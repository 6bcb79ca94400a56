"""`research-article`: facts are checked before they are written up, and nothing of them is cut."""

from __future__ import annotations

import re

from tests.shipped_recipes.rehearsing import rehearse

NAME = "research-article"


async def test_each_is_given_what_came_before_it_and_whole() -> None:
    done = await rehearse(NAME)

    assert done.graph == {
        "researcher": (),
        "fact_checker": ("researcher",),
        "seo_analyst": ("researcher",),
        "copy_editor": ("fact_checker",),
        "editor": ("copy_editor", "seo_analyst"),
    }
    assert done.cut == {}
    assert done.said("copy_editor") in done.told("editor")


async def test_the_article_is_one_that_a_person_would_read() -> None:
    done = await rehearse(NAME)
    page = done.outcome.reply

    assert done.outcome.status == "done"
    assert page.startswith("# Quantum entanglement")
    assert max(map(len, page.splitlines())) <= 96
    assert len(re.findall(r"^\d\. ", page, re.MULTILINE)) == 4
    cited = set(re.findall(r"\[(\d)\]", page))
    assert cited == {"1", "2", "3", "4"}


async def test_a_doubtful_article_is_published_only_as_a_person_has_it() -> None:
    waiting = await rehearse(NAME, doubtful="true")
    edited = await rehearse(
        NAME, doubtful="true", answers={"gate": {"choice": "edit", "text": "# Mine"}}
    )

    assert (waiting.outcome.status, waiting.outcome.exit_code) == ("waiting", 3)
    assert edited.outcome.reply == "# Mine"


async def test_a_fact_checker_that_falls_silent_is_replaced_by_a_quicker_one() -> None:
    done = await rehearse(NAME, fault="hang", strikes="fact_checker")
    step = done.record.state.steps["fact_checker"]

    assert [each.asked.model for each in step.attempts] == [
        done.recipe.tiers["strong"][0],
        done.recipe.tiers["quick"][0],
    ]
    assert done.outcome.reply.startswith("# Quantum entanglement")
