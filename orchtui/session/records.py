"""Stored runs, read back: the record, the recipe it was made with, and what each step was told."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from orchtui.commands.rules import LIVE
from orchtui.domain import events as e
from orchtui.domain.digest import Texts
from orchtui.domain.recipe import Recipe
from orchtui.domain.state import RunState
from orchtui.domain.state.summary import RunRow
from orchtui.engine.engine import recorded_recipe
from orchtui.engine.ownership import is_alive
from orchtui.replay.prompts import Prompt, prompt_of


@dataclass(frozen=True, slots=True)
class Record:
    """A stored run, read back whole."""

    row: RunRow
    turns: Sequence[e.Turn]
    texts: Texts
    state: RunState


def recipe_of(started: e.RunStarted, texts: Texts) -> Recipe:
    """The recipe of a recorded run."""
    return recorded_recipe(started, texts)


def prompt(record: Record, path: str, attempt: int) -> Prompt | None:
    """What a recorded step was told in an attempt, from 1."""
    if record.state.started is None:
        return None
    recipe = recorded_recipe(record.state.started, record.texts)
    return prompt_of(recipe, record.state, record.texts, path, attempt)


def as_it_is(row: RunRow) -> RunRow:
    """A run that says it lives while its process is gone was interrupted, and can be resumed."""
    if row.summary.status not in LIVE or is_alive(row.owner, time.time() - row.updated):
        return row
    return replace(row, summary=replace(row.summary, status="interrupted"))


def unreachable(row: RunRow) -> str:
    """Why nobody can carry a command to the run out, or nothing where somebody can."""
    if row.summary.over and row.summary.status != "interrupted":
        return f"run {row.id} is over: it is {row.summary.status}"
    if is_alive(row.owner, time.time() - row.updated):
        return ""
    return f"no process carries run {row.id} out: take it up again with orchtui resume {row.id}"
