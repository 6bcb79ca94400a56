"""Follows a run that another process carries out: what `run` would have told, told here.

Nothing but the record is read, a few times a second: so the run is not slowed down, and ending this
does nothing to it.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from orchtui.cli.narrators import narrator
from orchtui.cli.narrators.base import Narrator
from orchtui.cli.output import Unread, is_read
from orchtui.domain import events as e
from orchtui.domain.digest import Texts
from orchtui.domain.recipe import Recipe
from orchtui.domain.state import RunState
from orchtui.domain.state.lifecycle import OVER
from orchtui.errors import UsageError
from orchtui.session import Outcome, Session, outcome, recipe_of

_EVERY = 0.05
_OWNER_EVERY = 10  # so many looks at the record without news, and the owner is looked for


@dataclass(slots=True)
class Elsewhere:
    """A run that is carried out by another process, as a narrator needs it."""

    id: str
    recipe: Recipe
    texts: Texts
    recorded: Sequence[e.Turn] = ()
    unread: bool = False

    def heard(self, _path: str) -> str:
        """What is being said is known to the other process alone."""
        return ""

    def interrupt(self, _why: str) -> None:
        """Whoever read this is gone: the following ends, and the run goes on."""
        self.unread = True


def follow(database: Path | None, run: str, *, json: bool) -> None:
    """Tell of a run from its start to its end, and leave with its exit code."""
    sys.exit(asyncio.run(_follow(database, run, json)).exit_code)


async def _follow(database: Path | None, run: str, json: bool) -> Outcome:
    async with Session.open(database) as session:
        row = await session.find(run)
        turns, known = await session.later(row.id, 0)
        live = elsewhere(row.id, turns, Texts(known))
        told = narrator(live, database, json=json, hint="Ctrl+C ends this, not the run")
        with told:
            await tell(session, live, told, turns)
    return concluded(live, told)


def concluded(live: Elsewhere, told: Narrator) -> Outcome:
    """Tell how the run ended, or that nobody has it any more."""
    ended = outcome(live.id, told.state, live.texts)
    if told.state.status not in OVER:
        ended = replace(ended, status="interrupted", why="its process is gone")
    with contextlib.suppress(BrokenPipeError, Unread):
        told.sum_up(ended)
    return ended


def elsewhere(run: str, turns: Sequence[e.Turn], texts: Texts) -> Elsewhere:
    """The run, from what is recorded of it so far."""
    started = turns[0].events[0] if turns else None
    if not isinstance(started, e.RunStarted):
        raise UsageError(f"run {run} was recorded by a newer orchtui: upgrade to follow it")
    return Elsewhere(run, recipe_of(started, texts), texts)


async def tell(session: Session, live: Elsewhere, told: Narrator, turns: Sequence[e.Turn]) -> None:
    """Tell what is recorded, and what comes, until the run is over or nobody has it any more."""
    quiet, gone = 0, False
    while not _settled(told.state):
        for turn in turns:
            told.turn(turn)
            if live.unread:
                break
        if live.unread:
            raise Unread
        if not turns and gone:
            return
        quiet = 0 if turns else quiet + 1
        gone = quiet % _OWNER_EVERY == 1 and not await session.is_live(live.id)
        if not gone and not turns:
            if not is_read(sys.stdout):
                raise Unread
            await asyncio.sleep(_EVERY)
        turns, texts = await session.later(live.id, told.state.events)
        live.texts.known.update(texts)


def _settled(state: RunState) -> bool:
    """Whether the run is over, and what every call came to is known."""
    if state.status not in OVER:
        return False
    attempts = (attempt for step in state.steps.values() for attempt in step.attempts)
    return all(attempt.over is not None or attempt.lost for attempt in attempts)
