"""Killed with SIGKILL before, during and after its commits, a run loses nothing it has paid for.

A model server in another process counts the calls; the database is a real one, and so are the
processes that are killed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from random import Random

import pytest

from tests.acceptance import recipes
from tests.acceptance.child import Life
from tests.acceptance.moments import PHASES, Moment
from tests.acceptance.processes import counting_server, nursery
from tests.acceptance.storm import Stormy, check_calls, check_re_executes, outcome


def moments(random: Random) -> Iterator[Moment]:
    """Moments to be killed at, of each kind equally many; every fourth is not held there."""
    for number in count():
        yield Moment(
            PHASES[number % 3],
            commit=random.randint(1, 14),
            statement=random.randint(0, 6),
            hold=number // 3 % 4 != 3,
        )


async def storm(folder: Path, kills: int) -> list[Stormy]:
    """Runs killed so many times, a fifth of them exactly at each kind of moment; all checked.

    Every other run is a durable one, whose commits are made on another thread.
    """
    recipe = recipes.write(folder, recipes.STORM)
    everywhen = moments(Random(kills))
    weathered: list[Stormy] = []
    async with counting_server() as server, nursery() as born:

        def run(number: int) -> Stormy:
            file = str(folder / f"run-{number}.db")
            return Stormy(Life(file, recipe, server.port, durable=number % 2 > 0))

        undisturbed = run(0)
        await undisturbed.weather(born, iter(()))
        assert undisturbed.record is not None
        expected = outcome(undisturbed.record)
        assert await check_calls(undisturbed, server) == 0
        while not _enough(weathered, kills):
            stormy = run(len(weathered) + 1)
            await stormy.weather(born, everywhen)
            weathered.append(stormy)
            assert stormy.record is not None
            assert outcome(stormy.record) == expected
            check_re_executes(stormy.record)
            await check_calls(stormy, server)
    return weathered


def _enough(weathered: list[Stormy], kills: int) -> bool:
    """Whether there were so many kills, and a fifth of so many held at each kind of moment."""
    every = [moment for stormy in weathered for moment in stormy.kills]
    held = Counter(moment.phase for moment in every if moment.hold)
    return len(every) >= kills and all(held[phase] >= kills // 5 for phase in PHASES)


async def test_a_run_killed_at_fifty_moments_pays_for_no_committed_result_twice(
    tmp_path: Path,
) -> None:
    weathered = await storm(tmp_path, kills=50)
    assert all(len(stormy.record.state.steps) >= 30 for stormy in weathered if stormy.record)


@pytest.mark.soak
async def test_two_thousand_kills_change_nothing(tmp_path: Path) -> None:
    await storm(tmp_path, kills=2000)
