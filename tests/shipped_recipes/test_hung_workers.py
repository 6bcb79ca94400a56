"""Whoever hangs in a shipped recipe is asked afresh twice at most, and the run ends in its own time
with what there is, saying what is missing. It is never the whole run's limit that ends it.
"""

from __future__ import annotations

import pytest

from orchtui.recipes.library import recipes_folder
from orchtui.session import load
from tests.shipped_recipes.hanging import Hung, rehearse_hanging

VARIANTS: dict[str, list[dict[str, str]]] = {
    "consensus": [{}, {"stubborn": "true"}],
    "content-pipeline": [{}, {"careless": "true"}],
    "debate": [{}, {"stubborn": "true"}],
    "dynamic-team": [{}, {"place": "an empty café"}],
    "feature-build": [{}, {"stubborn": "true"}],
    "hello": [{}],
    "hiring": [{}, {"agreed": "true"}],
    "incident": [{}, {"changed": "nothing"}, {"changed": "a new disk"}, {"share": "1"}],
    "pr-review": [{}, {"critical": "true"}, {"docs_only": "true"}],
    "research-article": [{}, {"doubtful": "true"}],
    "review-loop": [{}, {"hasty": "true"}],
    "startup-ideas": [{}],
    "supervisor": [{}, {"unsolved": "true"}],
}
EVERY = [(name, each) for name, variants in VARIANTS.items() for each in variants]
AGENTS = [(name, agent) for name in VARIANTS for agent in load(name).recipe.agents]
ASKED_AT_MOST = 3


def test_every_shipped_recipe_is_among_them() -> None:
    assert set(VARIANTS) == {path.stem for path in recipes_folder().glob("*.yaml")}


@pytest.mark.parametrize(("name", "parameters"), EVERY)
async def test_a_step_that_hangs_is_missing_and_the_run_says_so(
    name: str, parameters: dict[str, str]
) -> None:
    well = await rehearse_hanging(name, **parameters)
    for path in [path for path, step in well.state.steps.items() if step.attempts]:
        ends_in_good_order(path, await rehearse_hanging(name, path, **parameters))


@pytest.mark.parametrize(("name", "agent"), AGENTS)
async def test_an_agent_that_hangs_in_all_its_steps_ends_no_run_by_its_limit(
    name: str, agent: str
) -> None:
    for parameters in VARIANTS[name]:
        run = await rehearse_hanging(name, agent, **parameters)
        for path in run.asked:
            ends_in_good_order(path, run)


def ends_in_good_order(path: str, run: Hung) -> None:
    """The step was asked as often as it may be, is named, and what there is was handed over."""
    ended = run.ended
    assert 2 <= run.asked[path] <= ASKED_AT_MOST
    assert path in run.told
    assert ended.status != "limited", ended.why
    if ended.status == "partial":
        assert ended.missing
        assert ended.reply, "what there is"
    elif ended.status == "failed":
        assert not any(step.reply for step in run.state.steps.values()), "there is nothing at all"
        assert path in ended.missing
    elif ended.status == "waiting":
        assert "needs a person" in ended.why
    elif ended.status == "done":
        assert any("fell back" in note and path in note for note in ended.notes), ended.notes
    else:
        assert ended.status == "rejected"
        assert ended.missing


async def test_an_article_comes_out_without_its_search_terms() -> None:
    run = await rehearse_hanging("research-article", "seo_analyst")

    assert (run.ended.status, run.ended.missing) == ("partial", ("seo_analyst",))
    assert run.ended.reply.startswith("# ")


async def test_what_was_not_checked_is_not_written_up() -> None:
    run = await rehearse_hanging("research-article", "fact_checker")

    assert run.ended.status == "partial"
    assert run.ended.missing == ("fact_checker", "copy_editor", "editor")
    assert run.ended.why.startswith("fact_checker: no answer from ")
    assert "## researcher" in run.ended.reply
    assert run.ended.seconds < 30


async def test_ideas_that_only_one_judge_has_judged_are_written_up_all_the_same() -> None:
    run = await rehearse_hanging("startup-ideas", "competitor_analyst")

    assert (run.ended.status, run.ended.missing) == ("partial", ("judges/ranker",))
    assert run.ended.reply


async def test_a_plain_writer_takes_over_from_one_that_hangs() -> None:
    run = await rehearse_hanging("content-pipeline", "transformer")

    assert run.ended.status == "done"
    assert run.state.steps["plain_writer"].reply
    assert run.state.steps["publisher"].reply
