"""The engine on the test's own loop: what a session does on a thread of its own, within sight."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from orchtui.domain.digest import Texts
from orchtui.domain.events.readable import addresses
from orchtui.domain.model import Model
from orchtui.domain.state import fold
from orchtui.engine.engine import Engine, LiveRun
from orchtui.engine.preparation import Settings, prepare
from orchtui.journal import Journal, open_journal
from orchtui.recipes.loader import LoadedRecipe
from orchtui.session import Outcome, Record, outcome


class Here:
    """An engine, used as a session is."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def journal(self) -> Journal:
        """Where its runs are kept."""
        return self._engine.journal

    def start(self, loaded: LoadedRecipe, settings: Settings) -> LiveRun:
        """A new run."""
        return self._engine.start(prepare(loaded, settings))

    async def resume(self, name: str) -> LiveRun:
        """A run that was left."""
        return await self._engine.resume(await self.journal.find(name))

    async def carry_out(self, live: LiveRun) -> Outcome:
        """Run to the end."""
        return outcome(live.id, await live.carry_out(), live.texts)

    async def record(self, name: str) -> Record:
        """A stored run."""
        row = await self.journal.find(name)
        turns = await self.journal.turns(row.id)
        return Record(row, turns, Texts(await self.journal.texts(addresses(turns))), fold(turns))


@asynccontextmanager
async def here(database: Path, provider: Model | None = None) -> AsyncIterator[Here]:
    """An engine over the database at this path."""
    journal = await open_journal(database)
    try:
        async with Engine(journal, provider) as engine:
            yield Here(engine)
    finally:
        await journal.close()
