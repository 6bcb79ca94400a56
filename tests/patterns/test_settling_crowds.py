"""Whoever is near two crowds is counted for both, so that a tie of crowds is seen to be one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.patterns.settled import (
    CHECKER,
    NO,
    YES,
    gate,
    settled,
)
from tests.patterns.team import Play, Said, play, verdict


def scored(settle: str, *scores: float, sure: Sequence[float] = (), **more: str) -> Play:
    """A panel whose members agree where their scores are at most 1 apart; 3 of 4 are enough."""
    flow = f"""
- panel: {{{", ".join(f"{name}: a" for name in "wxyz")}}}
  compare: score ± 1
  threshold: 0.75
  settle: {settle}
- editor
"""
    said: dict[str, Said] = {
        f"panel/{name}": verdict("good", confidence, score=score)
        for name, score, confidence in zip("wxyz", scores, sure or [0.5] * 4, strict=True)
    }
    return play(flow, {**said, "checker": NO}, **more)


@pytest.mark.parametrize("settle", ["majority", "weighted"])
@pytest.mark.parametrize("scores", [(1, 2, 3, 4), (4, 3, 2, 1), (2, 4, 1, 3)])
def test_two_crowds_that_share_members_are_a_tie_whoever_is_in_them(
    settle: str, scores: tuple[float, ...]
) -> None:
    run = scored(settle, *scores)
    assert run.play() == "waits: panel/decision", "though enough agree on either"
    assert run.disagreement.rounds[0].agreement == 0.75
    assert run.disagreement.found is not None
    assert "score=2" in gate(run).question
    assert "score=3" in gate(run).question
    run.do("answer", choice=gate(run).choices[0])
    run.go_on()
    assert settled(run).why.startswith("a tie: ")


def test_the_recipe_s_way_breaks_a_tie_of_crowds_and_says_so() -> None:
    for scores, stands in (((1, 2, 3, 4), "panel/z"), ((4, 3, 2, 1), "panel/z")):
        run = scored("{by: majority, tie: confidence}", *scores, sure=[0.1, 0.5, 0.5, 0.9])
        assert run.play() == "done: editor!"
        assert settled(run).path == stands
        assert "3 of 4 say score=2; 3 of 4 say score=3; broken by confid" in settled(run).why


def test_each_crowd_is_checked_and_none_stands_for_another() -> None:
    run = scored("{by: check, agent: checker}", 1, 2, 3, 4, checker=CHECKER)
    run.replies["panel/check.2"] = [YES]
    assert run.play() == "done: editor!"
    assert (run.edges["panel/check"], run.edges["panel/check.2"]) == (("panel/x",), ("panel/y",))
    assert settled(run).path == "panel/y"


def test_who_speaks_for_two_crowds_is_checked_once() -> None:
    sure = [0.5, 0.9, 0.5, 0.5]
    run = scored("{by: check, agent: checker}", 1, 2, 3, 4, sure=sure, checker=CHECKER)
    run.replies["checker"] = [YES]
    assert run.play() == "done: editor!"
    assert "panel/check.2" not in run.paths
    assert settled(run).path == "panel/x"


def test_a_default_that_is_of_two_crowds_stands_for_itself() -> None:
    run = scored("{by: escalate, default: y}", 1, 2, 3, 4, sure=[0.5, 0.4, 0.4, 0.6])
    assert run.play(on_gate="default") == "done: editor!"
    assert settled(run).path == "panel/y"
    run = scored("{by: escalate, default: x}", 1, 2, 9, 9)
    assert run.play(on_gate="default") == "done: editor!"
    assert settled(run).path == "panel/w"


def test_by_priority_the_highest_says_it_in_its_own_words() -> None:
    run = scored("{by: priority, order: [x]}", 8, 2, 3, 9, sure=[0.9, 0.1, 0.9, 0.9])
    assert run.play() == "done: editor!"
    assert settled(run).path == "panel/x"
