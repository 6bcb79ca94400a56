"""The one facade: start, resume, look, delete. Every front and every script goes through here.

async with Session.open() as session:
    live = session.start(load("hello"), Settings(rehearse=True))
    outcome = await session.carry_out(live)
"""

from __future__ import annotations

import asyncio
import getpass
import secrets
import socket
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from orchtui.config.paths import default_database, shipped_recipes
from orchtui.config.recipe import LoadedRecipe, load_recipe
from orchtui.control.rules import LIVE
from orchtui.domain import events as e
from orchtui.domain.digest import Texts
from orchtui.domain.model import Model
from orchtui.domain.money import dollars
from orchtui.domain.readable import addresses
from orchtui.domain.recipe import Recipe
from orchtui.domain.state import RunState, fold
from orchtui.domain.summary import Found, RunRow
from orchtui.domain.text import clean
from orchtui.engine.engine import Engine, LiveRun, recorded_recipe
from orchtui.engine.examine import examine
from orchtui.engine.ownership import is_alive, process_of
from orchtui.engine.prepare import Settings, prepare
from orchtui.errors import OrchtuiError, RunIsOwned, UsageError
from orchtui.history.prompts import Prompt, prompt_of
from orchtui.journal import open_journal
from orchtui.journal.protocol import Journal

__all__ = [
    "EXIT",
    "LiveRun",
    "Outcome",
    "Prompt",
    "Record",
    "Session",
    "Settings",
    "check_rehearsal",
    "command",
    "examine",
    "load",
    "outcome",
    "outline",
    "prompt",
    "recipe_of",
    "recipe_schema",
    "shipped_recipes",
    "starter_recipe",
]

ANSWERED_WITHIN = 10.0
ASKED_EVERY = 0.02

EXIT = {
    "done": 0,
    "partial": 1,
    "failed": 1,
    "stopped": 1,
    "waiting": 3,
    "limited": 4,
    "rejected": 6,
    "interrupted": 130,
}
"""The exit code for how a run ended."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended, in one value."""

    run: str
    status: str
    reply: str
    why: str
    missing: tuple[str, ...]
    skipped: tuple[str, ...]
    notes: tuple[str, ...]
    cost: float
    estimated: bool
    tokens: int
    seconds: float
    steps: int
    planned: int
    rehearsed: bool

    @property
    def exit_code(self) -> int:
        """What the command line answers its caller."""
        return EXIT.get(self.status, 1)


@dataclass(frozen=True, slots=True)
class Record:
    """A stored run, read back whole."""

    row: RunRow
    turns: Sequence[e.Turn]
    texts: Texts
    state: RunState


def load(name: str, parameters: Mapping[str, str] | None = None) -> LoadedRecipe:
    """A recipe, by its shipped name or its path, with its parameters set."""
    return load_recipe(name, {key: clean(value) for key, value in (parameters or {}).items()})


