"""One run in a storm: killed, looked at, taken up again, until it has come to its end.

What is looked at between two lives is a copy of the database as the dead process left it, its log
included, so that it is the next life that finds it as it was.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from orchtui.core import Machine
from orchtui.domain import events as e
from orchtui.domain.digest import Texts
from orchtui.domain.state.lifecycle import STEP_OVER
from orchtui.engine.engine import recorded_recipe
from orchtui.engine.reexecution import reexecute
from orchtui.recipes.compile import flow_function
from orchtui.session import Record, Session
from tests.acceptance.child import Life
from tests.acceptance.moments import Moment
from tests.acceptance.processes import Nursery, Server


@dataclass
class Stormy:
    """A run, and what was on disk after each of its lives."""

    calm: Life
    left: dict[str, Record | None] = field(default_factory=dict)
    kills: list[Moment] = field(default_factory=list)

    async def weather(self, nursery: Nursery, moments: Iterator[Moment]) -> None:
        """Live until the run is over, as long as there are moments to be killed at."""
        while not self.is_over:
            moment = next(moments, None)
            life = replace(self.calm, name=f"life {len(self.left)}", moment=moment)
            if await nursery.live(life) and moment is not None:
                self.kills.append(moment)
            self.left[life.name] = await left_behind(life)

    @property
    def is_over(self) -> bool:
        """Whether the end of the run is on disk."""
        record = self.record
        return record is not None and record.state.finished is not None

    @property
    def record(self) -> Record | None:
        """The run as it was last left; none before its first commit."""
        return list(self.left.values())[-1] if self.left else None


async def left_behind(life: Life) -> Record | None:
    """What a process left in the database, read from a copy of it."""
    database = Path(life.database)
    copy = database.with_name("copy") / database.name
    shutil.rmtree(copy.parent, ignore_errors=True)
    copy.parent.mkdir()
    for file in (database, database.with_name(f"{database.name}-wal")):
        if file.exists():
            shutil.copy(file, copy.parent)
    async with Session.open(copy) as session:
        return await session.record("last") if await session.runs() else None


def outcome(record: Record) -> dict[str, object]:
    """All of a run that no storm may change."""
    state, texts = record.state, record.texts
    assert state.finished is not None
    steps = {
        path: (step.status, step.attempts[-1].asked.digest, texts.read(step.reply.text))
        for path, step in state.steps.items()
        if step.reply is not None
    }
    errors = {path: step.error for path, step in state.steps.items() if step.error}
    output = texts.read(state.finished.output)
    return {"status": state.status, "output": output, "steps": steps, "errors": errors}


def check_re_executes(record: Record) -> None:
    """Every decision is made again from the record alone, equal to the recorded one."""
    started = record.turns[0].events[0]
    assert isinstance(started, e.RunStarted)
    recipe = recorded_recipe(started, record.texts)
    core = Machine(recipe, flow_function(recipe), Texts(record.texts.known))
    reexecute(core, record.turns)
    assert core.finished


async def check_calls(stormy: Stormy, server: Server) -> int:
    """What was asked in each life, against what was on disk before and after; the repeats."""
    calls = await server.calls(stormy.calm.database)
    repeats = sum(count - 1 for count in Counter(path for _, path in calls).values())
    before: Record | None = None
    so_far: Counter[str] = Counter()
    in_flight = 0
    for life, after in stormy.left.items():
        asked = Counter(path for whose, path in calls if whose == life)
        again = asked.keys() & set(committed_steps(before))
        assert not again, f"{life} asked again what was committed: {again}"
        so_far += asked
        starts = committed_starts(after)
        early = [path for path, count in so_far.items() if count > starts.get(path, 0)]
        assert not early, f"{life} asked before the start was committed: {early}"
        if after is not None:
            in_flight += len(after.state.in_flight())
        before = after
    assert repeats <= in_flight
    return repeats


def committed_steps(record: Record | None) -> list[str]:
    """The steps whose result is on disk."""
    steps = record.state.steps.values() if record else ()
    return [step.path for step in steps if step.status in STEP_OVER]


def committed_starts(record: Record | None) -> Mapping[str, int]:
    """How many attempts of each step have begun, as far as the disk knows."""
    steps = record.state.steps.values() if record else ()
    return {step.path: len(step.attempts) for step in steps}
