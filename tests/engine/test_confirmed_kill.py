"""A killed step is gone from the wire too: a real model's connection, as its server sees it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from orchtui.domain import events as e
from orchtui.domain.model import Answer, Hear
from orchtui.domain.prompts import Request
from orchtui.providers.litellm import LiteLLM
from orchtui.session import Settings, load
from tests.engine.building import of, other_tasks
from tests.engine.controlling import at_the_keys
from tests.engine.here import here
from tests.providers.asking import AS_LITELLM_IS
from tests.providers.servers import piece, serving

pytestmark = AS_LITELLM_IS

RECIPE = """
name: alone
task: Say something about the sea.
models: {{any: openai/tiny}}
api_base: {base}
agents: {{speaker: Says it., after: Says what comes after.}}
flow: [speaker, after]
"""


class Listened(LiteLLM):
    """A real model, and word of when it has begun to answer."""

    def __init__(self) -> None:
        super().__init__()
        self.began = asyncio.Event()

    async def answer(self, request: Request, hear: Hear) -> Answer:
        def heard(text: str) -> None:
            hear(text)
            self.began.set()

        return await super().answer(request, heard)


@pytest.mark.parametrize(
    ("verb", "target", "options"),
    [
        ("kill", "speaker", {}),
        ("kill", "", {}),
        ("pause", "", {"now": True}),
        ("override", "speaker", {}),
    ],
    ids=["a step", "the run", "pause now", "override"],
)
async def test_the_server_sees_the_connection_close(
    tmp_path: Path, verb: str, target: str, options: dict[str, bool]
) -> None:
    async with serving(piece("The sea "), then="hold") as server:
        (tmp_path / "alone.yaml").write_text(RECIPE.format(base=server.address))
        loaded, model = load(str(tmp_path / "alone.yaml")), Listened()
        async with here(tmp_path / "runs.db", provider=model) as session:
            live = session.start(loaded, Settings(breakpoints=("after",)))
            async with at_the_keys(live) as keys:
                await model.began.wait()
                assert not server.left.is_set()
                assert (await keys.do(verb, target, "By hand.", **options)).startswith("done")
                await server.left.wait()
                await keys.until(lambda state: state.steps["speaker"].attempts[0].over)
                over = keys.state.steps["speaker"].attempts[0].over
                if not keys.carried_out.done():
                    await keys.do("kill")
                await keys.end()
            turns = await session.journal.turns(live.id)
    events = [event for turn in turns for event in turn.events]
    assert of(e.AttemptEnded, events) == [over]
    assert isinstance(over, e.AttemptEnded)
    assert (over.text, over.estimated) == ("The sea ", True)
    assert over.read > 0 < over.wrote
    assert len(server.headers) == 1, "nothing was asked after that"
    assert not other_tasks()