class Session:
    """An open database, and the engine over it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

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
        journal = await open_journal(database or default_database(), durable=durable)
        try:
            async with Engine(journal, provider) as engine:
                yield cls(engine)
        finally:
            await journal.close()

    @property
    def journal(self) -> Journal:
        """Where runs are kept."""
        return self._engine.journal

    def start(self, loaded: LoadedRecipe, settings: Settings) -> LiveRun:
        """A new run, ready to be carried out."""
        return self._engine.start(prepare(loaded, settings))

    async def resume(self, name: str) -> LiveRun:
        """A run that was left, ready to be carried out from where it was."""
        return await self._engine.resume(await self.journal.find(name))

    async def carry_out(self, live: LiveRun) -> Outcome:
        """Run to the end; how it ended."""
        return outcome(live.id, await live.carry_out(), live.texts)

    async def send(
        self, name: str, command: e.CommandGiven, within: float = ANSWERED_WITHIN
    ) -> e.CommandAnswered:
        """Have whichever process owns the run carry a command out; what came of it."""
        row = await self.journal.find(name)
        if refused := _unreachable(row):
            return e.CommandAnswered(id=command.id, done=False, said=refused)
        await self.journal.post(row.id, command)
        until = time.monotonic() + within
        while (answer := await self.journal.answer_to(command.id)) is None:
            row = await self.journal.find(row.id)
            if refused := _unreachable(row):
                answer = await self.journal.answer_to(command.id)
                return answer or e.CommandAnswered(id=command.id, done=False, said=refused)
            if time.monotonic() > until:
                raise OrchtuiError(
                    f"run {row.id} has not answered within {within:g} s: its process "
                    f"{process_of(row.owner)} is there but busy, and carries the command out when "
                    f"it can; orchtui tail {row.id} tells when it does"
                )
            await asyncio.sleep(ASKED_EVERY)
        return answer

    async def is_live(self, name: str) -> bool:
        """Whether a living process carries the run out."""
        return not _unreachable(await self.journal.find(name))

    async def later(self, run: str, after: int) -> tuple[Sequence[e.Turn], Mapping[str, str]]:
        """What was recorded of a run from event number `after` on, and the texts it names."""
        turns = await self.journal.turns(run, after=after)
        return turns, await self.journal.texts(addresses(turns)) if turns else {}

    async def record(self, name: str) -> Record:
        """A stored run, whole."""
        row = _as_it_is(await self.journal.find(name))
        turns = await self.journal.turns(row.id)
        texts = Texts(await self.journal.texts(addresses(turns)))
        return Record(row, turns, texts, fold(turns))

    async def runs(
        self, *, status: str = "", limit: int | None = None, only: Sequence[str] | None = None
    ) -> list[RunRow]:
        """Stored runs, newest first; one whose process is gone is told as interrupted."""
        if status in LIVE or status == "interrupted":
            kinds = (status,) if status in LIVE else (*LIVE, "interrupted")
            rows = [row for kind in kinds for row in await self.journal.runs(status=kind, ids=only)]
            rows = [row for row in map(_as_it_is, rows) if row.summary.status == status]
            return sorted(rows, key=lambda row: row.started, reverse=True)[:limit]
        return [
            _as_it_is(row) for row in await self.journal.runs(status=status, limit=limit, ids=only)
        ]

    async def search(self, words: str, limit: int = 50) -> list[Found]:
        """Where prompts and replies say these words."""
        return await self.journal.search(words, limit)

    async def remove(self, names: Sequence[str]) -> list[str]:
        """Delete runs that nobody is carrying out; their ids."""
        rows = [await self.journal.find(name) for name in names]
        for row in rows:
            if is_alive(row.owner, time.time() - row.updated):
                raise RunIsOwned(f"run {row.id} is being carried out: stop it before deleting it")
        await self.journal.remove([row.id for row in rows])
        return [row.id for row in rows]


def outcome(run: str, state: RunState, texts: Texts) -> Outcome:
    """How a run ended, from its state."""
    finished = state.finished
    return Outcome(
        run=run,
        status=state.status,
        reply=texts.read(finished.output) if finished else "",
        why=state.why,
        missing=finished.missing if finished else (),
        skipped=tuple(s.path for s in state.steps.values() if s.status == "skipped"),
        notes=tuple(note.text for note in state.notes),
        cost=dollars(state.cost),
        estimated=state.estimated,
        tokens=state.tokens,
        seconds=round(state.seconds, 3),
        steps=state.done,
        planned=len(state.steps),
        rehearsed=state.started is not None and state.started.rehearsing is not None,
    )


def _as_it_is(row: RunRow) -> RunRow:
    """A run that says it lives while its process is gone was interrupted, and can be resumed."""
    if row.summary.status not in LIVE or is_alive(row.owner, time.time() - row.updated):
        return row
    return replace(row, summary=replace(row.summary, status="interrupted"))


def _unreachable(row: RunRow) -> str:
    """Why nobody can carry a command to the run out, or nothing where somebody can."""
    if row.summary.over and row.summary.status != "interrupted":
        return f"run {row.id} is over: it is {row.summary.status}"
    if is_alive(row.owner, time.time() - row.updated):
        return ""
    return f"no process carries run {row.id} out: take it up again with orchtui resume {row.id}"


def command(
    verb: str,
    target: str = "",
    text: str = "",
    options: Mapping[str, str | float | bool | None] | None = None,
    reason: str = "",
) -> e.CommandGiven:
    """A command as whoever runs this process gives it."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # nobody is known by this process's user id
        user = "somebody"
    return e.CommandGiven(
        id=secrets.token_hex(8),
        verb=verb,
        who=f"{user}@{socket.gethostname()}",
        reason=reason,
        target=target,
        text=text,
        options=dict(options or {}),
    )


def recipe_of(started: e.RunStarted, texts: Texts) -> Recipe:
    """The recipe of a recorded run."""
    return recorded_recipe(started, texts)


def prompt(record: Record, path: str, attempt: int) -> Prompt | None:
    """What a recorded step was told in an attempt, from 1."""
    if record.state.started is None:
        return None
    recipe = recorded_recipe(record.state.started, record.texts)
    return prompt_of(recipe, record.state, record.texts, path, attempt)


def outline(loaded: LoadedRecipe) -> list[str]:
    """The graph a recipe plans, its critical path, and what it may cost, as lines."""
    from orchtui.config.outline import outline as outlined
    from orchtui.models.prices import candidate

    return outlined(loaded, candidate).lines()


def recipe_schema() -> Mapping[str, object]:
    """The JSON Schema of recipes, for editors."""
    from orchtui.config.schema import json_schema

    return json_schema()


def starter_recipe(name: str) -> str:
    """A commented recipe to start from."""
    from orchtui.config.starter import starter

    return starter(name)


def check_rehearsal(rehearse: bool, speed: float | None, chaos: str) -> dict[str, float]:
    """The faults to rehearse; saying how to rehearse without asking for it is a mistake."""
    if not rehearse:
        if speed is not None or chaos:
            option = "--chaos" if chaos else "--speed"
            raise UsageError(f"{option} is for rehearsals: add --rehearse")
        return {}
    if not chaos:
        return {}
    from orchtui.models.rehearsal import parse_chaos

    return parse_chaos(chaos)
