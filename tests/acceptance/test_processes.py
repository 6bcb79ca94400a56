"""Several processes carry out runs into one database at once, and none is in another's way."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from orchtui.session import Session
from tests.acceptance import recipes
from tests.acceptance.processes import line, python, tell
from tests.acceptance.storm import check_re_executes

PROCESSES = 4
RUNS = 25
STEPS = 5


async def test_four_processes_write_into_one_database_and_nothing_is_lost(tmp_path: Path) -> None:
    recipe = recipes.write(tmp_path, recipes.TEAM)
    database = str(tmp_path / "runs.db")
    async with AsyncExitStack() as stack:
        writers = [
            await stack.enter_async_context(
                python("tests.acceptance.child", database, recipe, f"writer {number}", str(RUNS))
            )
            for number in range(PROCESSES)
        ]
        for writer in writers:
            await line(writer)
        for writer in writers:
            await tell(writer, b"go\n")
        assert await asyncio.gather(*(writer.wait() for writer in writers)) == [0] * PROCESSES
    async with Session.open(Path(database)) as session:
        rows = await session.runs()
        tasks = {f"writer {process} {run}" for process in range(PROCESSES) for run in range(RUNS)}
        assert len(rows) == len(tasks)
        assert {row.task for row in rows} == tasks
        for row in rows:
            record = await session.record(row.id)  # which follows the chain from its beginning
            assert record.state.summary() == row.summary
            assert (record.state.status, record.state.done) == ("done", STEPS)
            check_re_executes(record)
