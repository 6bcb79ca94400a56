"""Shipped recipes run as somebody would run them: by the session, over the rehearsal model, into a
database of their own, and read back from there.

`rehearse("hiring", agreed="true")` carries a whole run out in no time; what came of it is told by
step. Every run is also executed a second time from its record, and has to come to the same.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from orchtui.core import Machine
from orchtui.domain import events as e
from orchtui.domain.digest import Texts
from orchtui.domain.recipe import Recipe
from orchtui.domain.state import DisagreementState
from orchtui.engine.reexecution import reexecute
from orchtui.providers.rehearsal.chaos import struck
from orchtui.recipes.compile import flow_function
from orchtui.session import (
    Live,
    Outcome,
    Record,
    Session,
    Settings,
    command,
    load,
    prompt,
    recipe_of,
)

Answers = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A run that is over."""

    outcome: Outcome
    record: Record
    recipe: Recipe

    @property
    def asked(self) -> list[str]:
        """Every step that was asked, in order."""
        asked = (event.path for event in self.events if isinstance(event, e.StepAsked))
        return list(dict.fromkeys(asked))

    @property
    def graph(self) -> dict[str, tuple[str, ...]]:
        """Every step that was asked, and what it was given."""
        steps = self.record.state.steps
        return {path: steps[path].inputs for path in self.asked}

    @property
    def events(self) -> list[e.AnyEvent]:
        """Everything that happened, in order."""
        return [event for turn in self.record.turns for event in turn.events]

    @property
    def notes(self) -> list[str]:
        """What the flow noted."""
        return [self.record.texts.read(note.text) for note in self.record.state.notes]

    @property
    def gates(self) -> dict[str, str]:
        """What a person was asked, by the name of the gate."""
        return {name: each.opened.question for name, each in self.record.state.gates.items()}

    @property
    def disagreement(self) -> DisagreementState:
        """The one question that several answered."""
        (only,) = self.record.state.disagreements.values()
        return only

    def told(self, path: str, attempt: int = 1) -> str:
        """What a step was asked, word for word."""
        sent = prompt(self.record, path, attempt)
        assert sent is not None
        return sent.user

    def said(self, path: str) -> str:
        """What a step replied."""
        reply = self.record.state.steps[path].reply
        assert reply is not None
        return self.record.texts.read(reply.text)

    def data(self, path: str) -> Any:
        """What a step replied, by its fields."""
        return json.loads(self.said(path))

    @property
    def cut(self) -> dict[str, int]:
        """The steps that were not given all they follow, and how many tokens were left out."""
        asked = [event for event in self.events if isinstance(event, e.StepAsked)]
        return {event.path: event.trimmed for event in asked if event.trimmed}


async def rehearse(
    name: str,
    *,
    fault: str = "",
    strikes: str = "",
    task: str = "",
    on_gate: str = "",
    answers: Answers | None = None,
    kills: Sequence[str] = (),
    **parameters: str,
) -> Rehearsed:
    """Run a shipped recipe to its end with these parameters.

    A `fault` of `--chaos` strikes the first attempt of one step, and spares all others. `answers`
    are a person's, by gate: `{"gate": {"choice": "edit", "text": "Mine."}}`. `kills` are steps that
    a person ends before they begin.
    """
    chaos, seed = {fault: 0.05} if fault else {}, 0
    if fault:
        well = await rehearse(name, task=task, on_gate=on_gate, answers=answers, **parameters)
        seed = _seed(chaos, strikes, well.asked)
    settings = Settings(
        task=task,
        seed=seed,
        rehearse=True,
        speed=0,
        chaos=chaos,
        breakpoints=tuple(f"{path}:before" for path in kills),
        on_gate=on_gate or ("wait" if answers else "fail"),
    )
    with TemporaryDirectory() as folder:
        async with Session.open(Path(folder) / "runs.db") as session:
            live = await session.start(load(name, parameters), settings)
            async with asyncio.TaskGroup() as people:
                _answer(live, answers or {}, people)
                people.create_task(_kill(live, kills))
                outcome = await session.carry_out(live)
            record = await session.record(live.id)
    assert record.state.started is not None
    done = Rehearsed(outcome, record, recipe_of(record.state.started, record.texts))
    _executes_again(done)
    return done


def _seed(chaos: Mapping[str, float], strikes: str, paths: Sequence[str]) -> int:
    """The first seed with which only the first attempt of this step is struck."""
    assert strikes in paths
    tries = [(path, attempt) for path in paths for attempt in (1, 2, 3)]
    return next(
        seed
        for seed in count()
        if [(strikes, 1)]
        == [(p, n) for p, n in tries if struck(chaos, Random(f"{seed}/{p}/{n}")) is not None]
    )


def _answer(live: Live, answers: Answers, people: asyncio.TaskGroup) -> None:
    def watch(turn: e.Turn) -> None:
        for event in turn.events:
            if isinstance(event, e.GateOpened) and event.id in answers:
                told = dict(answers[event.id])
                given = command("answer", event.id, told.pop("text", ""), told)
                people.create_task(live.command(given))

    live.watchers.append(watch)


async def _kill(live: Live, paths: Sequence[str]) -> None:
    for path in paths:
        await live.paused()
        answered = await live.command(command("kill", path))
        assert answered.done, answered.said
        await live.command(command("continue"))


def _executes_again(done: Rehearsed) -> None:
    core = Machine(done.recipe, flow_function(done.recipe), Texts(done.record.texts.known))
    reexecute(core, done.record.turns)
    core.close()
    assert core.state == done.record.state
