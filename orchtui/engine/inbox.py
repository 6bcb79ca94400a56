"""Letters from other processes: brings commands to the runs this process has.

One task for all of them asks the journal many times a second while there is a run to ask for; a
run answers in the turn that carries its command out, so nothing is done twice. What it could not
take dies with this process: the journal refuses it when the run is claimed anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from orchtui.domain.events import CommandAnswered, CommandGiven
from orchtui.domain.redact import Redactor
from orchtui.domain.sanitize import clean
from orchtui.errors import JournalError
from orchtui.journal.protocol import Journal

EVERY = 0.025
AFTER_A_FAILURE = 1.0

Give = Callable[[CommandGiven], Awaitable[CommandAnswered]]


def harmless(given: CommandGiven, redact: Redactor) -> CommandGiven:
    """A command without control characters and secrets in anything that was written in it."""

    def made(text: str) -> str:
        return redact(clean(text))

    words = ("verb", "who", "reason", "target", "text")
    options = {
        made(name): made(value) if isinstance(value, str) else value
        for name, value in given.options.items()
    }
    written: dict[str, object] = {name: made(getattr(given, name)) for name in words}
    return given.model_copy(update={**written, "options": options})


class Mail:
    """Which runs of this process can be written to."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._runs: dict[str, Give] = {}
        self._being_answered: set[str] = set()
        self._wanted = asyncio.Event()

    @contextmanager
    def delivered(self, run: str, give: Give) -> Iterator[None]:
        """While inside, letters to this run are given to it."""
        self._runs[run] = give
        self._wanted.set()
        try:
            yield
        finally:
            del self._runs[run]
            if not self._runs:
                self._wanted.clear()

    async def deliver(self) -> None:
        """Bring letters until cancelled."""
        async with asyncio.TaskGroup() as group:
            while True:
                await self._wanted.wait()
                try:
                    letters = await self._journal.unanswered(list(self._runs))
                except JournalError:
                    # What is wrong with the database the next commit will say.
                    await asyncio.sleep(AFTER_A_FAILURE)
                    continue
                for run, command in letters:
                    give = self._runs.get(run)
                    if give is not None and command.id not in self._being_answered:
                        self._being_answered.add(command.id)
                        group.create_task(self._bring(give, command))
                await asyncio.sleep(EVERY)

    async def _bring(self, give: Give, command: CommandGiven) -> None:
        try:
            await give(command)
        finally:
            self._being_answered.discard(command.id)
