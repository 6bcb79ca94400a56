"""A process that writes runs; the tests start several at once, or kill it while it writes."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from orchtui.domain.state.summary import Summary
from orchtui.journal import open_journal
from orchtui.journal.sqlite import SqliteJournal
from tests.journal.building import Author, new_run, started

REPLY = "What the tide takes it brings back. " * 12


async def storm(path: Path, name: str, runs: int, steps: int) -> None:
    """Many runs at once, each written step after step."""
    journal = await open_journal(path)
    authors = await asyncio.gather(
        *(one_run(journal, f"{name}{number:02}", steps) for number in range(runs))
    )
    await journal.close()
    failures = [str(failure) for author in authors for failure in author.failures]
    print(*failures, sep="\n", end="")


async def one_run(journal: SqliteJournal, name: str, steps: int) -> Author:
    author = Author.of(journal, new_run(name))
    author.write(started())
    for step in range(steps):
        await journal.settled()
        author.says(f"step.{step}", f"{name} {step} {REPLY}")
    await journal.settled()
    author.summary = Summary("done", steps=steps, done=steps, over=True)
    author.write(started())
    await journal.settled()
    return author


async def endless(path: Path, name: str) -> None:
    """One run without an end; each acknowledged turn is told on a line."""
    journal = await open_journal(path)
    author = Author.of(journal, new_run(name))
    while not author.failures:
        author.says("step", f"{len(author.turns)} {REPLY}")
        await journal.settled()
        print(len(author.committed), flush=True)


async def look(path: Path, name: str) -> None:
    """Tell how many turns a run has, and leave."""
    journal = await open_journal(path)
    print(len(await journal.turns(name)), end="")
    await journal.close()


if __name__ == "__main__":
    what, where, called, *sizes = sys.argv[1:]
    if what == "storm":
        asyncio.run(storm(Path(where), called, *(int(size) for size in sizes)))
    elif what == "look":
        asyncio.run(look(Path(where), called))
    else:
        asyncio.run(endless(Path(where), called))
