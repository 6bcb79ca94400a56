"""What is told of a disagreement: why what they agree on is not enough, and what comes of it."""

from __future__ import annotations

import pytest

from orchtui.domain.events import DisagreementFound
from orchtui.narration.hints import Doors
from orchtui.narration.teams import of_teams
from tests.patterns.team import Said, play, verdict


def found(threshold: float, *said: Said) -> str:
    """The line on the one disagreement of a panel that said this."""
    names = [f"m{n}" for n in range(len(said))]
    members = ", ".join(f"{name}: a" for name in names)
    run = play(
        f"panel: {{{members}}}\ncompare: [verdict, score ± 1]\nthreshold: {threshold}",
        {f"panel/{name}": each for name, each in zip(names, said, strict=True)},
    )
    run.play()
    events = [event for turn in run.turns for event in turn.events]
    (event,) = (event for event in events if isinstance(event, DisagreementFound))
    line = of_teams(event, run.state, Doors("r1", None))
    assert line is not None
    return line.rest.partition("; or you")[0]


GOOD, BAD = verdict("good"), verdict("bad")


@pytest.mark.parametrize(
    ("threshold", "said", "told"),
    [
        (0.9, [GOOD, GOOD, BAD], "67% is below 90%: majority settles it"),
        (0.67, [GOOD, GOOD, BAD], "66.67% is below 67.00%: majority settles it"),
        (0.5, [GOOD, BAD], "50% agree, and no fewer on something else: majority settles it"),
        (
            0.75,
            [verdict("good", score=score) for score in (1, 2, 3, 4)],
            "75% agree, and no fewer on something else: majority settles it",
        ),
    ],
)
def test_why_they_do_not_agree_enough(threshold: float, said: list[Said], told: str) -> None:
    assert found(threshold, *said) == told
