"""`feature-build`: components written apart, put together, attacked, and mended where they meet."""

from __future__ import annotations

import ast

from tests.shipped_recipes.rehearsing import rehearse

NAME = "feature-build"
PARTS = tuple(f"parts/component{n}/implementer" for n in ("", ".2", ".3"))


async def test_each_component_is_written_by_itself_and_attacked_together() -> None:
    done = await rehearse(NAME)

    steps = done.record.state.steps
    for path, each in zip(PARTS, done.data("architect")["components"], strict=True):
        (item,) = done.graph[path]
        assert steps[item].inputs == ("architect",)
        assert each["offers"] in done.told(path)
        assert f"# {each['name']}.py" in done.said(path)
    assert done.graph["change/round/integrator"] == PARTS
    assert done.graph["change/review/security"] == ("change/round/integrator",)
    assert done.cut == {}


async def test_what_security_finds_is_mended_and_the_summary_is_of_that() -> None:
    done = await rehearse(NAME)

    assert not done.data("change/review/security")["approved"]
    assert done.graph["change/round.2/integrator"] == (
        "change/round/integrator",
        "change/review/security",
    )
    assert done.data("change/review.2/security")["approved"]
    assert done.graph["reporter"] == ("change/round.2/integrator", "change/review.2/security")
    assert (done.outcome.status, done.outcome.missing) == ("done", ())
    (still_open,) = done.notes
    assert still_open.startswith("open: security (minor, at links.make): A link works for ever.")


async def test_the_change_is_python_and_asks_whose_item_it_is() -> None:
    done = await rehearse(NAME)
    change = ast.parse(done.said("change/round.2/integrator"))
    ticks = [each for each in ast.walk(change) if isinstance(each, ast.FunctionDef)]

    assert ["list_id", "item_id"] in [[arg.arg for arg in each.args.args] for each in ticks]
    assert all(ast.parse(done.said(path)) for path in PARTS)


async def test_what_is_never_mended_is_rejected_and_summed_up_all_the_same() -> None:
    done = await rehearse(NAME, stubborn="true")

    assert (done.outcome.status, done.outcome.exit_code) == ("rejected", 6)
    assert done.outcome.missing == ("approval of integrator",)
    assert "It is not approved" in done.told("reporter")
    (last_work, still_objecting) = done.graph["reporter"]
    assert last_work == "change/round.3/integrator"
    assert '"severity": "critical"' in done.said(still_objecting), "and is told why it is not"
    assert done.outcome.reply.startswith("## Do not merge")


async def test_a_component_nobody_writes_is_named_and_the_others_are_put_together() -> None:
    done = await rehearse(NAME, kills=[PARTS[1]])

    assert done.graph["change/round/integrator"] == (
        PARTS[0],
        "parts/component.2/nothing",
        PARTS[2],
    )
    assert done.outcome.status == "partial"
    assert any("component.2" in each for each in done.outcome.missing)
    assert done.outcome.reply
