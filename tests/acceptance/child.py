"""What runs in processes of their own: one storm-beaten run, or a batch of runs.

To start Python and import all of orchtui takes half a second, which is too long for hundreds of
kills. `nursery` does it once and then forks a whole new process, with a life and death of its own,
for every line it reads.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from orchtui.session import Session, Settings, load
from tests.acceptance.moments import Moment, watch_for
from tests.acceptance.plain_http import PlainHttp


@dataclass(frozen=True)
class Life:
    """One process's part in a run, the only one in its database, and when it will be killed."""

    database: str
    recipe: str
    port: int
    name: str = ""
    durable: bool = False
    moment: Moment | None = None


def say(told: dict[str, Any]) -> None:
    """One line to whoever listens, at once."""
    os.write(1, json.dumps(told).encode() + b"\n")


async def carry_on(life: Life) -> None:
    """Take the run up where it is, or begin it, and carry it out to its end."""
    if life.moment is not None:
        watch_for(life.moment, lambda: say({"reached": os.getpid()}))
    model = PlainHttp(life.port, life.database, life.name)
    database = Path(life.database)
    async with Session.open(database, durable=life.durable, provider=model) as session:
        if await session.runs():
            live = await session.resume("last")
        else:
            live = await session.start(load(life.recipe), Settings())
        await session.carry_out(live)


async def batch(database: str, recipe: str, task: str, runs: int) -> None:
    """Many rehearsals at once, into a database that others write to as well."""
    async with Session.open(Path(database)) as session, asyncio.TaskGroup() as group:
        loaded = load(recipe)
        say({"ready": os.getpid()})
        sys.stdin.readline()
        for number in range(runs):
            settings = Settings(task=f"{task} {number}", seed=number, rehearse=True, speed=0)
            group.create_task(session.carry_out(await session.start(loaded, settings)))


def nursery() -> None:
    """For every line read, a child that lives the life it describes; its end is told."""
    for life in map(read, sys.stdin):
        child = os.fork()
        if not child:
            code = 1
            try:
                asyncio.run(carry_on(life))
                code = 0
            except BaseException:  # noqa: BLE001 - the last that is heard of a child is why it died
                traceback.print_exc()
            finally:
                os._exit(code)
        _, status = os.waitpid(child, 0)
        say({"ended": os.waitstatus_to_exitcode(status)})


def written(life: Life) -> bytes:
    """A life as a line."""
    return json.dumps(asdict(life)).encode() + b"\n"


def read(line: str) -> Life:
    """The life that a line describes."""
    fields = json.loads(line)
    moment = fields.pop("moment")
    return Life(**fields, moment=Moment(**moment) if moment else None)


if __name__ == "__main__":
    if sys.argv[1:] == ["nursery"]:
        nursery()
    else:
        database, recipe, task, runs = sys.argv[1:]
        asyncio.run(batch(database, recipe, task, int(runs)))
