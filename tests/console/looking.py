"""Runs that stand still, to look at: a rehearsed run's record, up to some turn of it.

`still("consensus", upto=found)` is a run screen's source as it was right after the first turn that
`found` holds of; nothing more comes of it, and its clock does not go on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from orchtui.console.app import Console
from orchtui.console.glyphs import UNICODE, Glyphs
from orchtui.console.run_source import Source
from orchtui.console.run_view import Kind, View
from orchtui.console.screens.run import RunScreen
from orchtui.domain import events as e
from orchtui.session import (
    Player,
    Record,
    Session,
    Settings,
    UserSettings,
    command,
    load,
    recipe_of,
)

RUN = "2pyjvj09x"
Upto = Callable[[e.AnyEvent], bool]


class Still(Source):
    """A run of which nothing more comes; what is asked of it is kept."""

    def __init__(self, record: Record, kind: Kind, turns: int) -> None:
        started = record.state.started
        assert started is not None
        player = Player(record.turns[:turns])
        recipe = recipe_of(started, record.texts)
        view = View(RUN, recipe, record.texts, kind, player, clock=player.live.at)
        super().__init__(cast(Session, None), view, None)
        self.given: list[e.CommandGiven] = []
        self.refuses = ""

    async def feed(self) -> None:
        await asyncio.Event().wait()

    async def command(self, given: e.CommandGiven) -> e.CommandAnswered:
        self.given.append(given)
        return e.CommandAnswered(id=given.id, done=not self.refuses, said=self.refuses)


def recorded(
    name: str,
    *,
    breaks: tuple[str, ...] = (),
    paused: bool = False,
    on_gate: str = "wait",
    task: str = "",
    chaos: str = "",
    source: str = "",
    **parameters: str,
) -> Record:
    """The record of a recipe rehearsed to its end, in no time; where it is held it is continued."""
    settings = Settings(
        task=task,
        rehearse=True,
        speed=0,
        chaos={chaos: 1.0} if chaos else {},
        breakpoints=breaks,
        paused=paused,
        on_gate=on_gate,
    )

    async def run() -> Record:
        with TemporaryDirectory() as folder:
            async with Session.open(Path(folder) / "runs.db") as session:
                live = await session.start(load(source or name, parameters), settings)

                async def go_on() -> None:
                    while await live.paused():
                        await live.command(command("continue"))

                def answer(turn: e.Turn) -> None:
                    for event in turn.events:
                        if isinstance(event, e.GateOpened):
                            choice = {"choice": event.choices[0]}
                            given = command("answer", event.id, options=choice)
                            people.create_task(live.command(given))

                live.watchers.append(answer)
                async with asyncio.TaskGroup() as people:
                    going = people.create_task(go_on())
                    await session.carry_out(live)
                    going.cancel()
                return await session.record(live.id)

    return asyncio.run(run())


_KNOWN: dict[tuple[object, ...], Record] = {}


def still(
    name: str,
    *,
    upto: Upto | None = None,
    kind: Kind = "live",
    more: int = 0,
    **settings: object,
) -> Still:
    """A recipe's run right after the first turn that holds such an event, and so many more."""
    key = (name, *sorted(settings.items()))
    if key not in _KNOWN:
        _KNOWN[key] = recorded(name, **settings)  # type: ignore[arg-type]
    record = _KNOWN[key]
    turns = len(record.turns)
    if upto is not None:
        turns = next(
            number + 1
            for number, turn in enumerate(record.turns)
            if any(upto(event) for event in turn.events)
        )
    return Still(record, kind, min(turns + more, len(record.turns)))


def console(
    source: Source,
    *,
    theme: str = "",
    glyphs: Glyphs = UNICODE,
    readonly: bool = False,
    keys: Mapping[str, str] | None = None,
) -> Console:
    """A console on one run, whose time stands still."""
    return Console(
        source.session,
        UserSettings(theme=theme, keys=keys or {}),
        glyphs,
        first=lambda app: app.show_run(source),
        readonly=readonly,
        now=lambda: 1000.0,
    )


def screen_of(app: Console) -> RunScreen:
    """The run screen that is shown, or that is under what is asked."""
    return next(each for each in reversed(app.screen_stack) if isinstance(each, RunScreen))


def replied(path: str) -> Upto:
    """A step has its reply."""
    return lambda event: isinstance(event, e.StepReplied) and event.path == path


def asked(path: str) -> Upto:
    """A step is asked."""
    return lambda event: isinstance(event, e.StepAsked) and event.path == path
