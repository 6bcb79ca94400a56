"""Five hundred runs at once in one process: nothing of one is ever heard in another."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from random import Random

from orchtui.domain.model import Answer, Hear
from orchtui.domain.prompts import Request
from orchtui.session import Session, Settings, load
from tests.acceptance import recipes

RUNS = 500
STEPS = 5


def canary(number: int) -> str:
    """A word that only one run knows."""
    return f"canary-{Random(number).getrandbits(64):016x}"


def canaries(text: str) -> set[str]:
    """Every canary that sings in a text."""
    return set(re.findall("canary-[0-9a-f]{16}", text))


class Gossip:
    """Repeats in every answer whatever canary it was told of, and remembers who told it."""

    def __init__(self) -> None:
        self.told: dict[int, list[str]] = {}
        self._random = Random(1)

    async def answer(self, request: Request, hear: Hear) -> Answer:
        self.told.setdefault(request.seed, []).append(request.system + request.user)
        for _ in range(self._random.randrange(5)):  # so that runs overtake each other
            await asyncio.sleep(0)
        text = f"{request.agent} heard of {' and '.join(canaries(request.user))}"
        hear(text)
        return Answer(text, 10, 10)

    async def close(self) -> None:
        pass


async def test_no_canary_of_a_run_is_heard_in_another(tmp_path: Path) -> None:
    gossip = Gossip()
    loaded = load(recipes.write(tmp_path, recipes.TEAM))
    async with Session.open(tmp_path / "runs.db", provider=gossip) as session:
        runs = {
            number: await session.start(
                loaded, Settings(task=f"Find {canary(number)}.", seed=number)
            )
            for number in range(RUNS)
        }
        async with asyncio.TaskGroup() as group:
            carried = [group.create_task(session.carry_out(live)) for live in runs.values()]
        assert {task.result().status for task in carried} == {"done"}
        assert len({live.id for live in runs.values()}) == RUNS
        for number, live in runs.items():
            prompts = gossip.told[number]
            assert len(prompts) == STEPS
            assert all(canaries(prompt) == {canary(number)} for prompt in prompts)
            record = await session.record(live.id)
            assert canaries(f"{record.turns} {record.texts.known}") == {canary(number)}
