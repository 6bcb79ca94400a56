"""The flows in Python that the reference of patterns shows: each is carried out as it stands there,
over the rehearsal its recipe has, and is on the record as the pattern it is an example of.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orchtui.domain.state import RunState
from orchtui.session import Outcome, Session, Settings, load

PAGE = (Path(__file__).parents[2] / "docs" / "patterns.md").read_text(encoding="utf-8")
SECTION = PAGE.partition("\n## From Python\n")[2].partition("\n## ")[0]
(RECIPE,) = re.findall(r"^```yaml\n(.*?)^```", SECTION, re.MULTILINE | re.DOTALL)
CODE = "\n\n".join(re.findall(r"^```python\n(.*?)^```", SECTION, re.MULTILINE | re.DOTALL))
FLOWS = re.findall(r"^async def (\w+)\(flow, task\):", CODE, re.MULTILINE)

SHOWN = {
    "decide": {"panel": ["bold", "bold.2", "craft", "craft.2", "finance", "finance.2"]},
    "argue": {"debate": ["chair", "round", "round.2"]},
    "investigate": {"supervise": ["round", "round.2", "text"]},
    "split": {"decompose": ["planner", "price", "reconcile", "text"]},
    "reviewed": {"critique": ["review", "round"]},
    "gather": {},
    "lead_experts": {
        "supervise": ["round", "round.2", "text"],
        "supervise/round/experts/panel": ["craft", "finance"],
    },
}
"""Of every flow, its patterns by their groups, and what stands in each."""


async def carried_out(folder: Path, flow: str) -> tuple[Outcome, RunState]:
    (folder / "team.py").write_text(CODE, encoding="utf-8")
    text = RECIPE.replace("team.py:decide", f"team.py:{flow}")
    (folder / "rewrite.yaml").write_text(text, encoding="utf-8")
    settings = Settings(rehearse=True, speed=0, on_gate="fail")
    async with Session.open(folder / "runs.db") as session:
        live = await session.start(load(str(folder / "rewrite.yaml")), settings)
        ended = await session.carry_out(live)
        return ended, (await session.record(live.id)).state


def patterns(state: RunState) -> dict[str, list[str]]:
    """The patterns on the record, by their groups, and what stands in each."""
    return {
        name: sorted(
            {
                path.removeprefix(f"{name}/").split("/")[0]
                for path in state.steps
                if path.startswith(f"{name}/")
            }
        )
        for name in state.groups
    }


@pytest.mark.parametrize("flow", FLOWS)
async def test_a_flow_in_python_runs_as_it_is_shown(flow: str, tmp_path: Path) -> None:
    ended, state = await carried_out(tmp_path, flow)

    assert (ended.status, ended.why) == ("done", "")
    assert ended.reply
    assert patterns(state) == SHOWN[flow]


async def test_what_is_shown_of_side_by_side_is_side_by_side(tmp_path: Path) -> None:
    _, state = await carried_out(tmp_path, "gather")
    inputs = {path: step.inputs for path, step in state.steps.items()}

    assert inputs["finance"] == inputs["craft"] == ()
    assert [path for path in inputs if path.endswith("/topic")] == [
        "part/topic",
        "part.2/topic",
        "part.3/topic",
    ]
    assert inputs["writer"] == ("part/writer", "part.2/writer", "part.3/writer")
    assert "round/writer" in inputs


def test_every_flow_that_is_shown_is_looked_at() -> None:
    assert [*SHOWN] == FLOWS
