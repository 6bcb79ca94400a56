"""The session: runs are started, resumed, commanded, read and deleted through it.

async with Session.open() as session:
    live = await session.start(load("hello"), Settings(rehearse=True))
    outcome = await session.carry_out(live)

The engine and the journal live on a thread of their own, so that no front can slow a run down and
no run can hold a front up.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from orchtui._gc import collector_paused, give_way
from orchtui.commands.rules import LIVE
from orchtui.domain import events as e
from orchtui.domain.digest import Texts
from orchtui.domain.events.readable import addresses
from orchtui.domain.model import Model
from orchtui.domain.state.summary import Found, RunRow
from orchtui.engine.engine import Engine, LiveRun
from orchtui.engine.live_run import GRACE
from orchtui.engine.ownership import is_alive, process_of
from orchtui.engine.preparation import Settings, prepare
from orchtui.errors import OrchtuiError, RunIsOwned
from orchtui.journal import open_journal
from orchtui.recipes.library import default_database
from orchtui.recipes.loader import LoadedRecipe
from orchtui.replay.player import Player
from orchtui.session.commands import command
from orchtui.session.detach import Left, leave
from orchtui.session.engine_thread import Aside, aside
from orchtui.session.outcomes import Outcome, outcome
from orchtui.session.records import Record, as_it_is, unreachable
from orchtui.session.run_handle import Live

ANSWERED_WITHIN = 10.0
ASKED_EVERY = 0.02
LAST_WORDS = GRACE + 0.5
LOOKED_THROUGH_AT_ONCE = 3_000


class Session:
    """An open database, and the engine over it."""

    def __init__(self, there: Aside[Engine], database: Path) -> None:
        self._there, self._database = there, database

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        database: Path | None = None,
        *,
        durable: bool = False,
        provider: Model | None = None,
    ) -> AsyncIterator[Session]:
        """A session over the database at this path, or the user's own.

        `provider` answers every run that is no rehearsal, in place of litellm.
        """
        database = database or default_database()
        async with aside(_engine(database, durable, provider)) as there:
            yield cls(there, database)

    # -- live runs -----------------------------------------------------------------------------

    async def start(self, loaded: LoadedRecipe, settings: Settings) -> Live:
        """A new run, ready to be carried out."""
        prepared = prepare(loaded, settings)

        async def start(engine: Engine) -> LiveRun:
            return engine.start(prepared)

        return Live(self._there, await self._there.do(start))

    async def resume(self, name: str) -> Live:
        """A run that was left, ready to be carried out from where it was."""
        row = await self.find(name)
        return Live(self._there, await self._there.do(lambda engine: engine.resume(row)))

    async def carry_out(self, live: Live) -> Outcome:
        """Run to the end; how it ended."""
        state = await self._there.do(lambda _: live.run.carry_out())
        if live.broken is not None:
            raise live.broken
        return outcome(live.id, state, live.texts)

    async def hand_over(self, live: Live, carried_out: asyncio.Task[Outcome]) -> Left:
        """Have a process of its own carry a live run on from where it stands.

        It is drained to a pause and let go of here, and taken up there; `carried_out` is whoever
        waits for its end here. A run that was not held goes on there.
        """
        was_held = (await self.find(live.id)).summary.status in ("pausing", "paused")
        reason = "to be handed over to a process of its own"
        if not was_held and not (await live.command(command("pause", reason=reason))).done:
            return Left(complaint=f"run {live.id} is over")
        still = asyncio.ensure_future(live.paused())
        await asyncio.wait([still, carried_out], return_when=asyncio.FIRST_COMPLETED)
        still.cancel()
        if carried_out.done():
            return Left(complaint=f"run {live.id} is over")
        live.interrupt("handed over to a process of its own")
        await carried_out
        arguments = ["resume", live.id, "--db", str(self._database)]
        left = await asyncio.to_thread(leave, arguments)
        if left.run and not was_held:
            await self.send(left.run, command("continue", reason="handed over"))
        return left

    # -- commands to other processes -----------------------------------------------------------

    async def send(
        self, name: str, given: e.CommandGiven, within: float = ANSWERED_WITHIN
    ) -> e.CommandAnswered:
        """Have whichever process owns the run carry a command out; what came of it."""
        row = await self.find(name)
        if refused := unreachable(row):
            return e.CommandAnswered(id=given.id, done=False, said=refused)
        await self._there.do(lambda engine: engine.post(row.id, given))
        until = time.monotonic() + within
        gone_at = math.inf
        while (answer := await self._answer_to(given)) is None:
            row = await self.find(row.id)
            if refused := unreachable(row):
                gone_at = min(gone_at, time.monotonic())
                # What ends a run is answered when its calls are gone, a little after the run.
                if not row.summary.over or time.monotonic() - gone_at > LAST_WORDS:
                    answer = await self._answer_to(given)
                    return answer or e.CommandAnswered(id=given.id, done=False, said=refused)
            if time.monotonic() > until:
                raise OrchtuiError(
                    f"run {row.id} has not answered within {within:g} s: its process "
                    f"{process_of(row.owner)} is there but busy or stopped, and carries it out "
                    f"when it can, unless it ends first; orchtui tail {row.id} tells"
                )
            await asyncio.sleep(ASKED_EVERY)
        return answer

    async def _answer_to(self, given: e.CommandGiven) -> e.CommandAnswered | None:
        return await self._there.do(lambda engine: engine.journal.answer_to(given.id))

    async def is_live(self, name: str) -> bool:
        """Whether a living process carries the run out."""
        return not unreachable(await self.find(name))

    # -- the record ----------------------------------------------------------------------------

    async def find(self, name: str) -> RunRow:
        """The run by its id, the beginning of it, or `last`."""
        return await self._there.do(lambda engine: engine.journal.find(name))

    async def later(self, run: str, after: int) -> tuple[Sequence[e.Turn], Mapping[str, str]]:
        """What was recorded of a run from event number `after` on, and the texts it names."""

        async def read(engine: Engine) -> tuple[Sequence[e.Turn], Mapping[str, str]]:
            with collector_paused():
                turns = await engine.journal.turns(run, after=after)
                named: set[str] = set()
                for begin in range(0, len(turns), LOOKED_THROUGH_AT_ONCE):
                    named |= addresses(turns[begin : begin + LOOKED_THROUGH_AT_ONCE])
                    await give_way()
                return turns, await engine.journal.texts(named) if named else {}

        return await self._there.do(read)

    async def record(self, name: str) -> Record:
        """A stored run, whole."""
        row = as_it_is(await self.find(name))
        turns, texts = await self.later(row.id, 0)
        return Record(row, turns, Texts(texts), (await Player.opened(turns)).live)

    async def runs(
        self, *, status: str = "", limit: int | None = None, only: Sequence[str] | None = None
    ) -> list[RunRow]:
        """Stored runs, newest first; one whose process is gone is told as interrupted."""
        if status in LIVE or status == "interrupted":
            kinds = (status,) if status in LIVE else (*LIVE, "interrupted")
            rows = [row for kind in kinds for row in await self._rows(kind, None, only)]
            rows = [row for row in rows if row.summary.status == status]
            return sorted(rows, key=lambda row: row.started, reverse=True)[:limit]
        return await self._rows(status, limit, only)

    async def _rows(
        self, status: str, limit: int | None, only: Sequence[str] | None
    ) -> list[RunRow]:
        rows = await self._there.do(
            lambda engine: engine.journal.runs(status=status, limit=limit, ids=only)
        )
        return [as_it_is(row) for row in rows]

    async def search(self, words: str, limit: int = 50) -> list[Found]:
        """Where prompts and replies say these words."""
        return await self._there.do(lambda engine: engine.journal.search(words, limit))

    async def remove(self, names: Sequence[str]) -> list[str]:
        """Delete runs that nobody is carrying out; their ids."""
        rows = [await self.find(name) for name in names]
        for row in rows:
            if is_alive(row.owner, time.time() - row.updated):
                raise RunIsOwned(f"run {row.id} is being carried out: stop it before deleting it")
        ids = [row.id for row in rows]
        await self._there.do(lambda engine: engine.journal.remove(ids))
        return ids


@asynccontextmanager
async def _engine(database: Path, durable: bool, provider: Model | None) -> AsyncIterator[Engine]:
    journal = await open_journal(database, durable=durable)
    try:
        async with Engine(journal, provider) as engine:
            yield engine
    finally:
        await journal.close()


Begin = Callable[[Session], Awaitable[Live]]
"""Starts or resumes one run in a session."""
