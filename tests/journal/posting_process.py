"""A process that owns a run and carries out the letters to it, or one that posts them.

What counts as carrying out is a note in the run's record: how often a letter was, is told by it.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from orchtui.domain.events import CommandAnswered, CommandGiven
from orchtui.journal import open_journal
from tests.journal.building import Author, new_run, noted, started


async def own(path: Path, run: str, epoch: int) -> None:
    """Answer letters without an end; each is told on a line before its answer is committed."""
    journal = await open_journal(path)
    if epoch:
        author = await Author.claiming(journal, run, epoch, "host:2")
    else:
        author = Author.of(journal, new_run(run))
        author.write(started())
    await journal.settled()
    print("owned", flush=True)
    answered: set[str] = set()
    while not author.failures:
        for _, command in await journal.unanswered([run]):
            if command.id not in answered:
                answered.add(command.id)
                author.write(command, noted(command.id), CommandAnswered(id=command.id))
                print(command.id, flush=True)
        await asyncio.sleep(0)


async def post(path: Path, run: str, name: str, letters: int) -> None:
    """Post letters as fast as it goes, each twice."""
    journal = await open_journal(path)
    for number in range(letters):
        for _ in range(2):
            await journal.post(run, CommandGiven(id=f"{name}.{number}", verb="pause", who=name))
    await journal.close()


if __name__ == "__main__":
    what, where, which, *more = sys.argv[1:]
    if what == "own":
        asyncio.run(own(Path(where), which, int(more[0])))
    else:
        asyncio.run(post(Path(where), which, more[0], int(more[1])))
