"""What a pattern is asked by whatever stands around it reaches its members: why it was sent back,
and what it is to do where it is somebody's worker.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.patterns.team import Said, play, verdict

PATTERNS = {
    "panel": ("panel: [a, b]\nask: Is it good?\ncompare: verdict", ["a", "b"]),
    "debate": (
        "debate: [a, b]\njudge: judge\njudge_always: true\nask: Is it good?\ncompare: verdict",
        ["round/a", "round/b", "judge"],
    ),
    "critique": (
        "critique: writer\nreviewers: [reviewer]\nask: Is it good?",
        ["round/writer", "review/reviewer"],
    ),
}
REVIEWER = "{does: Reviews., reply: {approved: bool}}"
LEAD = "{does: Leads., reply: {steps: [{worker: str, says: str}], done: bool, answer?: str}}"
SAID: dict[str, Said | Sequence[Said]] = {
    "a": verdict("good"),
    "b": verdict("good"),
    "reviewer": {"approved": True},
}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_that_is_sent_back_is_told_why(pattern: str) -> None:
    written, asked = PATTERNS[pattern]
    checked = f"""{written}\naccept: '"never" in text'\nfallback: editor"""
    run = play(checked, {**SAID, "editor": "instead"}, reviewer=REVIEWER)
    assert run.play() == "done: instead"
    for each in asked:
        told = run.users[f"{pattern}.2/{each}"]
        assert told.count('"never" in text does not hold. Do it again') == 1
        assert told.count("Is it good?") == 1


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_that_is_a_worker_is_told_what_it_is_to_do(pattern: str) -> None:
    written, asked = PATTERNS[pattern]
    team = "".join(f"\n    {line}" for line in written.splitlines())
    plan = {"steps": [{"worker": "team", "says": "Look at the roof."}], "done": False}
    over = {"steps": [], "done": True, "answer": "so"}
    flow = f"supervise: lead\nworkers:\n  team:{team}"
    run = play(flow, {**SAID, "lead": [plan, over]}, lead=LEAD, reviewer=REVIEWER)
    assert run.play() == "done: so"
    for each in asked:
        told = run.users[f"supervise/round/team/{pattern}/{each}"]
        assert told.count("Look at the roof.") == 1
        assert told.count("Is it good?") == 1
